"""The workbook that a Fachdienst fills in."""
