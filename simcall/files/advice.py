"""Sentences that ask the user for something, as an option of a command or as a field of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

__all__ = ["ANOTHER_FILE", "ANOTHER_FOLDER", "Advice", "Give", "advice_of"]


@dataclass(frozen=True)
class Give:
    """Something that the user can give simcall.

    Attributes
    ----------
    option : str
        The option of the command: ``"--map"``.
    value : str
        What to write after it, such as ``"COLUMN=date"``. Empty if the sentence only names the option.
    request : str
        What to do with it: ``"name a folder"``. Empty if the sentence says that itself.
    """

    option: str
    value: str = ""
    request: str = ""

    def __str__(self) -> str:
        """Return it for the command line: ``--map COLUMN=date``, ``with --map``, ``name a folder with --out``."""
        if not self.value:
            return f"{self.request} with {self.option}".lstrip()
        return f'{self.option} "{self.value}"' if " " in self.value else f"{self.option} {self.value}"


ANOTHER_FOLDER = Give("--out", request="name another folder")
ANOTHER_FILE = Give("--out", request="name another file")


class Advice(str):
    """A sentence that asks for something. As a string, it names the options of the command line.

    Parameters
    ----------
    *parts : str or Give
        Text, other advice, and what the user can give, in their order.
    """

    parts: tuple[str | Give, ...]

    def __new__(cls, *parts: str | Give) -> Self:
        """Join the parts as text for the command line."""
        advice = super().__new__(cls, "".join(map(str, parts)))
        advice.parts = tuple(each for part in parts for each in (part.parts if isinstance(part, Advice) else (part,)))
        return advice

    @classmethod
    def lines(cls, texts: Iterable[str]) -> Self:
        """Return texts below each other."""
        separated = [part for text in texts for part in ("\n", text)]
        return cls(*separated[1:])

    def worded(self, words: Callable[[Give], str]) -> str:
        """Return the sentence with other words for what the user can give, such as fields of the page.

        Parameters
        ----------
        words : callable
            Returns the words for one `Give`.
        """
        return "".join(words(part) if isinstance(part, Give) else part for part in self.parts)


def advice_of(error: Exception) -> str:
    """Return the message of an error; it is advice if the error was raised with some."""
    message = error.args[0] if len(error.args) == 1 else None
    return message if isinstance(message, Advice) else str(error)
