"""Compiling with Numba: once, kept on disk, and announced when it happens. Nothing else imports Numba."""

# mypy: disallow-untyped-calls=False, disallow-untyped-decorators=False
# (Numba's compiler has no types.)

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from numba import int64, njit, types
from numba.core import event
from numba.extending import intrinsic

from simcall.inputs.compiled_cache import cache_of
from simcall.inputs.machine_code import MachineCode
from simcall.inputs.numba_intrinsics import REPLACED
from simcall.inputs.numba_passes import InnerCompiler, RuleType
from simcall.inputs.numba_types import WORD, numba_signature, read_parameters
from simcall.inputs.signatures import Signature

__all__ = ["compile_now", "compiled_result", "write_call"]

_OPTIONS = {"nogil": True, "error_model": "numpy"}
"""The options of all that is compiled."""
_INNER = {"pipeline_class": InnerCompiler, "_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Those of what only compiled code calls. Counting references is left out, because it would cost more than the work of
a short function (`_nrt`, an option that Numba does not document): every array that it is given must outlive it.
Leaving out the ways for Python and C to call a function halves the time to compile it."""
_dispatchers: list[Any] = []
"""Numba's forms of the rules. Their types alone would not keep them."""


def compile_now(
    function: Callable[..., Any],
    signature: Signature,
    key: str,
    rules: Iterable[Callable[..., Any]],
    say: Callable[[str], None],
) -> MachineCode:
    """Return a function compiled for its signature.

    Parameters
    ----------
    function : callable
        The function, in Python.
    signature : Signature
        Types of its parameters and of its result.
    key : str
        Changes whenever what the function may call changes.
    rules : iterable of callable
        The functions that it may call.
    say : callable
        Is given a line for the user when the function is compiled, or when the cache is of no use.

    Returns
    -------
    MachineCode
        From the cache on disk, or compiled now and kept there if anything can be written.
    """
    compilation = _dispatcher(_caller(function, signature, rules), no_cfunc_wrapper=True)
    if (source_cache := cache_of(function, key, say)) is not None:
        compilation._cache = source_cache
    with event.install_listener("numba:compile", _Announcer(say)):
        compilation.compile(int64(int64))
    compilation.disable_compile()
    return MachineCode(function.__name__, compilation, signature)


def _dispatcher(function: Callable[..., Any], **options: Any) -> Any:
    """Return Numba's form of a function, which compiles nothing yet."""
    compiler: Any = njit
    return compiler(**_OPTIONS, **options)(function)


def _caller(function: Callable[..., Any], signature: Signature, rules: Iterable[Callable[..., Any]]) -> Any:
    """Return a function for Numba to compile that calls another with parameters read from words."""

    @intrinsic
    def call(_typing_context: Any, _address: Any) -> Any:
        def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            compiled = compiled_result(function, signature, rules)
            context.active_code_library.add_linking_library(compiled.library)
            address = builder.inttoptr(arguments[0], WORD.as_pointer())
            status = write_call(context, builder, compiled, signature, address)
            with builder.if_then(status.is_error, likely=False):
                context.call_conv.return_status_propagate(builder, status)
            return context.get_constant(types.int64, 0)

        return int64(int64), generate

    written_here: Any = call

    def called(address: int) -> Any:
        return written_here(address)

    return called


def compiled_result(function: Callable[..., Any], signature: Signature, rules: Iterable[Callable[..., Any]]) -> Any:
    """Return what Numba makes of a function, for compiled code to call."""
    for replaced, replacement in REPLACED.items():
        _set_type(replaced, replacement if isinstance(replacement, types.Type) else _type_of_rule(replacement))
    for called in rules:
        if not hasattr(called, "_numba_type_"):
            _set_type(called, _type_of_rule(called))
    made = _dispatcher(function, **_INNER)
    made.compile(numba_signature(signature))
    (result,) = made.overloads.values()
    return result


def write_call(context: Any, builder: Any, compiled: Any, signature: Signature, address: Any) -> Any:
    """Write code that calls a compiled function with the parameters at an address and keeps its result behind them.

    Returns
    -------
    numba status
        Whether the function raised an exception.
    """
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
    made = _dispatcher(rule, **_INNER)
    _dispatchers.append(made)
    return RuleType(made)


class _Announcer(event.Listener):
    """Says that the engine is compiled; loading it from the cache is no such event."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def on_start(self, _event: Any) -> None:
        """Say so."""
        self._say("compiling the engine, once: up to half a minute")

    def on_end(self, _event: Any) -> None:
        """Do nothing: the end of compiling needs no message."""
