"""``python -m harvester`` is the command ``harvester``."""

import signal


def main() -> None:
    """Run the command. While its modules are imported, Ctrl-C ends the process without a traceback."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from harvester.cli import main as run_command_line

    run_command_line()


if __name__ == "__main__":
    main()
