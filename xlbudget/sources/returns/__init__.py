"""Mails and workbooks that come back from the Fachdienste."""
