"""The record of a run for the controllers: reconciliation, findings, returns. It never leaves the house."""
