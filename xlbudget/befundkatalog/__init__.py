"""Every code a Befund can have, with what it means and what to do: the table of the handbook."""
