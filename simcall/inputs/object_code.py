"""Object code that Numba has made, loaded by LLVM alone: Numba itself takes longer to import than to load it."""

# mypy: disallow-untyped-calls=False
# (llvmlite has no types.)

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from llvmlite import binding  # type: ignore[import-untyped]

__all__ = ["function_in", "processor"]

_KIND = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p)


def function_in(code: bytes, name: str) -> Callable[[int], int]:
    """Return a function of object code.

    Parameters
    ----------
    code : bytes
        An object file for this processor.
    name : str
        The function's name in it.

    Returns
    -------
    callable
        Takes the address of its parameters, and returns its status. Other threads run while it does.

    Raises
    ------
    RuntimeError
        If it is not an object file.
    """
    engine = _engine()
    engine.add_object_file(binding.ObjectFileRef.from_data(code))
    engine.finalize_object()
    function: Callable[[int], int] = _KIND(engine.get_function_address(name))

    def call(address: int, _kept: object = engine) -> int:  # the code is there as long as its engine
        return function(address)

    return call


def processor() -> str:
    """Return what the code must fit: the machine, its operating system, and what its processor can do."""
    features = binding.get_host_cpu_features().flatten()
    return f"{binding.get_process_triple()} {binding.get_host_cpu_name()} {features}"


def _engine() -> Any:
    """Return a place for code, as Numba makes it."""
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    target = binding.Target.from_triple(binding.get_process_triple())
    relocation = "static" if target.name.startswith("x86") else "default"
    machine = target.create_target_machine(reloc=relocation, codemodel="jitdefault", jit=True)
    return binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
