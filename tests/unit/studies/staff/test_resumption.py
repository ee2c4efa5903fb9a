"""A search that was interrupted goes on where it stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simcall.inputs import Blueprint
from simcall.studies.staff import study
from simcall.studies.trials.effort import Effort
from simcall.studies.trials.target_trials import Trials
from simcall.studies.trials.trial import Trial
from tests.making import TWO_LINES, scenario


def test_the_same_people_and_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted after three stages, it simulates each other trial once, and its answer is that of one go."""
    simulated: list[Any] = []

    class CountedTrials(Trials):
        def tried(self, *trial: Any, **others: Any) -> Trial:
            simulated.append(trial)
            return super().tried(*trial, **others)

    def brief(_blueprint: Blueprint) -> Effort:
        return Effort(range(2), range(4), (range(4, 14),))

    def interrupted(done: int, _: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(study, "Trials", CountedTrials)
    monkeypatch.setattr(study, "effort_of", brief)
    hub, kept = scenario(TWO_LINES), tmp_path / "kept"
    with pytest.raises(KeyboardInterrupt):
        study.staff(hub, jobs=1, keep=kept, progress=interrupted)
    before = len(simulated)
    continued = study.staff(hub, jobs=1, keep=kept)
    assert 0 < before < len(simulated) == len(list(kept.iterdir()))
    assert continued.document() == study.staff(hub, jobs=1).document()
