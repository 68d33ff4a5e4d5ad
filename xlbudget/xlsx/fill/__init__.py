"""Filling a template: where values go, how they get into the XML of a sheet, what formulas come to."""
