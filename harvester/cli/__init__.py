"""The command line: parse, one call of the workflow, print. Nothing heavy is imported before a command runs."""

from harvester.cli.app import main

__all__ = ["main"]
