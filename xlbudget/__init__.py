"""xlbudget: Produktberichte for German municipalities, exact to the cent."""

from importlib.metadata import version

__version__ = version("xlbudget")
