"""Sentences that ask for something: as an option of a command, an entry of a file, or a field of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Self

from simcall.files.inline_toml import inline_toml

__all__ = ["ANOTHER_FILE", "ANOTHER_FOLDER", "Advice", "Give", "Write", "advice_of"]


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


@dataclass(frozen=True)
class Write:
    """Something that the user can write into a file, or choose in a form that stands for the file.

    Attributes
    ----------
    key : str
        The key in the file: ``"keep"``.
    value : text, number, list or mapping
        What to write there.
    purpose : str
        What for, if that is only true of the file: ``"to give each length its own breaks"``.
    """

    key: str
    value: Any
    purpose: str = ""

    def __str__(self) -> str:
        """Return it for the file: ``write keep = ["rota.teams"]``."""
        purpose = self.purpose and f"{self.purpose}, "
        return f"{purpose}write {self.key} = {inline_toml(self.value)}"


ANOTHER_FOLDER = Give("--out", request="name another folder")
ANOTHER_FILE = Give("--out", request="name another file")


class Advice(str):
    """A sentence that asks for something. As a string, it names the options of the command line and the keys of files.

    Parameters
    ----------
    *parts : str, Give or Write
        Text, other advice, and what the user can give or write, in their order.
    """

    parts: tuple[str | Give | Write, ...]

    def __new__(cls, *parts: str | Give | Write) -> Self:
        """Join the parts as text for the command line."""
        advice = super().__new__(cls, "".join(map(str, parts)))
        advice.parts = tuple(each for part in parts for each in (part.parts if isinstance(part, Advice) else (part,)))
        return advice

    @classmethod
    def lines(cls, texts: Iterable[str]) -> Self:
        """Return texts below each other."""
        separated = [part for text in texts for part in ("\n", text)]
        return cls(*separated[1:])

    def worded(self, given: Callable[[Give], str] = str, written: Callable[[Write], str] = str) -> str:
        """Return the sentence with other words for what the user can give or write, such as fields of the page.

        Parameters
        ----------
        given, written : callable
            Return the words for one `Give` and for one `Write`.
        """
        return "".join(
            given(part) if isinstance(part, Give) else written(part) if isinstance(part, Write) else part
            for part in self.parts
        )


def advice_of(error: Exception) -> str:
    """Return the message of an error; it is advice if the error was raised with some."""
    message = error.args[0] if len(error.args) == 1 else None
    return message if isinstance(message, Advice) else str(error)
