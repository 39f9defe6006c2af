"""The names of the commands without a window: what starts, the window or a command, is known before either is there."""

ANNOTATIONS = "annotations"
COMMANDS = ("inspect", "assess", "compare", "report", "bundle", ANNOTATIONS)
