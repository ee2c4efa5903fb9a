"""Errors that nobody foresaw, without what they say: a message of a library may hold a caller's number or a name."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from simcall.errors import SimcallError

__all__ = ["without_data"]

_SHOWN = 3


@contextmanager
def without_data() -> Iterator[None]:
    """Let simcall's own errors through, and say of any other only what kind it is and where it arose.

    Raises
    ------
    SimcallError
        In place of an error that is not simcall's own.
    """
    try:
        yield
    except (SimcallError, typer.Exit, typer.Abort):
        raise
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)[-_SHOWN:]
        places = ", ".join(f"{frame.filename.rpartition('/simcall/')[2]}:{frame.lineno}" for frame in frames)
        # Not "from error": with --debug its message would be printed too.
        raise SimcallError(
            f"simcall itself has failed ({type(error).__name__} in {places}). The error's own message is not shown, "
            "because it may hold data of your files. Report this line, with what kind of file it was."
        ) from None
