"""Make the shared library of compiled functions, which a wheel brings so that nobody needs to compile or load Numba.

``python -m distribution.library`` writes it into simcall/inputs/. It needs Numba, and a C compiler's driver to link:
``cc``, or the command in ``CC``. `simcall.inputs.engine_library` says how its functions are called.

The machine code is for any processor of its kind: on x86 for all that have SSE 4.2, which are those since 2009. It
gives the same digits as code for the newest, because Numba never lets two operations round as one.
"""

# mypy: disallow-untyped-calls=False, disallow-any-unimported=False
# (Numba and llvmlite have no types.)

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import platform
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from llvmlite import binding

__all__ = ["build", "main"]

_CPUS = {"x86_64": "x86-64-v2", "AMD64": "x86-64-v2"}
"""Processors by the machine's name in Python; for another machine, the plainest of its kind."""
_NONE_MISSING = (
    () if sys.platform == "win32" else ("-Wl,-undefined,error",) if sys.platform == "darwin" else ("-Wl,-z,defs",)
)
"""What makes the linker refuse code that calls a function which is nowhere."""
_ROOMS = ("inputs", "engine", "measures")
"""Rooms of simcall that have compiled functions."""


def main() -> int:
    """Make the library where simcall looks for it."""
    about = __doc__.partition("\n\n")[0]
    argparse.ArgumentParser(prog="python -m distribution.library", description=about).parse_args()
    from simcall.inputs.engine_library import DIGEST, LIBRARY

    build(LIBRARY)
    DIGEST.write_text(sha256(LIBRARY.read_bytes()).hexdigest(), encoding="ascii")
    print(f"{LIBRARY}: {LIBRARY.stat().st_size / 1024:.0f} KiB")
    return 0


def build(path: Path) -> None:
    """Compile all compiled functions and link them.

    Raises
    ------
    SystemExit
        If there is nothing to link with, or if it fails.
    """
    os.environ["NUMBA_CPU_NAME"], os.environ["NUMBA_CPU_FEATURES"] = _cpu(), ""
    from numba.core.compiler_lock import global_compiler_lock

    from simcall.inputs.compiling import compiled_functions

    _import_all()
    with global_compiler_lock:
        modules = [_module_of(function) for function in compiled_functions()]
    _link(_object_code(_linked(modules)), path)


def _cpu() -> str:
    return _CPUS.get(platform.machine(), "generic")


def _import_all() -> None:
    """Import every module that may have compiled functions."""
    for room in _ROOMS:
        package = importlib.import_module(f"simcall.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)


def _module_of(entry: Any) -> str:
    """Return a compiled function in LLVM's language, optimised, under its name in the library."""
    from simcall.inputs.compiling import rules
    from simcall.inputs.engine_library import name_in_library
    from simcall.inputs.fingerprints import fingerprint
    from simcall.inputs.numba_compiler import optimised_library

    name = name_in_library(entry.function, fingerprint(entry.function.__module__))
    return str(optimised_library(entry.function, entry.signature, rules(), name)._final_module)


def _linked(modules: Sequence[str]) -> Any:
    """Return one module of all."""
    whole = binding.parse_assembly("")
    for text in modules:
        module = binding.parse_assembly(text)
        for function in module.functions:
            if function.linkage == binding.Linkage.linkonce_odr:
                function.linkage = binding.Linkage.internal
        whole.link_in(module)
    whole.verify()
    return whole


def _object_code(module: Any) -> bytes:
    target = binding.Target.from_triple(binding.get_process_triple())
    machine = target.create_target_machine(cpu=_cpu(), opt=3, reloc="pic", codemodel="default")
    code: bytes = machine.emit_object(module)
    return code


def _link(code: bytes, path: Path) -> None:
    """Write the shared library in whole, or not at all."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        source, made = Path(folder, "engine.o"), Path(folder, path.name)
        source.write_bytes(code)
        command = [
            *shlex.split(os.environ.get("CC", "cc")),
            "-shared",
            *_NONE_MISSING,
            "-o",
            str(made),
            str(source),
            "-lm",
        ]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            raise SystemExit(f"There is nothing to link with: {command[0]} ({error.strerror}). Set CC.") from error
        if done.returncode:
            raise SystemExit(f"Linking failed:\n{done.stderr}")
        made.replace(path)


if __name__ == "__main__":
    sys.exit(main())
