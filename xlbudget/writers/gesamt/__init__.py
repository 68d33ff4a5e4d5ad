"""The sheets of the consolidated report."""
