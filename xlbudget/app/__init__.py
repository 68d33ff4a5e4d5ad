"""One module per use case: the only place that wires readers, rules and writers."""
