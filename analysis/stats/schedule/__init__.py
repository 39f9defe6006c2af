"""Which learning-rate schedule is behind a log, found from its steps and values alone."""

from analysis.stats.schedule.identify import identify
from analysis.stats.schedule.result import Confidence, Family, Schedule, WarmUp

__all__ = ["Confidence", "Family", "Schedule", "WarmUp", "identify"]
