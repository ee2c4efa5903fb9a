"""Libraries of Numba's. The code of a function that only compiled code calls is optimised once, with its caller's.

Numba makes machine code of every function by itself, too, and of all that it calls with it. If calls are nested several
deep, that takes many times longer than making machine code of every function once.
"""

# mypy: disallow-untyped-calls=False, disallow-subclassing-any=False
# (Numba's code generation has no types.)

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from llvmlite import binding  # type: ignore[import-untyped]
from numba.core.codegen import JITCodeLibrary

__all__ = ["InnerLibrary", "OuterLibrary"]

_MOST_COPIED = 84
"""Lines of the longest function, in LLVM's language, that is always copied into its callers. With none copied, the
engine takes a sixth longer. With longer ones copied, compiling takes many times as long, and the engine is no quicker.
"""


class InnerLibrary(JITCodeLibrary):
    """The code of one function, neither optimised nor made into machine code."""

    @property
    def codegen(self) -> Any:
        """What Numba tells where the function's globals are; without machine code there is nothing to tell."""
        return _NoMachineCode

    def finalize(self) -> None:
        """Link nothing: whoever links this library gets what it calls as well."""
        self._raise_if_finalized()
        self._finalized = True

    def get_pointer_to_function(self, _name: str) -> int:
        """Return no address."""
        return 0

    def _get_module_for_linking(self) -> Any:
        # LLVM may drop a function that nothing calls yet. So forbid that for all until every function is there.
        own, *others = (_with_linkage("weak_odr", library._final_module.clone()) for library in _linked(self, set()))
        called_from_outside = {function.name for function in own.functions if not function.is_declaration}
        for module in others:
            own.link_in(module)
        _with_linkage("linkonce_odr", own)
        for function in own.functions:
            if not function.is_declaration and function.name not in called_from_outside:
                function.linkage = binding.Linkage.internal
                if _lines(function) <= _MOST_COPIED:
                    function.add_function_attribute("alwaysinline")
        return own


class OuterLibrary(JITCodeLibrary):
    """The code of a function that Python calls, with all that it calls, optimised but not made into machine code."""

    def _finalize_final_module(self) -> None:
        missing = [name for name in _declared(self._final_module) if binding.address_of_symbol(name) is None]
        if missing:  # the loaded code would call a function that does not exist
            raise RuntimeError(f"there is no {', '.join(missing)} for {self.name} to call")
        self._finalized = True


def _declared(module: Any) -> Iterator[str]:
    """Yield the names of functions that a module calls and does not have, but for instructions of LLVM's."""
    for function in module.functions:
        if function.is_declaration and not function.name.startswith("llvm."):
            yield function.name


def _lines(function: Any) -> int:
    return str(function).count("\n  ")


class _NoMachineCode:
    @staticmethod
    def set_env(_name: str, _environment: Any) -> None:
        """Do nothing."""


def _with_linkage(linkage: str, module: Any) -> Any:
    """Change the linkage of a module's functions that other modules may call; return the module."""
    for function in module.functions:
        if not function.is_declaration and function.linkage not in {binding.Linkage.private, binding.Linkage.internal}:
            function.linkage = linkage
    return module


def _linked(library: Any, seen: set[Any]) -> Iterator[Any]:
    """Yield a library and all that it calls, each once."""
    seen.add(library)
    yield library
    for called in library._linking_libraries if isinstance(library, InnerLibrary) else ():
        if called not in seen:
            yield from _linked(called, seen)
