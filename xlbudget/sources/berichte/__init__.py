"""Reads what was published: the figures of a report that somebody made, ours or not."""
