"""The search, against every design of small requests, judged on the same callers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from simcall.inputs import Ints
from simcall.studies.design import study
from simcall.studies.design.designing import design
from simcall.studies.design.search import RotaSearch
from simcall.studies.trials.effort import Effort
from tests.small_designs import drawn_request

EFFORT = Effort(range(60), range(60), (range(60, 240),))
RACE = 20
CLEARLY = 4.0
SAFER = 34
"""The seed of a request whose first rota that holds is not the safest at its cost."""


@pytest.fixture(autouse=True)
def _little_effort(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use few callers: all designs are judged on the same."""
    monkeypatch.setattr(study, "effort_of", lambda _: EFFORT)


def cheaper_designs(search: RotaSearch, below: float) -> Iterator[Ints]:
    """Yield every design within the rules that has less of what is minimised than so much, the cheapest first."""
    weights = np.array([option.weight for option in search.designs.program.options])
    most = np.minimum(search.designs.program.most, np.ceil(below / weights).astype(np.int64) - 1)
    designs = np.array(list(product(*(range(number + 1) for number in most.tolist()))), np.int64)
    cost = designs @ weights
    for place in np.argsort(cost, kind="stable").tolist():
        if cost[place] < below - 1e-9 and search.designs.program.keeps_rules(designs[place]):
            yield designs[place]


def holds(search: RotaSearch, people: Ints) -> bool:
    """Tell whether a design holds on the callers of the search."""
    return not search.designs.race(people, RACE).misses(CLEARLY) and search.designs.trial(people).holds


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in (86, *range(100, 300)))])
def test_no_cheaper_design_holds(seed: int) -> None:
    """The design holds and keeps the rules; no cheaper one holds; the bound is no more than what the design has."""
    request = drawn_request(seed)
    parts = study._Study(request, 1, 1, None, None)
    search = parts._search(EFFORT.fine)
    first = search.found()
    assert first is not None
    best, bound = search.bounded(first, request.confidence)
    assert best.holds
    assert search.designs.program.keeps_rules(best.people)
    assert bound <= best.objective + 1e-6
    assert [people for people in cheaper_designs(search, best.objective) if holds(search, people)] == []


@pytest.mark.long
def test_a_rota_grows_from_nobody() -> None:
    """Where the program finds nothing, people are added where they help until the targets hold."""
    request = drawn_request(70)
    parts = study._Study(request, 1, 1, None, None)
    search = parts._search(EFFORT.fine)
    nobody = search.designs.trial(np.zeros(len(search.designs.program.options), np.int64))
    grown = search.moves.raised(nobody)
    assert not nobody.holds
    assert grown is not None
    assert grown.holds
    assert search.designs.program.keeps_rules(grown.people)


def test_threads_do_not_change_the_answer() -> None:
    """One thread and two give the same document, and report the same progress."""
    reports: dict[int, list[tuple[int, int]]] = {1: [], 2: []}
    alone, both = (
        design(drawn_request(2), jobs=jobs, progress=lambda *now, of=jobs: reports[of].append(now)).document()
        for jobs in (1, 2)
    )
    assert alone == both
    assert reports[1] == reports[2]
    assert reports[1] == sorted(reports[1])
    assert reports[1][-1] == (100, 100)
    assert sum(70 < done < 95 for done, _ in reports[1]) > 5  # while the best rota is checked


@pytest.mark.long
def test_a_safer_rota_costs_the_same() -> None:
    """It exchanges one person, holds and has more to spare; after it, a safer one costs more."""
    request = drawn_request(SAFER)
    parts = study._Study(request, 1, 1, None, None)
    search = parts._search(EFFORT.fine)
    first = search.found()
    assert first is not None
    everywhere = np.ones(search.designs.luck.shape, np.bool_)
    safer = search.moves.safer(first.people, everywhere)
    assert safer is not None
    assert search.designs.trial(safer).objective == pytest.approx(first.objective)
    assert search.designs.trial(safer).holds
    assert search.designs.trial(safer).clearance > first.clearance
    assert search.designs.program.keeps_rules(safer)
    assert np.abs(safer - first.people).sum() == 2
    dearer = search.moves.safer(safer, everywhere)
    assert dearer is not None
    assert search.designs.trial(dearer).objective > first.objective
    assert search.designs.trial(dearer).clearance > search.designs.trial(safer).clearance
