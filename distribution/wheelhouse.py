"""Make a folder of wheels from which simcall is installed without internet.

``python -m distribution.wheelhouse [FOLDER]`` needs the internet. The folder is for computers of the same kind with the
same version of Python as the one on which it is made.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

__all__ = ["main", "make", "requirements"]

_ROOT = Path(__file__).parents[1]
_INSTRUCTIONS = _ROOT / "docs" / "install-offline.md"
_WHEELS = "wheels"
_EXTRAS = ("page",)
"""What is installed beside simcall's own dependencies."""


def main() -> int:
    """Make the folder that is named on the command line."""
    parser = argparse.ArgumentParser(description="Make a folder of wheels to install simcall without internet.")
    parser.add_argument("folder", nargs="?", type=Path, default=_ROOT / "dist" / "wheelhouse")
    parser.add_argument("--without-library", action="store_true", help="leave out the library of compiled functions")
    arguments = parser.parse_args()
    make(arguments.folder, with_library=not arguments.without_library)
    wheels = list((arguments.folder / _WHEELS).glob("*.whl"))
    size = sum(wheel.stat().st_size for wheel in wheels) / 2**20
    print(f"{arguments.folder}: {len(wheels)} wheels, {size:.0f} MiB. Begin with {_INSTRUCTIONS.name}.")
    return 0


def make(folder: Path, *, with_library: bool) -> None:
    """Write wheels, the list of their hashes and the instructions into a folder, in place of what it held before.

    Raises
    ------
    SystemExit
        If the folder holds something else, or if the library or a wheel cannot be had.
    """
    wheels = folder / _WHEELS
    if folder.exists() and any(folder.iterdir()) and not wheels.is_dir():
        raise SystemExit(f"{folder} is not a folder of wheels. Name a new folder, or an empty one.")
    shutil.rmtree(wheels, ignore_errors=True)
    wheels.mkdir(parents=True)
    _make_library(wanted=with_library)
    _pip("wheel", str(_ROOT), "--no-deps", "--wheel-dir", str(wheels))
    own = next(wheels.glob("simcall-*.whl"))
    wanted = f"simcall[{','.join(_EXTRAS)}] @ {own.resolve().as_uri()}"
    constraints = ("--constraint", str(_ROOT / "constraints.txt"), "--only-binary", ":all:")
    _pip("download", wanted, *constraints, "--dest", str(wheels))
    (folder / "requirements.txt").write_text(requirements(wheels.glob("*.whl")), encoding="utf-8")
    made_on = f"These wheels are for {platform.system()} on {platform.machine()} with Python {_python()}.\n"
    (folder / "MADE-FOR.txt").write_text(made_on, encoding="utf-8")
    shutil.copy(_INSTRUCTIONS, folder)


def _python() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _make_library(*, wanted: bool) -> None:
    """Make the library in a process of its own, because Numba reads the processor's name when it is imported."""
    from simcall.inputs.engine_library import LIBRARY

    LIBRARY.unlink(missing_ok=True)
    if wanted and subprocess.run([sys.executable, "-m", "distribution.library"], cwd=_ROOT, check=False).returncode:
        raise SystemExit("The library of compiled functions was not made. To do without it, add --without-library")


def _pip(*words: str) -> None:
    command = [sys.executable, "-m", "pip", *words, "--quiet", "--disable-pip-version-check"]
    if subprocess.run(command, check=False).returncode:
        raise SystemExit(f"pip {words[0]} failed. Its message above says why.")


def requirements(wheels: Iterable[Path]) -> str:
    """Return the lines that pip reads: the exact version of each wheel, and its digest."""
    return "".join(sorted(map(_requirement, wheels)))


def _requirement(wheel: Path) -> str:
    name, version, *_ = wheel.name.split("-")
    extras = f"[{','.join(_EXTRAS)}]" if name == "simcall" else ""
    return f"{name}{extras}=={version} --hash=sha256:{sha256(wheel.read_bytes()).hexdigest()}\n"


if __name__ == "__main__":
    sys.exit(main())
