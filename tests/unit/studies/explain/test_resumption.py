"""An explanation that was interrupted goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from simcall.errors import SimcallError
from simcall.inputs import draw_blueprint
from simcall.studies import memory_limits
from simcall.studies.explain.study import explain
from simcall.studies.memory import memory_needed
from tests.making import TWO_LINES, scenario

HUB = scenario(TWO_LINES)
OTHER = HUB.update({"groups.handlers.headcount": 4, "groups.officers.headcount": 2, "lines.101.patience.mean": "9 min"})


def test_the_same_parts_and_nothing_twice(tmp_path: Path) -> None:
    """Interrupted after four of eight mixtures, it simulates the other four, and its parts are those of one go."""

    def interrupted(done: int, _: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        explain(HUB, OTHER, replications=2, jobs=1, keep=tmp_path / "kept", progress=interrupted)
    assert len(list((tmp_path / "kept").iterdir())) == 4
    progress: list[tuple[int, int]] = []
    continued = explain(
        HUB, OTHER, replications=2, jobs=1, keep=tmp_path / "kept", progress=lambda *done: progress.append(done)
    )
    assert progress == [(4, 8), (8, 8)]
    undisturbed = explain(HUB, OTHER, replications=2, jobs=1)
    assert continued.document() == undisturbed.document()
    assert continued.to_frame("hour_of_week").equals(undisturbed.to_frame("hour_of_week"))


def test_too_large_a_span_is_refused_before_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one job, two scenarios that do not fit for one replication are refused, and none is simulated."""
    needed = memory_needed([draw_blueprint(HUB), draw_blueprint(OTHER)], 1, 1)
    monkeypatch.setattr(memory_limits, "_left_on_machine", lambda: needed - 1)
    with pytest.raises(SimcallError, match="give fewer days, calls, replications or jobs"):
        explain(HUB, OTHER, replications=1000, jobs=1)
