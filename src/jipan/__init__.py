"""jipan: one clean customer base out of a dealer's spreadsheets."""

__version__ = "0.1.0"
