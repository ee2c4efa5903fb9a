"""Arrays as compiled code has them: where the items are, and the lengths. No index counts from the end of its array.

Numba's own arrays have seven words and more, and for each look into one Numba writes ten times the code that is needed
here, most of which LLVM then removes. That was a third of the time to compile the engine.

Python reads a negative index from the end, so for each index Numba compiles a test and a look at the array's length.
The engine's rules index arrays more than they do anything else, and never from the end. Without the tests they take a
seventh to a quarter less time. The numbers in the arrays cannot be unsigned themselves, because -1 stands for nothing
in most of them.

Compiled code may read and write items, ask for ``len`` and ``shape``, and take a part of a row of a table. With
``NUMBA_BOUNDSCHECK=1`` an index that is negative or too large raises IndexError.
"""

# mypy: disallow-untyped-calls=False, disallow-subclassing-any=False, disallow-untyped-decorators=False
# (Numba has no types.)

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.core.datamodel.registry import register_default
from numba.core.imputils import lower_builtin, lower_getattr
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_getattr, infer_global, signature

__all__ = ["ArrayType", "write_array"]

_WORD = ir.IntType(64)
_AbstractTemplate: Any = AbstractTemplate  # whose own types say that they resolve nothing
_AttributeTemplate: Any = AttributeTemplate


class ArrayType(types.Type):
    """A contiguous, writable array, to which nobody counts references.

    Parameters
    ----------
    item : numba type
        Of its items.
    dimensions : int
        How many it has.
    """

    def __init__(self, item: Any, dimensions: int) -> None:
        self.item, self.dimensions = item, dimensions
        super().__init__(f"simcall.array({item}, {dimensions})")


class _ShapeType(types.Type):
    """The lengths of an array: as a value, the array itself."""

    def __init__(self, array: ArrayType) -> None:
        self.array = array
        super().__init__(f"shape({array})")


@register_default(_ShapeType)
class _ShapeModel(models.PrimitiveModel):
    def __init__(self, manager: Any, shape: _ShapeType) -> None:
        super().__init__(manager, shape, manager.lookup(shape.array).get_value_type())


@register_default(ArrayType)
class _ArrayModel(models.PrimitiveModel):
    def __init__(self, manager: Any, array: ArrayType) -> None:
        items = manager.lookup(array.item).get_data_type().as_pointer()
        super().__init__(manager, array, ir.LiteralStructType([items, *[_WORD] * array.dimensions]))


def write_array(context: Any, builder: Any, array: ArrayType, address: Any, lengths: Sequence[Any]) -> Any:
    """Write code that makes an array of the address of its items and its lengths; return the array."""
    value = ir.Constant(context.get_value_type(array), ir.Undefined)
    for field, part in enumerate((address, *lengths)):
        value = builder.insert_value(value, part, field)
    return value


# Types ----------------------------------------------------------------------------------------------------------------


@infer_global(operator.getitem)
class _Read(_AbstractTemplate):
    def generic(self, arguments: Any, _keywords: Any) -> Any:
        """Return the signature of reading an item, the array at an index, or a part of a row."""
        array, index = arguments
        if not isinstance(array, ArrayType):
            return None
        *first, last = indices = _indices(index)
        if _are_numbers(indices) and len(indices) <= array.dimensions:
            rest = array.dimensions - len(indices)
            return signature(ArrayType(array.item, rest) if rest else array.item, array, index)
        if _are_numbers(first) and len(indices) == array.dimensions and last == types.slice2_type:
            return signature(ArrayType(array.item, 1), array, index)
        return None


@infer_global(operator.setitem)
class _Write(_AbstractTemplate):
    def generic(self, arguments: Any, _keywords: Any) -> Any:
        """Return the signature of changing an item."""
        array, index, _ = arguments
        indices = _indices(index)
        if isinstance(array, ArrayType) and _are_numbers(indices) and len(indices) == array.dimensions:
            return signature(types.none, array, index, array.item)
        return None


@infer_global(len)
class _Length(_AbstractTemplate):
    def generic(self, arguments: Any, _keywords: Any) -> Any:
        """Return the signature of an array's length."""
        return signature(types.intp, *arguments) if isinstance(arguments[0], ArrayType) else None


