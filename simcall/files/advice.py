"""Sentences that say what to give simcall: each surface words how, as an option of a command or a field of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

__all__ = ["Advice", "Give", "advice_of"]


@dataclass(frozen=True)
class Give:
    """A way to tell simcall something.

    Attributes
    ----------
    option : str
        The option of the command: ``"--map"``.
    value : str
        What to write after it, such as ``"COLUMN=date"``. Empty if the sentence only names the option.
    """

    option: str
    value: str = ""

    def __str__(self) -> str:
        """Return it for the command line: ``--map COLUMN=date``, or ``with --map``."""
        if not self.value:
            return f"with {self.option}"
        return f'{self.option} "{self.value}"' if " " in self.value else f"{self.option} {self.value}"


class Advice(str):
    """A sentence with ways to tell simcall something in it. Its text is that for the command line.

    Parameters
    ----------
    *parts : str or Give
        Text, other advice and ways, in their order.
    """

    parts: tuple[str | Give, ...]

    def __new__(cls, *parts: str | Give) -> Self:
        """Make the text of the parts."""
        advice = super().__new__(cls, "".join(map(str, parts)))
        advice.parts = tuple(each for part in parts for each in (part.parts if isinstance(part, Advice) else (part,)))
        return advice

    @classmethod
    def lines(cls, texts: Iterable[str]) -> Self:
        """Return texts below each other."""
        separated = [part for text in texts for part in ("\n", text)]
        return cls(*separated[1:])

    def worded(self, words: Callable[[Give], str]) -> str:
        """Return the sentence in the words of another surface.

        Parameters
        ----------
        words : callable
            Says how a way is taken there.
        """
        return "".join(words(part) if isinstance(part, Give) else part for part in self.parts)


def advice_of(error: Exception) -> str:
    """Return the message of an error, with its ways if it has any."""
    message = error.args[0] if len(error.args) == 1 else None
    return message if isinstance(message, Advice) else str(error)
