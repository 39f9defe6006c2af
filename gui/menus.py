"""What stands in the menus, in which order: tables of the keys of actions."""

from gui.actions import annotate, axes, checks, compare, edit, file, plot, report, runs, sources, view, watching
from gui.actions import help as help_menu

BREAK = ""  # a separator in the tables below
RECENT = "file.recent"  # the menu of projects that were open
MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "File",
        (
            *("file.open", "file.preview", "file.sample", RECENT, BREAK, "file.save", "file.save_as", BREAK),
            *(*annotate.FILES, BREAK),
            *("file.again", "file.follow", "file.find", "file.refer", BREAK),
            *("report.export", "report.bundle", "file.import_report", BREAK, "file.quit"),
        ),
    ),
    (
        "Edit",
        (
            *(*(action.key for action in edit.ACTIONS), BREAK),
            *(*(action.key for action in runs.ACTIONS), BREAK),
            *(action.key for action in checks.ACTIONS),
        ),
    ),
    (
        "View",
        (
            *(*(action.key for action in view.LAYOUTS), BREAK),
            *(*(action.key for action in view.TOOLS), BREAK),
            *(*(action.key for action in view.RANGE), BREAK),
            *(action.key for action in view.LOOK),
        ),
    ),
    (
        "Axes",
        (
            *(*(action.key for action in axes.COUNTED), BREAK),
            *(*(action.key for action in axes.SCALED), BREAK),
            *(action.key for action in axes.DRAWN),
        ),
    ),
    ("Plot", (*(action.key for action in plot.COPY), BREAK, *(action.key for action in plot.SAVE))),
    ("Compare", (*(action.key for action in view.LAYOUTS[1:4]), BREAK, *(action.key for action in compare.ACTIONS))),
    ("Annotate", ("view.annotate", BREAK, *annotate.MENU)),
    ("Help", tuple(action.key for action in help_menu.ACTIONS)),
)

ACTIONS = (
    *file.ACTIONS,
    *watching.ACTIONS,
    *sources.ACTIONS,
    *edit.ACTIONS,
    *runs.ACTIONS,
    *checks.ACTIONS,
    *view.ACTIONS,
    *axes.ACTIONS,
    *plot.ACTIONS,
    *compare.ACTIONS,
    *annotate.ACTIONS,
    *report.ACTIONS,
    *help_menu.ACTIONS,
)
