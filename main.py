"""Runloupe: the window, or a command without one."""

import sys


def main() -> int:
    """Start the window, or run the command that the first argument names; the exit code."""
    from analysis.commands import COMMANDS

    arguments = sys.argv[1:]
    if arguments and arguments[0] in COMMANDS:
        from analysis.cli import main as run_command

        return run_command(arguments)
    from gui.app import main as show_window

    return show_window(arguments)


if __name__ == "__main__":
    sys.exit(main())
