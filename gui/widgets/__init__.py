"""Small parts that do not know the session."""
