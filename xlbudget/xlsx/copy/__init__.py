"""Multiplying sheets within a package, and taking in a sheet of another one."""
