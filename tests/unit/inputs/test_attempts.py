"""What each caller would do in each attempt."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from simcall.inputs import NEVER, Draws, Purpose, draw_blueprint, draw_world
from tests.lives import Lives, lives_of
from tests.making import TWO_LINES, constant, exponential, scenario

DAYS = {"days": 10.0, "lines.999.demand.calls_per_day": 400.0, "lines.101.demand.calls_per_day": 600.0}
"""Some 10,000 callers, where shares are counted."""


def drawn(changes: dict[str, object] | None = None, base: dict[str, Any] = TWO_LINES) -> Lives:
    """Return the callers of a base with changes."""
    return lives_of(draw_world(draw_blueprint(scenario(base, changes)), 1, 0))


def callers_of(calls: Lives) -> np.ndarray:
    """Return the caller of each row."""
    return np.repeat(np.arange(len(calls.ring)), np.diff(calls.first_row))


def attempt_of(calls: Lives) -> np.ndarray:
    """Return the attempt of each row, 0 for the first."""
    return np.arange(len(calls.line)) - calls.first_row[callers_of(calls)]


def near(count: int, n: int, share: float) -> bool:
    """Tell whether a count of n trials passes for a share: 4 standard errors, a significance of 6e-5."""
    return abs(count - n * share) < 4 * np.sqrt(n * share * (1 - share))


def test_ragged_layout():
    """Callers stand in the order in which they ring; each has a row for every attempt that may be made."""
    calls = drawn()
    assert np.all(np.diff(calls.ring) >= 0)
    assert calls.first_row[0] == 0
    assert calls.first_row[-1] == len(calls.line)
    goes_on = calls.redials_if_abandoned | calls.redials_if_engaged
    last = np.zeros(len(calls.line), bool)
    last[calls.first_row[1:] - 1] = True
    assert np.array_equal(goes_on, ~last)
    assert calls.pick_up.shape == calls.handling.shape == (len(calls.line), 2)
    assert np.all(calls.redial_delay >= 1)


def test_every_first_attempt_is_on_the_line_of_the_caller():
    """The first row's line is the line first dialled."""
    calls = drawn()
    assert np.array_equal(calls.line[calls.first_row[:-1]], calls.origin[:, 0])


def test_no_callers():
    """With no demand at all every array is empty, in its shape."""
    calls = drawn({"lines.999.demand.calls_per_day": 0.0, "lines.101.demand.calls_per_day": 0.0})
    assert calls.first_row.tolist() == [0]
    assert calls.ring.shape == calls.line.shape == (0,)
    assert calls.handling.shape == (0, 2)
    assert calls.origin.shape == (0, 4)


@pytest.mark.parametrize("limit", [0, 1, 3])
def test_redial_limit(limit):
    """A caller rings again at most `limit` times in all: certain redials give one attempt more than that."""
    redial = {"probability": 1.0, "delay": constant("1 min"), "limit": limit}
    calls = drawn({"lines.999.redial": redial, "lines.101.redial": redial})
    assert np.all(np.diff(calls.first_row) == limit + 1)
    assert np.array_equal(calls.redials_if_abandoned, attempt_of(calls) < limit)


def test_no_redial():
    """Without redials each caller has one attempt."""
    calls = drawn({"lines.999.redial": None, "lines.101.redial": None})
    assert len(calls.line) == len(calls.ring)
    assert not calls.redials_if_abandoned.any()
    assert not calls.redials_if_engaged.any()


def test_redial_probabilities():
    """Shares who ring again, after giving up and after the tone, are the line's two probabilities.

    4 standard errors; power over 0.99 against probabilities that are 0.05 off (n about 6,000: 8 standard errors).
    """
    calls = drawn(DAYS)
    first = calls.first_row[:-1][calls.origin[:, 0] == 1]
    n = len(first)
    assert near(calls.redials_if_abandoned[first].sum(), n, 0.6)
    assert near(calls.redials_if_engaged[first].sum(), n, 0.9)
    assert not near(calls.redials_if_abandoned[first].sum(), n, 0.65)
    assert not near(calls.redials_if_engaged[first].sum(), n, 0.85)
    assert np.all(calls.redials_if_engaged[first] >= calls.redials_if_abandoned[first])  # one number decides on both


