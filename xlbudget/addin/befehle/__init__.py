"""What the buttons of the ribbon do: one module for each family of commands."""
