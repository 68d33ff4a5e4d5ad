"""Pure: report model to CellPlan, and how the Datenmappe is laid out."""
