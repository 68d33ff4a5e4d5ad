"""The Excel add-in: functions, ribbon commands, how it is built and installed."""
