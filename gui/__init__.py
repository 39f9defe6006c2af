"""The window: shows values and collects wishes."""
