"""Compiling with Numba. Nothing else imports it."""

# mypy: disallow-untyped-calls=False, disallow-untyped-decorators=False
# (Numba's compiler has no types.)

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import njit
from numba.core.compiler_lock import global_compiler_lock

from simcall.inputs.numba_intrinsics import REPLACED
from simcall.inputs.numba_libraries import OuterLibrary
from simcall.inputs.numba_passes import InnerCompiler, RuleType
from simcall.inputs.numba_types import WORD, numba_signature, read_parameters
from simcall.inputs.signatures import Signature

__all__ = ["object_code", "optimised_library"]

_OPTIONS = {
    "error_model": "numpy",
    "pipeline_class": InnerCompiler,
    "_nrt": False,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}
"""Counting references is left out, because it would cost more than the work of a short function (`_nrt`, an option that
Numba does not document): every array that it is given must outlive it. Leaving out the ways for Python and C to call a
function halves the time to compile it."""
_STATUS = ir.IntType(32)
_dispatchers: list[Any] = []
"""Numba's forms of the rules. Their types alone would not keep them."""


def object_code(
    function: Callable[..., Any], signature: Signature, rules: Iterable[Callable[..., Any]], name: str
) -> bytes:
    """Return a function compiled for this processor.

    Parameters
    ----------
    function : callable
        The function, in Python.
    signature : Signature
        Types of its parameters and of its result.
    rules : iterable of callable
        The functions that it may call.
    name : str
        What the code names it. There it takes the address that `simcall.inputs.machine_code` says, and returns its
        status.

    Returns
    -------
    bytes
        An object file.
    """
    with global_compiler_lock:
        library = optimised_library(function, signature, rules, name)
        code: bytes = library.codegen._tm.emit_object(library._final_module)
    return code


def optimised_library(
    function: Callable[..., Any], signature: Signature, rules: Iterable[Callable[..., Any]], name: str
) -> OuterLibrary:
    """Return the same as optimised code in LLVM's language; whoever calls holds Numba's lock."""
    compiled = _compiled(function, signature, rules)
    library = OuterLibrary(compiled.target_context.codegen(), name)
    module = library.create_ir_module(name)
    caller = ir.Function(module, ir.FunctionType(_STATUS, [WORD.as_pointer()]), name)
    builder = ir.IRBuilder(caller.append_basic_block())
    builder.ret(_write_call(compiled, builder, signature, caller.args[0]).code)
    library.add_ir_module(module)
    library.add_linking_library(compiled.library)
    library.finalize()
    return library


def _dispatcher(function: Callable[..., Any]) -> Any:
    """Return Numba's form of a function, which compiles nothing yet."""
    compiler: Any = njit
    return compiler(**_OPTIONS)(function)


def _compiled(function: Callable[..., Any], signature: Signature, rules: Iterable[Callable[..., Any]]) -> Any:
    """Return what Numba makes of a function."""
    for replaced, replacement in REPLACED.items():
        _set_type(replaced, _type_of_rule(replacement))
    for called in rules:
        if not hasattr(called, "_numba_type_"):
            _set_type(called, _type_of_rule(called))
    made = _dispatcher(function)
    made.compile(numba_signature(signature))
    (result,) = made.overloads.values()
    return result


def _write_call(compiled: Any, builder: Any, signature: Signature, address: Any) -> Any:
    """Write code that calls a compiled function with the parameters at an address and keeps its result behind them.

    Returns
    -------
    numba status
        Whether the function raised an exception.
    """
    context = compiled.target_context
    parameters, behind = read_parameters(context, builder, signature, address)
    callee = context.declare_function(builder.module, compiled.fndesc)
    numba_types = compiled.signature
    status, result = context.call_conv.call_function(
        builder, callee, numba_types.return_type, numba_types.args, parameters
    )
    if signature.result is not None:
        builder.store(result, builder.bitcast(behind, result.type.as_pointer()))
    return status


def _set_type(function: Any, numba_type: Any) -> None:
    """Give a function its type in Numba, which Numba asks for where compiled code names the function."""
    function._numba_type_ = numba_type


def _type_of_rule(rule: Callable[..., Any]) -> Any:
    made = _dispatcher(rule)
    _dispatchers.append(made)
    return RuleType(made)
