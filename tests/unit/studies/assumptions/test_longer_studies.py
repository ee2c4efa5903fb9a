"""Explanations and numbers of people over draws of what is assumed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from simcall.api import assume_explain, assume_staff, explain
from simcall.measures.targets import Target
from simcall.report import report
from simcall.scenario import Scenario
from simcall.scenario.models.quantities import parse_duration
from simcall.studies.assumptions import staffed
from simcall.studies.staff.staffing import GroupStaffing, StaffingNumbers
from simcall.studies.staff.study import ImpossibleTargetError
from tests.making import ONE_LINE, exponential, scenario

HANDLING = "lines.999.handling.mean"
SPAN = {HANDLING: {"kind": "assumed", "source": "a guess", "span": ["3 min", "8 min"]}}
BASE = scenario(ONE_LINE, {"lines.999.patience": exponential("5 min"), "provenance": SPAN})
MORE = BASE.update({"groups.handlers.headcount": 4, "lines.999.demand.calls_per_day": 260.0}, name="more")


def test_parts_of_each_draw(tmp_path: Path) -> None:
    """Each draw is explained with its own values; the parts of a draw add up to its change."""
    found = assume_explain(BASE, MORE, draws=8, replications=3, jobs=1)
    assert found.plain.document() == explain(BASE, MORE, replications=3, jobs=1).document()
    assert len(found.parts) == 2
    for draw, (start, end) in enumerate(found.ends):
        assert start.mean is not None
        assert end.mean is not None
        assert sum(own[draw].mean or 0 for own in found.parts.values()) == pytest.approx(end.mean - start.mean)
    assert sum(found.largest_in.values()) == 8
    people = found.plain.largest_first[0].cause.name
    assert found.same_sign_in[people] == 8
    whole = found.of(people)
    means = [own.mean for own in found.parts[people]]
    assert whole.mean == pytest.approx(np.mean(means))  # type: ignore[arg-type]
    assert found.change.low is not None
    assert "largest part of the change" in found._repr_html_()
    folder = found.save(tmp_path / "why", figures=False)
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8"))["draws"] == 8


def answer(case: Scenario, targets: Any = (), **_: Any) -> StaffingNumbers:
    """Need one person for each minute of handling; with over 7 minutes nobody meets the target."""
    document: Mapping[str, Any] = case.document()
    minutes = parse_duration(document["lines"]["999"]["handling"]["mean"]) / 60
    if minutes > 7:
        raise ImpossibleTargetError("no number of people meets this target")
    required = np.full(168, np.ceil(minutes))
    required[100:] = np.nan
    group = GroupStaffing(required, required, required, required, np.zeros(168, np.bool_))
    target = Target("999", "abandonment_rate", "<=", 0.1)
    days = {"groups": MappingProxyType({"handlers": group}), "kept": (), "checked": {}, "today": {}}
    return StaffingNumbers(
        case, (target,), "week", (), 60, 10080, **days, replications=3, confidence=0.95, open_steps=0, seed=1
    )


def test_people_over_draws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Low and high are the extremes of the draws with an answer; the others are counted."""
    monkeypatch.setattr(staffed, "staff", answer)
    told: list[tuple[int, int]] = []
    found = assume_staff(BASE, draws=20, progress=lambda done, planned: told.append((done, planned)))
    assert len(found.impossible) == 4  # a fifth of the span
    assert found.answered == 16
    assert found.coverage == pytest.approx(15 / 17)
    mean, low, high = found.by_step("handlers")
    assert (low[0], high[0]) == (4, 7)
    assert 5 <= mean[0] <= 6
    assert np.isnan(mean[100:]).all()
    total = found.total_hours("handlers")
    assert (total.low, total.high) == (400, 700)
    shares = found.shares("handlers")
    assert shares is not None
    assert shares.inputs[0].name == HANDLING
    assert told[-1] == (21, 21)
    assert len(found.rows()) == 100
    assert "further draws with an answer lie between them" in found._repr_html_()
    folder = found.save(tmp_path / "people")
    assert (folder / "figures" / "people.png").stat().st_size > 10_000
    saved = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert saved["groups"]["handlers"]["hours_a_week"] == {"now": 500.0, "mean": total.mean, "low": 400, "high": 700}
    assert saved["groups"]["handlers"]["low"][100] is None
    text = report(folder, format="md").read_text(encoding="utf-8")
    said = text.partition("## The answer")[2].strip().partition("\n")[0]
    assert said.startswith("**In 4 of 20 draws no number of people meets the targets.")
    assert "hours a week at the phones with the scenario's own values. In the 16 of 20 draws with an answer" in text
    _, lowest, highest = text.split("people needed at the phones, ")[-3:]
    assert r"| 03:00 | 4 | 4 | 4 | 4 | 4 | \- | \- |" in lowest
    assert r"| 03:00 | 7 | 7 | 7 | 7 | 7 | \- | \- |" in highest
    assert 'simcall staff scenario.toml --assumptions --draws 20 --target "999.abandonment_rate <= 0.1"' in text


def test_no_draw_has_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the targets are impossible with every draw, that is the answer."""

    def only_own(case: Scenario, *rest: Any, **words: Any) -> StaffingNumbers:
        if case is BASE:
            return answer(case, *rest, **words)
        raise ImpossibleTargetError("no number of people meets this target")

    monkeypatch.setattr(staffed, "staff", only_own)
    with pytest.raises(ImpossibleTargetError, match="no number of people"):
        assume_staff(BASE, draws=8)
