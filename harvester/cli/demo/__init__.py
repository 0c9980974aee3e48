"""The demonstration: its folder and its index page."""