def test_engaged_probability_left_out():
    """Without a probability of its own the tone counts as giving up does."""
    calls = drawn()
    mine = calls.line == 0
    assert np.array_equal(calls.redials_if_engaged[mine], calls.redials_if_abandoned[mine])
    assert calls.redials_if_abandoned[mine].any()


def test_divert():
    """The share of redials that divert is as asked, and whoever was diverted stays on the other line.

    4 standard errors; power over 0.99 against a share that is 0.05 off (n about 5,000: 8 standard errors).
    """
    calls = drawn(DAYS)
    further = np.flatnonzero(attempt_of(calls) > 0)
    from_101 = further[calls.line[further - 1] == 1]
    assert near(np.sum(calls.line[from_101] == 0), len(from_101), 0.2)
    assert not near(np.sum(calls.line[from_101] == 0), len(from_101), 0.25)
    from_999 = further[calls.line[further - 1] == 0]
    assert np.all(calls.line[from_999] == 0)  # that line diverts to none


def test_diverted_attempt_follows_the_laws_of_its_line():
    """A diverted attempt has the other line's connection, patience and handling; its limit, too."""
    laws = {
        "lines.999.connection": constant("3 s"),
        "lines.999.patience": constant("20 min"),
        "lines.999.handling": constant("7 min"),
        "lines.101.patience": constant("5 min"),
        "lines.101.handling": constant("9 min"),
        "lines.101.wrap_up": None,
    }
    calls = drawn(laws)
    emergency = calls.line == 0
    assert np.any(emergency & (calls.origin[callers_of(calls), 0] == 1))
    assert np.array_equal(calls.connection, np.where(emergency, 3_000, 0))
    assert np.array_equal(calls.patience, np.where(emergency, 1_200_000, 300_000))
    assert np.array_equal(calls.handling[:, 0], np.where(emergency, 420_000, 540_000))
    assert not np.any(emergency & (attempt_of(calls) >= 3) & calls.redials_if_abandoned)


def test_same_handling_need_in_each_attempt():
    """A redial on the same line has the same handling need, with fresh patience and connection."""
    calls = drawn({"lines.999.connection": exponential("3 s")})
    same = np.flatnonzero((attempt_of(calls)[1:] > 0) & (calls.line[1:] == calls.line[:-1])) + 1
    assert len(same) > 100
    assert np.array_equal(calls.handling[same], calls.handling[same - 1])
    assert np.mean(calls.patience[same] == calls.patience[same - 1]) < 0.01
    on_999 = same[calls.line[same] == 0]
    assert np.mean(calls.connection[on_999] == calls.connection[on_999 - 1]) < 0.05
    for delay in (calls.redial_delay[same - 1], calls.patience[same]):
        assert len(np.unique(delay)) > 0.99 * len(delay)


def test_a_diverted_caller_keeps_their_place_in_the_law():
    """Whoever needs long on one line needs long on the other: one uniform number places them in both laws."""
    calls = drawn({"lines.101.handling": exponential("6 min"), "lines.101.wrap_up": None})
    diverted = np.flatnonzero((attempt_of(calls)[1:] > 0) & (calls.line[1:] != calls.line[:-1])) + 1
    ratio = calls.handling[diverted, 0] / calls.handling[diverted - 1, 0]
    np.testing.assert_allclose(ratio[calls.handling[diverted, 0] > 10_000], 5 / 6, rtol=1e-3)


def test_patience_never():
    """Without a patience nobody gives up."""
    assert np.all(drawn({"lines.999.patience": None, "lines.101.patience": None}).patience == NEVER)


