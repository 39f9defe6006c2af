"""The plots, and the strip of the whole training below them: what is drawn, what gestures change, what menus offer."""

from gui.panels import Area, PanelKind
from gui.panels.plots.panel import PlotsPanel

PANEL = PanelKind("plots", "Plots", Area.CENTRE, order=0, stretch=1, make=PlotsPanel)
