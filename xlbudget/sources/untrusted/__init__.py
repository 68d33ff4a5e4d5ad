"""Bounded reading of packages and sheets that strangers send."""
