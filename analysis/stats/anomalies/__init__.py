"""Anomalies of one series: events with the rule behind each, and a score for every point."""

from analysis.stats.anomalies.detection import detect
from analysis.stats.anomalies.event import Event, Kind
from analysis.stats.anomalies.ranking import score

__all__ = ["Event", "Kind", "detect", "score"]
