"""Painters turn a Figure into ink of one kind."""
