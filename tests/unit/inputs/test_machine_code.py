from __future__ import annotations

import ctypes

import numpy as np
import pytest

from simcall.inputs.machine_code import MachineCode
from simcall.inputs.signatures import Column, FloatTable, Plain, Signature, Table, Word, signature_of


def fill(number: int, share: float, word: Word, table: Table) -> float:
    """Stand for a compiled function."""
    return 0.0


def take(column: Column, table: FloatTable) -> None:
    """Stand for another."""


def test_the_words_of_parameters_and_result():
    """Numbers are in one word each, an array is its address and its lengths, and the result stands behind them."""
    table = np.arange(6).reshape(2, 3)
    seen = []

    def code(address: int) -> int:
        seen.extend(ctypes.c_int64.from_address(address + 8 * place).value for place in (0, 3, 4, 5))
        seen.append(ctypes.c_double.from_address(address + 8).value)
        seen.append(ctypes.c_uint64.from_address(address + 16).value)
        ctypes.c_double.from_address(address + 48).value = 0.25
        return 0

    call = MachineCode("fill", code, signature_of(fill))
    assert call(-7, 0.5, np.uint64(2**64 - 1), table) == 0.25
    assert seen == [-7, table.ctypes.data, 2, 3, 0.5, 2**64 - 1]


GOOD = np.zeros(3, np.int64), np.zeros((2, 2))


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (0, np.zeros(3, np.int32)),
        (0, np.zeros((3, 1), np.int64)),
        (0, np.zeros(6, np.int64)[::2]),
        (1, np.zeros((2, 3)).T),
        (1, np.broadcast_to(np.float64(0), (2, 2))),
    ],
    ids=["type", "dimensions", "steps", "order", "read-only"],
)
def test_an_array_that_machine_code_would_misread(place: int, wrong: np.ndarray):
    """An array of another type or shape, or laid out otherwise, is refused: machine code would read past its end."""
    call = MachineCode("take", lambda _address: 0, signature_of(take))
    assert call(*GOOD) is None
    arguments = [*GOOD]
    arguments[place] = wrong
    with pytest.raises(TypeError, match="take takes no array of"):
        call(*arguments)


def test_too_few_arguments():
    """A missing argument is an error, and not whatever stands in memory there."""
    call = MachineCode("two", lambda _address: 0, Signature((Plain("int64", 0), Plain("int64", 0)), None))
    with pytest.raises(ValueError, match="argument"):
        call(1)


def test_last_arguments_given_beforehand():
    """The words are those of all arguments together, call after call, and a wrong array is refused at once."""
    table = np.arange(6).reshape(2, 3)
    seen = []

    def code(address: int) -> int:
        seen.append([ctypes.c_int64.from_address(address + 8 * place).value for place in (0, 3, 4, 5)])
        ctypes.c_double.from_address(address + 48).value = float(len(seen))
        return 0

    call = MachineCode("fill", code, signature_of(fill)).with_last(np.uint64(1), table)
    assert [call(-7, 0.5), call(8, 0.5)] == [1.0, 2.0]
    assert seen == [[number, table.ctypes.data, 2, 3] for number in (-7, 8)]
    with pytest.raises(TypeError, match="fill takes no array of"):
        MachineCode("fill", code, signature_of(fill)).with_last(np.uint64(1), table.T)


@pytest.mark.parametrize("last", [(), (8,)])
def test_code_that_fails(last: tuple[int, ...]):
    """A status other than 0 is an error, with the function's name."""
    call = MachineCode("two", lambda _address: 3, Signature((Plain("int64", 0), Plain("int64", 0)), None))
    run = call.with_last(*last) if last else call
    with pytest.raises(RuntimeError, match="two ended with status 3"):
        run(*(7, 8)[: 2 - len(last)])
