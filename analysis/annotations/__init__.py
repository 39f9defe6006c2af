"""What is done with annotations: told, measured, listed, exchanged, merged, compared between people."""
