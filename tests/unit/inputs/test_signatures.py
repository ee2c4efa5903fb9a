from __future__ import annotations

from typing import NamedTuple

import pytest

from simcall.inputs.signatures import Column, FlagTable, Plain, Table, Tuple, Word, plain_kinds, signature_of


class Inner(NamedTuple):
    flags: FlagTable
    share: float


class Outer(NamedTuple):
    inner: Inner
    numbers: Column


def fill(outer: Outer, word: Word, table: Table) -> int:
    """Stand for a compiled function."""
    return 0


def greet(name: str) -> None:
    """Take what machine code cannot."""


def test_named_tuples_are_what_their_fields_are():
    """A signature holds the arrays and numbers of named tuples in named tuples, in their order."""
    flags, share, numbers = Plain("bool", 2), Plain("float64", 0), Plain("int64", 1)
    outer = Tuple(Outer, (Tuple(Inner, (flags, share)), numbers))
    signature = signature_of(fill)
    assert signature.parameters == (outer, Plain("uint64", 0), Plain("int64", 2))
    assert signature.result == Plain("int64", 0)
    assert list(plain_kinds(outer)) == [flags, share, numbers]


def test_an_annotation_that_machine_code_does_not_know():
    """A parameter of another type is refused by name, before anything is compiled."""
    with pytest.raises(TypeError, match=r"str, in .*, is no type that compiled functions take"):
        signature_of(greet)
