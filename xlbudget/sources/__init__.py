"""Reading: Datenmappe and the exports of the finance system."""
