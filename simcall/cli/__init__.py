"""The command line: parses, calls, prints. No modelling."""

from __future__ import annotations

import errno
import gc
import os
import sys
import warnings
from pathlib import Path

__all__ = ["main"]

FAULT = 1
_GARBAGE = 100_000
"""New objects before Python looks for garbage among them. Nearly all of what loading our libraries makes stays, and
looking through it every 700 objects took a tenth of a run."""
_COMPLETING = "_SIMCALL_COMPLETE"
"""Set while a shell asks how a command could go on, and reads whatever is printed as an answer."""
_FIRST = {
    "simcall new my-hub": "a first scenario of your own hub, from a few questions",
    "simcall run my-hub.toml": "what callers would meet, line by line",
    "simcall compare my-hub.toml other.toml": "what a change would do, and whether it is more than chance",
}
"""What somebody needs who has never used simcall."""


def main(arguments: list[str] | None = None) -> None:
    """Run a command and leave with its exit status.

    0 done; 1 the scenario, the data or the model is at fault; 2 usage; 3 a target was missed and ``--require-target``
    asked for it; 130 interrupted.

    Parameters
    ----------
    arguments : list of str, optional
        The words after ``simcall``; those of the process if left out.
    """
    gc.set_threshold(_GARBAGE)
    from simcall.cli.app import app
    from simcall.errors import SimcallError

    words = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in words
    _mend_streams()
    # Ctrl-C cancels tasks on purpose; joblib would warn of it after our own last line.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"joblib\.")
    if not words and _COMPLETING not in os.environ:
        _tell_first()
    try:
        try:
            app([word for word in words if word != "--debug"], prog_name="simcall")
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output has gone, as in `simcall run … | head`
        _silence_stdout()
        sys.exit(0)
    except SimcallError as error:
        if debug:
            raise
        sys.exit(_told(str(error)))
    except Exception as error:
        if debug:
            raise
        sys.exit(_told(_fault(error)))


def _tell_first() -> None:
    """Say what to begin with, before the list of all commands."""
    width = max(map(len, _FIRST))
    print("New to simcall? Three commands do for the first hour:\n")
    print("\n".join(f"  {command:<{width}}   {what}" for command, what in _FIRST.items()), flush=True)


def _fault(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        _silence_stdout()
        return f"the output could not be written: {error.strerror}"
    kind = f"{type(error).__name__}: {error}"
    return f"simcall itself has failed ({kind}). Run it again with --debug, and report what that prints."


def _told(message: str) -> int:
    print(message, file=sys.stderr)
    return FAULT


def _mend_streams() -> None:
    """Give a closed stream somewhere to go, and let letters that a stream does not know be replaced."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  it stays open
        elif name != "stdin" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _silence_stdout() -> None:
    """Keep the interpreter from trying, and failing, to write once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
