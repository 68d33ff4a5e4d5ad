"""The consolidated report."""
