"""Building the add-in, installing it for one user of Windows, and removing it."""
