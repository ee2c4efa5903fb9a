"""Typer's help pages, imported without what only pages in Markdown and coloured tracebacks need.

Typer imports that as well, which takes a third of the time of ``simcall --help``.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from types import ModuleType

__all__ = ["HELP_OPTIONS", "import_help_pages"]

HELP_OPTIONS = ("-h", "--help")
_UNUSED = {"rich.markdown": "Markdown", "rich.traceback": "Traceback"}
"""Modules, and the class in each that Typer names: no page of ours is in Markdown, and no traceback coloured."""


def import_help_pages() -> None:
    """Import Typer's help pages with an empty class for each that is not used; the modules stay free to be imported."""
    stand_ins = {module: _stand_in(module, name) for module, name in _UNUSED.items() if module not in sys.modules}
    sys.modules.update(stand_ins)
    with suppress(ImportError):  # a Typer that needs more of them imports its pages itself, in full
        import typer.rich_utils  # noqa: F401
    for module in stand_ins:
        del sys.modules[module]


def _stand_in(module: str, name: str) -> ModuleType:
    stand_in = ModuleType(module)
    setattr(stand_in, name, type(name, (), {}))
    return stand_in
