"""The Datenmappe: the workbook that controllers maintain, read by its tables."""
