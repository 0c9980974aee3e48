"""The command line: parse arguments, call the API, print. Heavy imports wait until a command runs."""

from harvester.cli.app import main

__all__ = ["main"]
