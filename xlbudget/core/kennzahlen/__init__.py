"""Kennzahlen over the year: values by month and group, what they amount to at a Stand, and what is odd about them."""
