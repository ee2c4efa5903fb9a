"""Python's own functions of numbers as compiled code calls them.

Numba compiles each of them for every type and number of arguments, with all of its passes, down to machine code.
"""

# mypy: disallow-untyped-calls=False, disallow-subclassing-any=False, disallow-untyped-decorators=False
# (Numba's extensions have no types.)

from __future__ import annotations

import operator
from functools import reduce
from typing import Any

from numba import types
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import AbstractTemplate, signature

__all__ = ["BUILTINS"]

_AbstractTemplate: Any = AbstractTemplate  # whose own types say that they resolve nothing


class _OneOf(_AbstractTemplate):
    def generic(self, numbers: Any, _keywords: Any) -> Any:
        """Return the signature of choosing one of some numbers."""
        number = self.context.unify_types(*numbers)
        is_plain = len(numbers) > 1 and isinstance(number, (types.Integer, types.Float))
        return signature(number, *[number] * len(numbers)) if is_plain else None


class _Least(_OneOf):
    key = "simcall.min"


class _Greatest(_OneOf):
    key = "simcall.max"


class _Whole(_AbstractTemplate):
    key = "simcall.int"

    def generic(self, arguments: Any, _keywords: Any) -> Any:
        """Return the signature of making a number whole."""
        (number,) = arguments
        is_plain = isinstance(number, (types.Integer, types.Boolean, types.Float))
        return signature(types.int64, number) if is_plain else None


BUILTINS = {min: types.Function(_Least), max: types.Function(_Greatest), int: types.Function(_Whole)}
"""The types in Numba of what compiled code calls in place of functions."""


@lower_builtin(_Least.key, types.VarArg(types.Any))
def _least(context: Any, builder: Any, called: Any, numbers: Any) -> Any:
    return _first_by(operator.lt, context, builder, called, numbers)


@lower_builtin(_Greatest.key, types.VarArg(types.Any))
def _greatest(context: Any, builder: Any, called: Any, numbers: Any) -> Any:
    return _first_by(operator.gt, context, builder, called, numbers)


def _first_by(order: Any, context: Any, builder: Any, called: Any, numbers: Any) -> Any:
    """Choose as Python does: the first of equal numbers, and never one that is not a number after one that is."""
    comparison = signature(types.boolean, *called.args[:2])
    comes_before = context.get_function(order, comparison)
    return reduce(lambda best, each: builder.select(comes_before(builder, (each, best)), each, best), numbers)


@lower_builtin(_Whole.key, types.Any)
def _whole(context: Any, builder: Any, called: Any, arguments: Any) -> Any:
    return context.cast(builder, arguments[0], called.args[0], called.return_type)
