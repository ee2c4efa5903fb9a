"""Replace callers and people by numbers and names that carry nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

__all__ = ["caller_codes", "person_names"]

_NOBODY = re.compile(
    r"|0+|n/?a|nil|null|none|no[_ ]?server|anonymous|withheld|unknown|private|restricted|unavailable|blocked|hidden"
    r"|(?:(?:number|caller|cli)\s*)?(?:id\s*)?(?:withheld|unknown|unavailable|restricted|blocked)"
    r"|(?:international|coin\s*line|payphone|not available|-+|\?+|\.+)",
    re.IGNORECASE,
)
_MASKED = re.compile(r"[*\N{BULLET}]{2,}|(?<=[\d+ ])[Xx]{3,}|[Xx]{3,}(?=\d)")
"""Several callers can share a number with hidden figures, "07700 90****", so it identifies nobody."""
_NOT_DIGITS = re.compile(r"\D+")


def caller_codes(callers: pd.Series) -> np.ndarray:
    """Return a number for each caller, from 1 in the order in which they first ring; 0 if the key is withheld.

    Parameters
    ----------
    callers : pandas.Series
        Telephone numbers or other keys, in order of the calls. ``+44 7700 900123`` and ``07700900123`` are one caller.
    """
    codes, different = pd.factorize(callers)
    keys = np.array([_caller_key(text) for text in different], dtype=object)
    merged, _ = pd.factorize(keys)
    # A key that is None has the code -1.
    order = np.where(codes < 0, -1, merged[codes] if len(merged) else -1)
    return order.astype(np.int64) + 1


def _is_nobody(text: str) -> bool:
    return _NOBODY.fullmatch(text.strip().strip("[]()<>").strip()) is not None


def _caller_key(text: str) -> str | None:
    bare = text.strip()
    if _is_nobody(bare) or _MASKED.search(bare):
        return None
    digits = _NOT_DIGITS.sub("", bare)
    if len(digits) < 3 or re.search(r"[A-Za-z]{2}", bare):
        return bare.casefold()
    return digits.removeprefix("00").removeprefix("44").lstrip("0")


def person_names(people: Iterable[pd.Series]) -> dict[str, str]:
    """Return ``A01``, ``A02``, … for each person in the order in which they first appear, and ``""`` for nobody."""
    different = dict.fromkeys(name for series in people for name in series.unique())
    somebody = [name for name in different if not _is_nobody(name)]
    width = max(2, len(str(len(somebody))))
    return {name: "" for name in different} | {
        name: f"A{number:0{width}d}" for number, name in enumerate(somebody, start=1)
    }
