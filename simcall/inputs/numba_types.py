"""How compiled code takes its parameters: from words of 64 bits, one after the other.

A number is one word. An array is its address and its lengths. A named tuple is what its fields are. So all that
compiled code hands on of a named tuple, however many arrays it has, is the address of its first word.
"""

# mypy: disallow-untyped-calls=False, disallow-subclassing-any=False, disallow-untyped-decorators=False
# (Numba has no types.)

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.core.datamodel import models
from numba.core.datamodel.registry import register_default
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr

from simcall.inputs.numba_arrays import ArrayType, write_array
from simcall.inputs.signatures import Kind, Signature, Tuple, plain_kinds

__all__ = ["WORD", "numba_signature", "read_parameters"]

WORD = ir.IntType(64)
_AttributeTemplate: Any = AttributeTemplate  # whose own types say that it resolves nothing


class _TupleAddress(types.Type):
    """A named tuple as compiled code has it: where its words are."""

    def __init__(self, kind: Tuple) -> None:
        self.kind = kind
        super().__init__(f"{kind.cls.__module__}.{kind.cls.__qualname__}")

    def words_before(self, field: str) -> int:
        """Return how many words stand before those of a field."""
        fields = self.kind.cls._fields  # type: ignore[attr-defined]
        return sum(map(_words, self.kind.fields[: fields.index(field)]))

    def kind_of(self, field: str) -> Kind:
        """Return the kind of a field."""
        fields = self.kind.cls._fields  # type: ignore[attr-defined]
        kind: Kind = self.kind.fields[fields.index(field)]
        return kind


@register_default(_TupleAddress)
class _TupleAddressModel(models.PrimitiveModel):
    def __init__(self, manager: Any, numba_type: Any) -> None:
        super().__init__(manager, numba_type, WORD.as_pointer())


@infer_getattr
class _TupleAddressFields(_AttributeTemplate):
    key = _TupleAddress

    def generic_resolve(self, tuple_address: Any, field: str) -> Any:
        return _numba_type(tuple_address.kind_of(field))


@lower_getattr_generic(_TupleAddress)
def _read_field(_context: Any, builder: Any, tuple_address: Any, address: Any, field: str) -> Any:
    place = builder.gep(address, [ir.Constant(WORD, tuple_address.words_before(field))])
    return _read(_context, builder, tuple_address.kind_of(field), place)


def numba_signature(signature: Signature) -> Any:
    """Return a signature as Numba writes it."""
    result = types.void if signature.result is None else _numba_type(signature.result)
    return result(*map(_numba_type, signature.parameters))


def read_parameters(context: Any, builder: Any, signature: Signature, address: Any) -> tuple[list[Any], Any]:
    """Write code that reads the parameters of a function.

    Parameters
    ----------
    context : numba target context
    builder : llvmlite IRBuilder
        Where to write.
    signature : Signature
        Of the function.
    address : llvmlite value
        Of the first word.

    Returns
    -------
    parameters : list of llvmlite values
        As the compiled function takes them.
    end : llvmlite value
        The address of the word behind the last.
    """
    parameters = []
    for kind in signature.parameters:
        parameters.append(_read(context, builder, kind, address))
        address = builder.gep(address, [ir.Constant(WORD, _words(kind))])
    return parameters, address


def _numba_type(kind: Kind) -> Any:
    """Return a kind's type in Numba."""
    if isinstance(kind, Tuple):
        return _TupleAddress(kind)
    number = types.boolean if kind.dtype == "bool" else getattr(types, kind.dtype)
    return ArrayType(number, kind.dimensions) if kind.dimensions else number


def _words(kind: Kind) -> int:
    return sum(1 + plain.dimensions for plain in plain_kinds(kind))


def _read(context: Any, builder: Any, kind: Kind, address: Any) -> Any:
    """Read a parameter or a field that begins at an address."""
    if isinstance(kind, Tuple):
        return address
    word, *lengths = _load(builder, address, 1 + kind.dimensions)
    if kind.dimensions:
        array = _numba_type(kind)
        items = builder.inttoptr(word, context.get_data_type(array.item).as_pointer())
        return write_array(context, builder, array, items, lengths)
    return builder.bitcast(word, ir.DoubleType()) if kind.dtype == "float64" else word


def _load(builder: Any, address: Any, words: int) -> Iterator[Any]:
    """Read words, which never change while the function runs: reading them once is enough."""
    for place in range(words):
        word = builder.load(builder.gep(address, [ir.Constant(WORD, place)]))
        word.set_metadata("invariant.load", builder.module.add_metadata([]))
        yield word
