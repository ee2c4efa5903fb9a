"""The command line: parses, calls, prints. No modelling."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from contextlib import nullcontext

from simcall.cli.streams import Output, reported_once, steady_streams
from simcall.files.messages import printable, unprintable

__all__ = ["main"]

FAULT = 1
USAGE = 2
_GARBAGE = 100_000
"""Python collects garbage after this many new objects. Nearly everything that our libraries create while they load
stays in memory, so a collection after every 700 objects took a tenth of a run."""
_COMPLETING = "_SIMCALL_COMPLETE"
"""Set while a shell asks for completions. The shell takes everything that is printed as the answer."""
_FIRST = {
    "simcall new my-hub": "a first scenario of your own hub, from a few questions",
    "simcall run my-hub.toml": "the service that callers would receive, line by line",
    "simcall compare my-hub.toml other.toml": "what a change would do, and whether it is more than chance",
}
"""The commands that a new user needs first."""


def main(arguments: list[str] | None = None) -> None:
    """Run a command and leave with its exit status.

    0 done; 1 the scenario, the data or the model is at fault, or the output could not be printed; 2 usage; 3 a target
    was missed and ``--require-target`` asked for it; 130 interrupted. A reader that leaves our output, as in
    ``simcall run … | head``, is not an error.

    Parameters
    ----------
    arguments : list of str, optional
        The words after ``simcall``; those of the process if left out.
    """
    gc.set_threshold(_GARBAGE)
    atexit.register(gc.freeze)  # otherwise Python would collect garbage once more before it ends
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # Pydantic would search all packages for plugins
    words = sys.argv[1:] if arguments is None else arguments
    # Ctrl-C cancels tasks on purpose; joblib would warn of it after our own last line.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"joblib\.")
    with steady_streams() as stdout:
        with nullcontext() if "--debug" in words else reported_once():
            status = _status(words)
            if status == FAULT:
                gc.collect()  # half-done work of a library fails again here, quietly, and not at the very end
        sys.stdout.flush()
        if stdout.has_lost_output:
            _fail(_loss(stdout))
            status = status or FAULT
    sys.exit(status)


def _status(words: Sequence[str]) -> int:
    """Run a command and return its exit status."""
    from simcall.cli.app import COMMAND_NAMES, UnexpectedError, command_line
    from simcall.errors import SimcallError

    if character := unprintable("".join(words)):
        return _fail(f"the command holds the invisible character {character}; take it out", USAGE)
    is_completing = _COMPLETING in os.environ
    if not words and not is_completing:
        _print_first_commands()
    debug = "--debug" in words
    try:
        run = command_line(COMMAND_NAMES if is_completing else words)
        run([word for word in words if word != "--debug"], prog_name="simcall")
    except SystemExit as end:
        return int(end.code or 0)
    except Exception as error:
        if debug:
            return _fail(traceback.format_exc().rstrip())
        if isinstance(error, SimcallError):
            return _fail(str(error))
        return _fail(_fault(error.error if isinstance(error, UnexpectedError) else error))
    return 0


def _print_first_commands() -> None:
    """Print the first commands to use, before the list of all commands."""
    width = max(map(len, _FIRST))
    print("New to simcall? Start with these three commands:\n")
    print("\n".join(f"  {command:<{width}}   {what}" for command, what in _FIRST.items()), flush=True)


def _fault(error: Exception) -> str:
    kind = f"{type(error).__name__}: {error}"
    return f"simcall itself has failed ({kind}). Run it again with --debug, and report what that prints."


def _loss(stdout: Output) -> str:
    """Say that something could not be printed, and that the saved files are complete all the same."""
    reason = stdout.error.strerror if stdout.error else ""
    return f"simcall could not print all of its output ({reason}). Files that it has saved are complete."


def _fail(message: str, status: int = FAULT) -> int:
    print(printable(message), file=sys.stderr)
    return status
