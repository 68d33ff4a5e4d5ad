"""The Datenmappe as an empty or filled workbook, drawn from its declaration."""
