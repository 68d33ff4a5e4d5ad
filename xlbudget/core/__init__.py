"""Pure rules: no file, no Excel."""