@infer_getattr
class _Attributes(_AttributeTemplate):
    key = ArrayType

    def resolve_shape(self, array: ArrayType) -> Any:
        """Return the type of an array's shape."""
        return _ShapeType(array)


@infer_global(operator.getitem)
class _LengthOfAxis(_AbstractTemplate):
    prefer_literal = True

    def generic(self, arguments: Any, _keywords: Any) -> Any:
        """Return the signature of one of an array's lengths, of an axis that is written in the source."""
        shape, axis = arguments
        is_known = isinstance(shape, _ShapeType) and isinstance(axis, types.IntegerLiteral)
        return signature(types.intp, shape, axis) if is_known else None


def _indices(index: Any) -> Sequence[Any]:
    return index.types if isinstance(index, (types.UniTuple, types.Tuple)) else (index,)


def _are_numbers(indices: Sequence[Any]) -> bool:
    return all(isinstance(index, types.Integer) for index in indices)


# Code -----------------------------------------------------------------------------------------------------------------


@lower_builtin(operator.getitem, ArrayType, types.Any)
def _read(context: Any, builder: Any, called: Any, arguments: Any) -> Any:
    array, index = called.args
    indices = _index_values(context, builder, index, arguments[1])
    lengths = _lengths(builder, array, arguments[0])[len(indices) :]
    if isinstance(called.return_type, ArrayType) and len(indices) == array.dimensions:
        part = context.make_helper(builder, types.slice2_type, value=indices.pop())
        indices.append(part.start)
        length = builder.extract_value(arguments[0], array.dimensions)
        end = builder.select(builder.icmp_signed("<", part.stop, length), part.stop, length)
        lengths = [builder.sub(end, part.start)]
    address = _address(context, builder, array, arguments[0], indices)
    if isinstance(called.return_type, ArrayType):
        return write_array(context, builder, called.return_type, address, lengths)
    return context.unpack_value(builder, array.item, address)


@lower_builtin(operator.setitem, ArrayType, types.Any, types.Any)
def _write(context: Any, builder: Any, called: Any, arguments: Any) -> Any:
    array, index, item = called.args
    indices = _index_values(context, builder, index, arguments[1])
    context.pack_value(builder, item, arguments[2], _address(context, builder, array, arguments[0], indices))
    return context.get_dummy_value()


@lower_builtin(len, ArrayType)
def _length(_context: Any, builder: Any, _called: Any, arguments: Any) -> Any:
    return builder.extract_value(arguments[0], 1)


@lower_getattr(ArrayType, "shape")
def _shape(_context: Any, _builder: Any, _array: ArrayType, value: Any) -> Any:
    return value


@lower_builtin(operator.getitem, _ShapeType, types.IntegerLiteral)
def _length_of_axis(_context: Any, builder: Any, called: Any, arguments: Any) -> Any:
    return builder.extract_value(arguments[0], 1 + called.args[1].literal_value)


def _lengths(builder: Any, array: ArrayType, value: Any) -> list[Any]:
    return [builder.extract_value(value, 1 + axis) for axis in range(array.dimensions)]


def _index_values(context: Any, builder: Any, index: Any, value: Any) -> list[Any]:
    """Return the indices of each dimension: whole numbers as words, and slices as they are."""
    values = cgutils.unpack_tuple(builder, value) if isinstance(index, types.BaseTuple) else [value]
    return [
        context.cast(builder, each, of, types.uintp) if isinstance(of, types.Integer) else each
        for each, of in zip(values, _indices(index), strict=True)
    ]


def _address(context: Any, builder: Any, array: ArrayType, value: Any, indices: Sequence[Any]) -> Any:
    """Write code that finds what is at some indices; return its address."""
    items_before = ir.Constant(_WORD, 0)
    for axis, length in enumerate(_lengths(builder, array, value)):
        items_before = builder.mul(items_before, length)
        if axis < len(indices):
            if context.enable_boundscheck:
                cgutils.do_boundscheck(context, builder, indices[axis], length, axis)
            items_before = builder.add(items_before, indices[axis])
    return builder.gep(builder.extract_value(value, 0), [items_before])
