"""Pure functions on arrays: they know no run, no project and no file."""
