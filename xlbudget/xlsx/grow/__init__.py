"""A workbook that its user goes on working in gets rows, columns, tables and names; whatever else is in it stays."""
