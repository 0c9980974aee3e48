"""``python -m harvester`` is the command ``harvester``."""

from harvester.cli import main

main()
