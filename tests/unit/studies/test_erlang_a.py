"""Erlang A against the exact cases of the oracle, and against a solved Markov chain."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simcall.studies.erlang_a import ErlangA
from tests.oracle.cases import CASES

EXACT = ("EA1", "EA5", "EA7")


def queue(case: str) -> ErlangA:
    """Return the queue of an exact case."""
    given = CASES[case]["parameters"]
    return ErlangA(given["n"], given["lambda_per_hour"] / 3600, given["aht_s"], given["patience_mean_s"])


@pytest.mark.parametrize("case", EXACT)
def test_the_exact_cases(case: str) -> None:
    """Abandonment, waits and the service level are those of the solved cases, to one in a million."""
    exact, own = CASES[case]["metrics"], queue(case)
    late = own.answered_after(np.array([float(CASES[case]["parameters"]["T_s"])]))[0]
    assert own.abandoned == pytest.approx(exact["p_abandon"], rel=1e-6)
    assert own.mean_queue == pytest.approx(exact["mean_queue"], rel=1e-6)
    assert own.answered_wait_s == pytest.approx(exact["asa_served_s"], rel=1e-6)
    assert 1 - late / (1 - own.abandoned) == pytest.approx(exact["sl_T_answered"], rel=1e-6)


def test_one_person_by_hand() -> None:
    """One person, and callers as quick to give up as the person is: the number of calls is Poisson of the load."""
    own = ErlangA(1, 2 / 60, 60, 60)
    assert own.abandoned == pytest.approx(1 - (1 - math.exp(-2)) / 2, rel=1e-9)  # the person is busy 1 - e^-2


def test_nobody_there() -> None:
    """Where nobody answers, everybody gives up."""
    own = ErlangA(0, 0.1, 60, 60)
    assert (own.abandoned, own.answered_wait_s, own.answered_after(np.zeros(1))[0]) == (1, 0, 0)


def test_everybody_waits_for_less_than_for_ever() -> None:
    """Answered before a negative time: nobody; so all answered calls are later."""
    own = queue("EA5")
    assert own.answered_after(np.array([-1.0]))[0] == pytest.approx(1 - own.abandoned)
    assert own.answered_after(np.array([1e6]))[0] == pytest.approx(0, abs=1e-12)


def test_patience_without_end_is_erlang_c() -> None:
    """Callers who never give up: the waits of Erlang C."""
    exact = CASES["EC3"]["metrics"]
    own = ErlangA(5, 40 / 3600, 360, math.inf)
    assert own.answered_wait_s == pytest.approx(exact["asa_s"], rel=1e-2)
    assert own.abandoned < 1e-3
