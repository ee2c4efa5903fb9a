"""The levers as an address holds them: ``?file=hub.toml&calls=10&people=-1&people_at=…``."""

from __future__ import annotations

import math
from collections.abc import Mapping

from simcall.studies.levers import LEVERS, ImpossibleMovesError, Lever, Move

__all__ = ["NAMES", "amount_text", "is_of_question", "moves_of"]

NAMES = ("file", *LEVERS, *(f"{name}_at" for name in LEVERS))
"""What an address of a scenario with moved levers may hold."""
_ZERO = ("", "0", "+0", "-0")


def is_of_question(name: str) -> bool:
    """Tell whether a field of an address says what is asked: the scenario, a lever, or a cell of the rota's grid."""
    return name in NAMES or "." in name


def moves_of(values: Mapping[str, str]) -> dict[str, Move]:
    """Read the moves of the levers.

    Raises
    ------
    ImpossibleMovesError
        If an amount is not a number.
    """
    messages = {}
    moves = {}
    for name in LEVERS:
        text = values.get(name, "").strip()
        amount = 0.0 if text in _ZERO else _number(text)
        if amount is None:
            messages[name] = f"Enter a number, such as 5 or -5: {text[:20]} is not one"
        else:
            moves[name] = Move(values.get(f"{name}_at", ""), amount)
    if messages:
        raise ImpossibleMovesError(messages)
    return moves


def _number(text: str) -> float | None:
    try:
        number = float(text.removesuffix("%").replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def amount_text(lever: Lever, move: Move) -> str:
    """Write how far a lever is moved: "+10 %"."""
    return f"{move.amount:+g} {lever.unit}" if move.amount else f"0 {lever.unit}"
