"""One rule says whether a target is met, whatever asks: by hand, and the same of a run and of a sweep."""

from __future__ import annotations

import pytest

from simcall.measures import Estimate, JudgedTarget, Verdict, judge, overall, verdicts
from simcall.measures.targets import Target
from tests.measured import hours, measured

MET, MISSED, TOO_CLOSE, NOBODY_RANG = Verdict
Ends = tuple[float | None, float | None, float | None]


def judged(comparison: str, ends: Ends, *, rang: bool = True, needs_interval: bool = False) -> Verdict:
    """Judge a figure against a target of 0.9."""
    target = Target("999", "answered_in_target", comparison, 0.9)
    return judge(target, Estimate(*ends), rang=rang, needs_interval=needs_interval)


@pytest.mark.parametrize(
    ("comparison", "ends", "verdict"),
    [
        (">=", (0.95, 0.91, 0.99), MET),
        (">=", (0.95, 0.90, 0.99), MET),
        (">", (0.95, 0.90, 0.99), TOO_CLOSE),
        (">=", (0.95, 0.89, 0.99), TOO_CLOSE),
        (">=", (0.85, 0.80, 0.90), TOO_CLOSE),
        (">=", (0.85, 0.80, 0.89), MISSED),
        ("<=", (0.85, 0.80, 0.90), MET),
        ("<", (0.85, 0.80, 0.90), TOO_CLOSE),
        ("<=", (0.95, 0.91, 0.99), MISSED),
    ],
)
def test_the_whole_interval_decides(comparison: str, ends: Ends, verdict: Verdict):
    """Met or missed if both ends say so, whichever way the target points; otherwise too close to call."""
    assert judged(comparison, ends) is verdict


@pytest.mark.parametrize(("mean", "verdict"), [(0.95, MET), (0.90, MET), (0.85, MISSED)])
def test_one_replication(mean: float, verdict: Verdict):
    """Without an interval the estimate decides, unless whoever asks needs an interval."""
    assert judged(">=", (mean, None, None)) is verdict
    assert judged(">=", (mean, None, None), needs_interval=True) is TOO_CLOSE


def test_nobody_answered_and_nobody_rang():
    """An undefined figure misses the target if callers rang; if nobody rang there is nothing to meet."""
    undefined = (None, None, None)
    assert judged(">=", undefined) is MISSED
    assert judged(">=", undefined, rang=False) is NOBODY_RANG
    assert judged("<=", (0.0, 0.0, 0.0), rang=False) is MET


@pytest.mark.parametrize(
    ("several", "verdict"),
    [
        ([MET, TOO_CLOSE, MISSED, NOBODY_RANG], MISSED),
        ([MET, TOO_CLOSE, NOBODY_RANG], TOO_CLOSE),
        ([MET, NOBODY_RANG], MET),
        ([NOBODY_RANG, NOBODY_RANG], NOBODY_RANG),
        ([], MET),
    ],
)
def test_several_targets(several: list[Verdict], verdict: Verdict):
    """The worst verdict is that on all; a line that nobody rings spoils nothing."""
    assert overall(several) is verdict
    assert overall(reversed(several)) is verdict


def test_what_passes():
    """A target that is met, or of a line that nobody rings, passes."""
    assert [verdict for verdict in Verdict if verdict.passes] == [MET, NOBODY_RANG]


@pytest.mark.parametrize(
    ("verdict", "mean", "miss"),
    [
        (MET, 0.95, False),
        (MISSED, 0.85, True),
        (MISSED, None, True),
        (NOBODY_RANG, None, False),
        (TOO_CLOSE, 0.91, False),
        (TOO_CLOSE, 0.89, True),
    ],
)
def test_what_counts_as_a_miss(verdict: Verdict, mean: float | None, miss: bool):
    """For --require-target the estimate decides where the interval contains the target."""
    target = Target("999", "answered_in_target", ">=", 0.9)
    assert JudgedTarget(target, Estimate(mean, None, None), verdict).counts_as_miss is miss


@pytest.mark.parametrize(
    ("totals", "verdict", "words"),
    [
        ({"offered": [100, 100], "answered": [100, 100], "in_target": [95, 95]}, MET, "met"),
        ({"offered": [100, 100], "answered": [100, 100], "in_target": [80, 81]}, MISSED, "missed"),
        ({"offered": [100, 100], "answered": [100, 100], "in_target": [85, 95]}, TOO_CLOSE, "too close to call"),
        ({"offered": [100, 100], "answered": [0, 0]}, MISSED, "missed: nobody was answered"),
        ({"offered": [0, 0], "answered": [0, 0]}, NOBODY_RANG, "nobody rang"),
    ],
)
def test_verdicts_of_a_run(totals: dict[str, list[int]], verdict: Verdict, words: str):
    """Two replications by hand against the line's own target of 90 % in 10 s."""
    (line,) = verdicts(measured(hours(1), {"999": totals}))
    assert (line.line, line.share, line.within_s) == ("999", 0.9, 10.0)
    assert line.verdict is verdict
    assert line.in_words == words


SEVERAL = [{"within": "10 s", "share": 0.5}, {"within": "20 s", "share": 0.7}]


def test_every_target_of_a_line_is_judged():
    """Both answer targets and abandonment, each by its own figure; the first is the main one."""
    made = hours(1, lines__999__answer_target=SEVERAL, lines__999__abandonment_target=0.25)
    totals = {
        "999": {"fresh": [3], "offered": [3], "queued": [3], "not_short": [3], "abandoned": [1], "in_target": [1]}
    }
    judged_targets = verdicts(measured(made, totals, answers={"999": [[5.0, 20.0]]}))
    assert [(str(found.target), found.estimate.mean, found.verdict) for found in judged_targets] == [
        ("999.answered_in_target >= 0.5", pytest.approx(1 / 2), MET),
        ("999.answered_within_20s >= 0.7", pytest.approx(1 / 2), MISSED),
        ("999.abandonment_rate <= 0.25", pytest.approx(1 / 3), MISSED),
    ]
    assert [(found.within_s, found.is_main) for found in judged_targets] == [(10, True), (20, False), (None, False)]
    assert not any(found.is_only for found in judged_targets)


def test_a_line_with_a_target_of_abandonment_alone():
    """It has no answer target, and its own is judged."""
    made = hours(1, lines__999__answer_target=None, lines__999__abandonment_target=0.5)
    totals = {"999": {"fresh": [3], "offered": [3], "queued": [3], "not_short": [3], "abandoned": [1]}}
    (found,) = verdicts(measured(made, totals))
    assert (found.verdict, found.is_main, found.is_only) == (MET, False, True)
