"""Readers against any bytes at all: ``make fuzz``, or ``python -m tests.fuzz [--seconds N] [READER ...]``."""
