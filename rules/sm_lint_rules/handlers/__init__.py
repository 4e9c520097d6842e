"""SMH: functions that the serving containers call."""
