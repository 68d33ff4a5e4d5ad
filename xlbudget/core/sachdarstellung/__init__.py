"""The draft of a council paper: sentences by rule from report data, and what becomes of an edited draft."""
