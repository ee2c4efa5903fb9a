"""Where the command line prints."""

from __future__ import annotations

from rich.console import Console

__all__ = ["messages", "output"]

_WIDTH_UNSEEN = 120


def output() -> Console:
    """Return the console on stdout, wide enough for a table when nobody says how wide it is."""
    plain = Console(highlight=False)
    return plain if plain.is_terminal else Console(highlight=False, width=_WIDTH_UNSEEN)


def messages() -> Console:
    """Return the console on stderr."""
    return Console(stderr=True, highlight=False)
