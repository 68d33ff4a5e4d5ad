"""From a Datenmappe to files."""
