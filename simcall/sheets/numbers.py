"""Read numbers as people and other systems write them."""

from __future__ import annotations

import math
import re

__all__ = ["read_number"]

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([,' \u00a0\u202f]\d{3})+(\.\d*)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d*", re.ASCII)
_CONTINENTAL = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d*)?", re.ASCII)
_NOISE = re.compile(r"[£€$\s\u00a0\ufffd]+")


def read_number(text: str, *, decimal_comma: bool = False) -> float | None:
    """Read a number, or return None.

    Parameters
    ----------
    text : str
        Such as ``1,234``, ``94.01%`` or ``£1,200.00``. A share in per cent comes back as a share: 0.9401.
    decimal_comma : bool
        Whether a comma stands before the decimals and a point between thousands: ``1.234,5``.
    """
    bare = _NOISE.sub("", text)
    percent = bare.endswith("%")
    bare = bare.removesuffix("%")
    if decimal_comma and (_DECIMAL_COMMA.fullmatch(bare) or _CONTINENTAL.fullmatch(bare)):
        bare = bare.replace(".", "").replace(",", ".")
    elif _THOUSANDS.fullmatch(bare):
        bare = re.sub(r"[,' ]", "", bare)
    if not _NUMBER.fullmatch(bare):
        return None
    value = float(bare) / 100 if percent else float(bare)
    return value if math.isfinite(value) else None
