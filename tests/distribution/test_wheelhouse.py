from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from distribution import wheelhouse


def test_requirements_name_exact_versions_and_digests(tmp_path: Path):
    """Each wheel is a line with its version and the digest of its content; simcall is asked for with its extras."""
    names = ["simcall-1.2.3-py3-none-linux_x86_64.whl", "numpy-2.1.0-cp311-cp311-win_amd64.whl"]
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
    simcall, numpy = (sha256(name.encode()).hexdigest() for name in names)
    assert wheelhouse.requirements(tmp_path.glob("*.whl")) == (
        f"numpy==2.1.0 --hash=sha256:{numpy}\nsimcall[page]==1.2.3 --hash=sha256:{simcall}\n"
    )


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path):
    """What a folder holds is not deleted unless it is an older folder of wheels."""
    (tmp_path / "rota.xlsx").write_bytes(b"months of work")
    with pytest.raises(SystemExit, match="is not a folder of wheels"):
        wheelhouse.make(tmp_path, with_library=False)
    assert (tmp_path / "rota.xlsx").read_bytes() == b"months of work"
