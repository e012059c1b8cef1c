"""The one time that all of China keeps; times that notices and lists write without an offset are in it."""

from zoneinfo import ZoneInfo

LOCAL_TIME = ZoneInfo("Asia/Shanghai")
