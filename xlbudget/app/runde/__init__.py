"""Out to the Fachdienste and back."""
