"""Mail to the Fachdienste, and the ledger of what was sent and what came back."""
