"""The same CellPlan in a workbook that is open in Excel, through xlwings."""
