"""The whole report as one PDF that everybody can read: content → typst → tagged PDF."""
