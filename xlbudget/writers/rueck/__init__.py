"""The parts of the workbook a Fachdienst fills in; `xlbudget.writers.rueckmeldung` puts them together."""
