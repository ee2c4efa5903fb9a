"""Values and names as messages show them: quoted, short, safe to print, with the nearest known name as a hint."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from itertools import takewhile

__all__ = [
    "capital",
    "counted",
    "in_a_row",
    "listed",
    "meant",
    "nearest",
    "printable",
    "quoted",
    "shown",
    "unprintable",
]

_LONGEST_SHOWN = 60

_LIKE_ENOUGH = 0.6

_LONGEST_COMPARED = 200

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters but tabs and line ends, and marks that turn the direction of what follows: a terminal obeys the
first, and both let a text look like another."""

_LOOK_ALIKE = str.maketrans("oil", "011")


def capital(text: str) -> str:
    """Write the first letter large."""
    return text[:1].upper() + text[1:]


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: "1 point", "2,000 points"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def nearest(word: str, names: Iterable[str]) -> str | None:
    """Return the known name that a misspelt one most likely means, or None."""
    by_folded = {_folded(name): name for name in names}
    folded = _folded(word[:_LONGEST_COMPARED])
    likeness = {name: difflib.SequenceMatcher(None, name, folded).ratio() for name in by_folded}
    # Typing errors are more frequent near the end of a name: 102 more likely means 101 than 112.
    best = max(by_folded, key=lambda name: (likeness[name], _shared_start(name, folded)), default="")
    return by_folded[best] if likeness.get(best, 0) >= _LIKE_ENOUGH else None


def _shared_start(name: str, word: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(name, word, strict=False)))


def _folded(word: str) -> str:
    """Make alike what a typist or a scanner mixes up: capitals, and 1O1 for 101."""
    return word.casefold().translate(_LOOK_ALIKE)


def printable(text: str) -> str:
    """Write control characters and marks of direction as escapes, so that no terminal obeys them."""
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def unprintable(text: str) -> str | None:
    """Return the name of the first character that `printable` would write as an escape, such as ``U+001B``, or None."""
    match = _UNPRINTABLE.search(text)
    return f"U+{ord(match[0]):04X}" if match else None


def quoted(text: str) -> str:
    """Write text in quotes, with what a terminal could not show written as an escape."""
    return "".join(
        letter if letter.isprintable() else ascii(letter)[1:-1] for letter in json.dumps(text, ensure_ascii=False)
    )


def shown(value: object) -> str:
    """Write a value briefly, as TOML would."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a table" if value else "an empty table"
    if isinstance(value, list | tuple) and len(value) > 6:
        return f"a list of {len(value)}"
    if isinstance(value, str):
        return _shortened(quoted(value))
    if isinstance(value, list | tuple):
        return _shortened(f"[{', '.join(shown(element) for element in value)}]")
    return _shortened(value.isoformat() if isinstance(value, date | time) else _digits(value))


def _digits(value: object) -> str:
    if isinstance(value, int) and abs(value) >= 10**18:
        return "a number of more than 18 digits"
    return repr(value)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def listed(names: Mapping[str, object] | tuple[str, ...] | list[str], limit: int = 12) -> str:
    """Write names one after the other, the first of them if there are many."""
    first = [name if name.isprintable() and name.strip() == name != "" else shown(name) for name in list(names)[:limit]]
    more = len(names) - limit
    return ", ".join(first) + (f" and {more} more" if more > 0 else "")


def in_a_row(parts: Sequence[str]) -> str:
    """Write parts of a sentence one after the other: "a, b and c"."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def meant(word: str, names: Mapping[str, object] | tuple[str, ...] | list[str], introduction: str) -> str:
    """Say which known name is meant, or which there are."""
    guess = nearest(word, names)
    if guess:
        return f"did you mean {shown(guess)}?"
    return (
        f"{introduction} {listed(names)}"
        if names
        else f"there are no {introduction.removesuffix(' are').removeprefix('the ')}"
    )
