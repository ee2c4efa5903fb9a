"""The compiled rules look only where their arrays are: an index that is not there is not noticed otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.long
def test_every_index_is_within_its_array(tmp_path: Path):
    """Worlds of every feature run through with the bounds of each index checked, which a negative one is outside of."""
    env = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "NUMBA_BOUNDSCHECK": "1"}
    tests = str(Path(__file__).with_name("test_agreement.py"))
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", tests]
    ended = subprocess.run(command, capture_output=True, text=True, env=env)
    assert ended.returncode == 0, ended.stdout
