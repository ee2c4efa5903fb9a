from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from simcall.engine import kernel
from simcall.inputs import compiling
from simcall.inputs.compiling import fingerprint

PROGRAM = """
import time
from numba import int64
from numba.core.dispatcher import Dispatcher
from simcall.inputs.compiling import compiled

load = Dispatcher.compile

def slowly(self, signature):  # as on a machine whose disk is busy
    time.sleep(1.5)
    return load(self, signature)

Dispatcher.compile = slowly

def double(number):
    return 2 * number

print(compiled(double, int64(int64))(21))
"""


def test_only_compiling_is_announced(tmp_path: Path):
    """The first process says that it compiles; the second loads the cache, however slowly, and says nothing."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    first, second = (
        subprocess.run([sys.executable, program], capture_output=True, text=True, check=True, timeout=120)
        for _ in range(2)
    )
    assert (first.stdout, first.stderr) == ("42\n", "compiling the engine, once\n")
    assert (second.stdout, second.stderr) == ("42\n", "")


def test_a_changed_source_is_compiled_again(tmp_path: Path):
    """Numba's cache is not read when the digest of the sources differs, though the function's own file is the same."""
    program = tmp_path / "program.py"
    digest = "import sys\nfrom simcall.inputs import compiling\ncompiling.fingerprint = lambda module: sys.argv[1]\n"
    program.write_text(digest + PROGRAM.replace("1.5", "0"), encoding="utf-8")
    messages = [
        subprocess.run([sys.executable, program, argument], capture_output=True, text=True, check=True).stderr
        for argument in ("before", "before", "after")
    ]
    assert messages == ["compiling the engine, once\n", "", "compiling the engine, once\n"]


RULES = sorted(f"{kernel.__name__}.{path.stem}" for path in Path(kernel.__path__[0]).glob("[!_]*.py"))


@pytest.mark.parametrize("module", [*RULES, "simcall.engine.records", "simcall.inputs.world"])
def test_the_kernel_depends_on_each_of_its_modules(module: str, monkeypatch: pytest.MonkeyPatch):
    """The digest of the kernel's sources changes with each module of rules, and with the records and the world."""
    before, read = fingerprint("simcall.engine.kernel.run"), compiling._source
    monkeypatch.setattr(compiling, "_source", lambda name: read(name) + b"#" * (name == module))
    assert fingerprint("simcall.engine.kernel.run") != before


def test_the_kernel_does_not_depend_on_the_reference(monkeypatch: pytest.MonkeyPatch):
    """An edit of the reference engine does not compile the kernel again."""
    before, read = fingerprint("simcall.engine.kernel.run"), compiling._source
    monkeypatch.setattr(compiling, "_source", lambda name: read(name) + b"#" * name.endswith("reference"))
    assert fingerprint("simcall.engine.kernel.run") == before
