"""What a workbook tells about whoever drew it, and what it hides: found, named, and the first of both taken away."""
