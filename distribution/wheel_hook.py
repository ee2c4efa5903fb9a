"""Put the shared library of compiled functions into the wheel, if `python -m distribution.library` has made one.

Such a wheel is for one kind of machine, and for any version of Python that simcall supports.
"""

from __future__ import annotations

import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_LIBRARY, _DIGEST = "simcall/inputs/engine.bin", "simcall/inputs/engine.sha256"


class LibraryHook(BuildHookInterface[Any]):
    """Run by hatchling for each wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the library and name the machine, unless the checkout is installed in place."""
        library = Path(self.root, _LIBRARY)
        if not library.is_file() or version == "editable":
            return
        build_data["force_include"] |= {str(Path(self.root, name)): name for name in (_LIBRARY, _DIGEST)}
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"
