"""Figures as linked plots: one step range, one cursor and one brush over all of them. It does not know the session."""
