"""Files that simcall needs for a moment only."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simcall.errors import ResultsError

__all__ = ["scratch_folder"]


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a folder that is removed afterwards, on the disk that the system has for such files.

    Raises
    ------
    ResultsError
        If that disk cannot be written to. The user has named no file on it, so the message names none.
    """
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
    except (OSError, ResultsError) as error:
        fault = error if isinstance(error, OSError) else error.__cause__
        if not isinstance(fault, OSError):
            raise
        raise ResultsError(
            f"a temporary file could not be written ({fault.strerror or fault}); make room for it, or set TMPDIR to a "
            "folder on another disk"
        ) from error
