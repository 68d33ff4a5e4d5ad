"""The report as one web page that everybody can read: content → template of the house → HTML without any request."""
