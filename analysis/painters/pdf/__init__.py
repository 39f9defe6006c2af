"""A Figure as vectors on a page: laid out once into inks, then put on a ReportLab canvas as often as needed."""
