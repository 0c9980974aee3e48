"""Keep a living systematic review alive: harvest, de-duplicate, hand over for screening, count the flow."""

__version__ = "0.1.0"
