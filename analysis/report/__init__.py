"""From a project and what was derived of it to a Report, and from a Report to a file."""