def test_pick_up_and_handling_factor_by_group():
    """Each group has its own pick-up, and its factor on the handling, to the nearest tick."""
    calls = drawn({
        "groups.handlers.pick_up": constant("2 s"),
        "groups.officers.pick_up": constant("4.5 s"),
        "groups.officers.handling_factor": 1.5,
    })  # fmt: skip
    assert np.all(calls.pick_up == [2_000, 4_500])
    assert np.abs(calls.handling[:, 1] - 1.5 * calls.handling[:, 0]).max() <= 1.25


def test_wrap_up_is_added():
    """Handling is talk and wrap-up together: a constant wrap-up adds exactly that to everybody."""
    without = drawn({"lines.101.wrap_up": None})
    added = drawn({"lines.101.wrap_up": constant("40 s")})
    difference = added.handling[:, 0] - without.handling[:, 0]
    assert np.array_equal(difference, np.where(without.line == 1, 40_000, 0))


def test_columns_follow_their_laws():
    """First attempts' connection, patience, delay, pick-up and handling follow their laws: each KS test at 1e-4.

    Power over 0.99 against a mean that is 10 % off (n about 4,000), which is shown for each column.
    """
    made = {
        **DAYS,
        "lines.999.connection": exponential("3 s"),
        "groups.handlers.pick_up": exponential("2 s"),
        "lines.999.handling": {"distribution": "gamma", "mean": "5 min", "sd": "4 min"},
    }
    calls = drawn(made)
    rows = calls.first_row[:-1][calls.origin[:, 0] == 0]
    columns = {
        "connection": (calls.connection[rows], stats.expon(scale=3)),
        "patience": (calls.patience[rows], stats.expon(scale=1200)),
        "pick_up": (calls.pick_up[rows, 0], stats.expon(scale=2)),
        "redial_delay": (calls.redial_delay[rows][calls.redials_if_abandoned[rows]], stats.expon(scale=120)),
        "handling": (calls.handling[rows, 0], stats.gamma((5 / 4) ** 2, scale=300 * (4 / 5) ** 2)),
    }
    for name, (ticks, expected) in columns.items():
        assert stats.kstest(ticks / 1000, expected.cdf).pvalue > 1e-4, name
        assert stats.kstest(1.15 * ticks / 1000, expected.cdf).pvalue < 1e-4, name


def test_columns_are_independent():
    """What a caller does in one thing says nothing about another: rank correlations within 4.5 standard errors.

    Power over 0.99 against a correlation of 0.15 (n about 4,000: 9 standard errors).
    """
    calls = drawn({**DAYS, "lines.999.connection": exponential("3 s"), "groups.handlers.pick_up": exponential("2 s")})
    rows = calls.first_row[:-1][calls.origin[:, 0] == 0]
    table = np.column_stack([
        calls.ring[calls.origin[:, 0] == 0] % 86_400_000,
        calls.connection[rows],
        calls.patience[rows],
        calls.pick_up[rows, 0],
        calls.handling[rows, 0],
        calls.redials_if_abandoned[rows],
    ])  # fmt: skip
    found = stats.spearmanr(table).statistic[np.triu_indices(table.shape[1], 1)]
    assert np.abs(found).max() * np.sqrt(len(rows)) < 4.5
    control = stats.spearmanr(table[:, 2], table[:, 4] + 0.3 * table[:, 2]).statistic
    assert control * np.sqrt(len(rows)) > 4.5


def test_addresses_of_a_caller():
    """A caller's numbers are at their address: line's stream, purpose, date, attempt, and index on the date."""
    made = scenario(TWO_LINES, {"lines.999.patience": exponential("20 min")})
    calls = lives_of(draw_world(draw_blueprint(made), 5, 2))
    draws = Draws(5, 2)
    callers = np.flatnonzero((calls.origin[:, 0] == 0) & (np.diff(calls.first_row) >= 2))[:20]
    assert len(callers) == 20
    for caller in callers.tolist():
        _, source, day, index = calls.origin[caller].tolist()
        assert source == 0
        for attempt in (0, 1):
            u = draws.uniforms("line '999'", Purpose.PATIENCE, day, index + 1, attempt)[index]
            row = calls.first_row[caller] + attempt
            assert abs(calls.patience[row] + 1_200_000 * np.log1p(-u)) <= 0.5001
