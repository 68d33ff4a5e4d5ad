"""xlbudget: Produktberichte for German municipalities, exact to the cent."""

__version__ = "0.3.0"
