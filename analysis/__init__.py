"""Files into knowledge and knowledge into pages: functions on frozen values, without a window."""

VERSION = "0.1.0"
