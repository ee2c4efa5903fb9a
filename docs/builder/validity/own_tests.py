"""Make this project's tests importable, also where an installed package is called ``tests`` as well."""

from __future__ import annotations

import sys
import types
from pathlib import Path

__all__ = ["make_importable"]


def make_importable() -> None:
    """Let ``import tests.oracle`` find the tests of this checkout."""
    package = types.ModuleType("tests")
    package.__path__ = [str(Path(__file__).parents[3] / "tests")]
    sys.modules["tests"] = package
