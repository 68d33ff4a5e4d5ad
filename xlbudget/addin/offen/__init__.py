"""The Excel in front of the user: what is open in it, what it shows, what it is asked."""
