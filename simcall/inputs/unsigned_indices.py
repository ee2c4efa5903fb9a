"""A pass of Numba's compiler that reads indices of arrays as unsigned: no index counts from the end of its array.

Python reads a negative index from the end, so for each signed index Numba compiles a test and a look at the array's
length. The engine's rules index arrays more than they do anything else, and never from the end. Without the tests they
take a seventh to a quarter less time. The numbers in the arrays cannot be unsigned themselves, because -1 stands for
nothing in most of them.

With ``NUMBA_BOUNDSCHECK=1`` Numba raises IndexError for an index that is negative or too large.
"""

# mypy: disallow-untyped-calls=False
# (Numba's compiler has no types.)

from __future__ import annotations

from typing import Any

from numba.core import ir, types
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import FunctionPass, register_pass
from numba.core.typed_passes import NoPythonSupportedFeatureValidation

__all__ = ["UnsignedIndicesCompiler"]


class UnsignedIndicesCompiler(CompilerBase):
    """Numba's usual compiler, with the pass."""

    def define_pipelines(self) -> list[Any]:
        """Return the usual passes with this one among them."""
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        # After the last pass that may change types, and before the first that deletes variables.
        passes.add_pass_after(_UnsignedIndices, NoPythonSupportedFeatureValidation)
        passes.finalize()
        return [passes]


@register_pass(mutates_CFG=False, analysis_only=False)
class _UnsignedIndices(FunctionPass):
    """Let each look into an array, and each change of one, take its index as unsigned; Numba converts it there."""

    _name = "simcall_unsigned_indices"

    def __init__(self) -> None:
        super().__init__()

    def run_pass(self, state: Any) -> bool:
        """Change the signatures of a function; return whether any changed."""
        changes = {
            statement: signature.replace(args=(signature.args[0], _unsigned(signature.args[1]), *signature.args[2:]))
            for statement, signature in state.calltypes.items()
            if _indexes(statement) and isinstance(signature.args[0], types.Array)
        }
        state.calltypes.update(changes)
        return bool(changes)


def _indexes(statement: Any) -> bool:
    """Return whether a statement reads or writes at an index that is not a constant."""
    return isinstance(statement, ir.SetItem) or (isinstance(statement, ir.Expr) and statement.op == "getitem")


def _unsigned(index: Any) -> Any:
    """Return the type of an index, whole numbers in it unsigned."""
    if isinstance(index, types.Integer):
        return types.uintp
    if isinstance(index, (types.UniTuple, types.Tuple)):
        return types.BaseTuple.from_types([_unsigned(part) for part in index.types])
    return index
