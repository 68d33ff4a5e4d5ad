"""Writing: filled templates, cached values, the consolidated report, the Datenmappe."""
