"""A small scenario in the current folder, and one small calibration of it for all tests that only look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simcall.api import Calibration, calibrate
from simcall.errors import ScenarioError
from simcall.studies.calibrate import Effort, Study, study_of
from tests.cli.calling import TINY

Write = Callable[[str, str], Path]

SMALL = Effort(points=4, replications=2, rounds=1, each=4, ladder=(3,), confirm=3, ensemble=16)
"""As little as a calibration can do."""

OTHER = """
extends = "tiny.toml"
name = "With officers"

[groups.officers]
lines = ["999"]
headcount = 1
"""


@pytest.fixture
def write(write: Write) -> Write:
    """Write files into the current folder, which holds tiny.toml and other.toml, which extends it with officers."""
    write("tiny.toml", TINY)
    write("other.toml", OTHER)
    return write


@pytest.fixture
def told() -> Callable[[Callable[[], object]], list[str]]:
    """Return the problems, as text, that something is refused with."""

    def _told(act: Callable[[], object]) -> list[str]:
        with pytest.raises(ScenarioError) as caught:
            act()
        return [str(problem) for problem in caught.value.problems]

    return _told


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Ask for the handling time and the number of handlers, by one figure that says how busy they are."""
    folder = tmp_path_factory.mktemp("scenarios")
    (folder / "tiny.toml").write_text(TINY, encoding="utf-8")
    fits = ["lines.999.handling.mean=3.0 min..9.0 min", "groups.handlers.headcount=1..4"]
    return study_of([folder / "tiny.toml"], fits, ["999.abandonment_rate=0.1+-0.05"], overrides=["days=2"])


@pytest.fixture(scope="session")
def calibration(study: Study) -> Calibration:
    """Calibrate it."""
    return calibrate(study, effort=SMALL, jobs=1)
