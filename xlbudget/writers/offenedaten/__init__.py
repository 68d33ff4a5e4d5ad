"""The figures of a report as open data: tables as csv, described for machines and for catalogues."""
