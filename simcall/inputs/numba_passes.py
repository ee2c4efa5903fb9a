"""Numba's compiler for functions that only compiled code calls: with few of its passes, and with a memory.

Rules are plain: numbers, arrays and named tuples. Numba's other passes are for closures, literals, array expressions
and the like, and each looks through the whole function. And Numba asks each implementation of an operator in turn
whether it takes the operands, for every place where the operator stands and several times over. That was a third of the
time to compile the engine.
"""

# mypy: disallow-untyped-calls=False, disallow-subclassing-any=False
# (Numba's compiler has no types.)

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Any

from numba import types
from numba.core.compiler import CompilerBase
from numba.core.compiler_machinery import PassManager
from numba.core.datamodel import models
from numba.core.datamodel.registry import register_default
from numba.core.typed_passes import (
    NativeLowering,
    NoPythonBackend,
    NopythonTypeInference,
    PreLowerStripPhis,
)
from numba.core.typing.context import Context
from numba.core.untyped_passes import FixupArgs, IRProcessing, ReconstructSSA, TranslateByteCode

from simcall.inputs.numba_builtins import BUILTINS
from simcall.inputs.numba_libraries import InnerLibrary

__all__ = ["InnerCompiler", "RuleType"]

_PASSES = (
    TranslateByteCode,
    FixupArgs,
    IRProcessing,
    ReconstructSSA,
    NopythonTypeInference,
    PreLowerStripPhis,
    NativeLowering,
    NoPythonBackend,
)


class InnerCompiler(CompilerBase):
    """The compiler of functions that only compiled code calls."""

    def __init__(self, typing_context: Any, target_context: Any, *rest: Any) -> None:
        remembering = _typing_context(typing_context)
        super().__init__(remembering, _target_context(target_context, remembering), *rest)

    def define_pipelines(self) -> list[Any]:
        """Return the passes."""
        self.state.library = InnerLibrary(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        passes = PassManager("rules")
        for made in _PASSES:
            passes.add_pass(made, made.__name__)
        passes.finalize()
        return [passes]


class _RememberingContext(Context):
    """What Numba knows of types, with functions that remember."""

    def __init__(self, whole: Any) -> None:
        self.__dict__.update(whole.__dict__)  # so that what Numba adds to its tables is known here, too
        self._attribute_types: dict[Any, Any] = {}

    def resolve_value_type(self, value: Any) -> Any:
        """Return the type of a global or of an operator."""
        is_replaced = isinstance(value, Hashable) and value in BUILTINS
        numba_type = BUILTINS[value] if is_replaced else super().resolve_value_type(value)
        return _Remembering(numba_type) if type(numba_type) is types.Function else numba_type

    def resolve_getattr(self, value: Any, name: str) -> Any:
        """Return the type of an attribute."""
        key = value, name
        if key not in self._attribute_types:
            self._attribute_types[key] = super().resolve_getattr(value, name)
        return self._attribute_types[key]


@cache
def _typing_context(whole: Any) -> Any:
    return _RememberingContext(whole)


def _target_context(whole: Any, typing_context: Any) -> Any:
    """Return what Numba knows of the machine, with a memory for the sizes of LLVM's types."""
    context = whole.subtarget(typing_context=typing_context)
    context.get_abi_sizeof = lambda llvm_type: _size(llvm_type, context.target_data)
    return context


@cache
def _size(llvm_type: Any, target_data: Any) -> int:
    size: int = llvm_type.get_abi_size(target_data)
    return size


class _Remembering(types.Function):
    """A function or operator of Numba's that remembers what it returns for which types of arguments."""

    def __init__(self, function: Any) -> None:
        super().__init__(function.templates)
        self._signatures: dict[Any, Any] = {}

    def get_call_type(self, context: Any, arguments: Any, keywords: Any) -> Any:
        """Return the signature for some types of arguments."""
        key = tuple(arguments), tuple(keywords.items())
        if key not in self._signatures:
            self._signatures[key] = super().get_call_type(context, arguments, keywords)
        return self._signatures[key]


class RuleType(types.Dispatcher):
    """The type of a rule, which is compiled once for numbers of a type, whether or not they are known beforehand."""

    def get_call_type(self, context: Any, arguments: Any, keywords: Any) -> Any:
        """Return the signature for some types of arguments."""
        return super().get_call_type(context, tuple(map(types.unliteral, arguments)), keywords)


register_default(_Remembering)(models.OpaqueModel)
register_default(RuleType)(models.OpaqueModel)
