"""Figures of a German text against the report data: find, tie, judge. Pure rules, no file."""
