"""What was stored by whom, event by event, and the undoing of events."""
