"""The types of what compiled functions take and give back, read from their annotations, without Numba.

An annotation is the name of an array below, `int`, `float` or `Word`, or a named tuple of these and of other named
tuples.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = [
    "Column",
    "FlagTable",
    "Flags",
    "FloatColumn",
    "FloatCube",
    "FloatTable",
    "HalfColumn",
    "Kind",
    "Plain",
    "QuarterColumn",
    "Signature",
    "Table",
    "Tuple",
    "Word",
    "WordColumn",
    "WordTable",
    "plain_kinds",
    "signature_of",
]

Column = npt.NDArray[np.int64]
HalfColumn = npt.NDArray[np.int32]
QuarterColumn = npt.NDArray[np.int16]
Table = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
FlagTable = npt.NDArray[np.bool_]
FloatColumn = npt.NDArray[np.float64]
FloatTable = npt.NDArray[np.float64]
FloatCube = npt.NDArray[np.float64]
Word = np.uint64
WordColumn = npt.NDArray[np.uint64]
WordTable = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Plain:
    """An array, contiguous and writable, or a number, which has no dimensions."""

    dtype: str
    dimensions: int


@dataclass(frozen=True)
class Tuple:
    """A named tuple."""

    cls: type
    fields: tuple[Kind, ...]


Kind = Plain | Tuple

_PLAIN = {
    "int": Plain("int64", 0),
    "float": Plain("float64", 0),
    "Word": Plain("uint64", 0),
    "Column": Plain("int64", 1),
    "HalfColumn": Plain("int32", 1),
    "QuarterColumn": Plain("int16", 1),
    "Table": Plain("int64", 2),
    "Flags": Plain("bool", 1),
    "FlagTable": Plain("bool", 2),
    "FloatColumn": Plain("float64", 1),
    "FloatTable": Plain("float64", 2),
    "FloatCube": Plain("float64", 3),
    "WordColumn": Plain("uint64", 1),
    "WordTable": Plain("uint64", 2),
}


@dataclass(frozen=True)
class Signature:
    """The types of a function's parameters and of its result, which is None or a number."""

    parameters: tuple[Kind, ...]
    result: Plain | None


def signature_of(function: Callable[..., Any]) -> Signature:
    """Return the signature of a function whose parameters are all annotated.

    Raises
    ------
    TypeError
        If an annotation names no array, number or named tuple.
    """
    names = {parameter: _name(annotation) for parameter, annotation in function.__annotations__.items()}
    result = names.pop("return")
    parameters = tuple(_kind(name, function.__module__) for name in names.values())
    return Signature(parameters, None if result == "None" else _PLAIN[result])


def _name(annotation: Any) -> str:
    """Return an annotation's name: it may be a text, a reference to be looked up, or a type."""
    if isinstance(annotation, str):
        return annotation
    name = getattr(annotation, "__forward_arg__", None) or getattr(annotation, "__name__", "None")
    return str(name)


@cache
def _kind(name: str, module: str) -> Kind:
    if name in _PLAIN:
        return _PLAIN[name]
    cls = getattr(sys.modules[module], name, None)
    if not (isinstance(cls, type) and issubclass(cls, tuple)):
        raise TypeError(f"{name}, in {module}, is no type that compiled functions take")
    fields = tuple(_kind(_name(annotation), cls.__module__) for annotation in cls.__annotations__.values())
    return Tuple(cls, fields)


def plain_kinds(kind: Kind) -> Iterator[Plain]:
    """Yield the arrays and numbers of a kind in their order."""
    if isinstance(kind, Plain):
        yield kind
    else:
        for field in kind.fields:
            yield from plain_kinds(field)
