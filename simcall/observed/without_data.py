"""Report unexpected errors without their messages: a library's message may hold a caller's number or a name."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from simcall.errors import SimcallError

__all__ = ["without_data"]

_SHOWN = 3


@contextmanager
def without_data(*others: type[Exception]) -> Iterator[None]:
    """Let simcall's own errors through; for any other error, report only its kind and its line in the code.

    Parameters
    ----------
    *others
        Further kinds of exceptions to let through.

    Raises
    ------
    SimcallError
        In place of an error that is not simcall's own.
    """
    let_through: tuple[type[Exception], ...] = (SimcallError, *others)
    try:
        yield
    except let_through:
        raise
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)[-_SHOWN:]
        places = ", ".join(f"{frame.filename.rpartition('/simcall/')[2]}:{frame.lineno}" for frame in frames)
        # Not "from error": with --debug its message would be printed too.
        raise SimcallError(
            f"simcall itself has failed ({type(error).__name__} in {places}). The error's own message is not shown, "
            "because it may hold data from your files. Please report this line, and say what kind of file it was."
        ) from None
