"""Text of a page that may be broken where a reader expects it, and nowhere else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["BREAKS", "breakable"]

BREAKS = re.compile(r"((?<=[^\W\d])[._](?=\w)|[._](?=[^\W\d]))")
"""Between the parts of a path, and not within a number."""
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:%|(?:s|min|h|points?)\b))")
"""The space between a number and its unit, at which no line may end."""


def breakable(text: object) -> Markup:
    """Return a text, escaped, that may be broken after the dots and underscores of its names, but not before a unit."""
    from markupsafe import Markup, escape

    whole = _BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", str(text))
    return Markup("<wbr>").join(escape(part) for part in BREAKS.sub("\\1\0", whole).split("\0"))
