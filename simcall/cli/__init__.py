"""The command line: parses, calls, prints. No modelling."""

from __future__ import annotations

import os
import sys

__all__ = ["main"]

FAULT = 1
INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> None:
    """Run a command and leave with its exit status.

    0 done; 1 the scenario, the data or the model is at fault; 2 usage; 3 a target was missed and ``--require-target``
    asked for it; 130 interrupted.

    Parameters
    ----------
    arguments : list of str, optional
        The words after ``simcall``; those of the process if left out.
    """
    from simcall.cli.app import app
    from simcall.errors import SimcallError

    words = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in words
    try:
        app([word for word in words if word != "--debug"], prog_name="simcall")
    except BrokenPipeError:
        _leave_quietly()
    except SimcallError as error:
        if debug:
            raise
        sys.exit(_told(str(error)))
    except Exception as error:
        if debug:
            raise
        fault = f"{type(error).__name__}: {error}"
        sys.exit(_told(f"simcall itself has failed ({fault}). Run it again with --debug, and report what that prints."))


def _told(message: str) -> int:
    print(message, file=sys.stderr)
    return FAULT


def _leave_quietly() -> None:
    """End without a word when the reader of our output has gone, as in ``simcall run … | head``."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(0)
