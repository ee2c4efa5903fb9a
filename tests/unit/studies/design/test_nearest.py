"""The design that comes nearest to targets that none meets, against every design of small requests."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from simcall.errors import SimcallError
from simcall.studies.design import study
from simcall.studies.design.designing import design
from simcall.studies.design.nearest import nearest_design
from simcall.studies.design.request import DesignRequest, Limits
from simcall.studies.trials.effort import Effort
from tests.small_designs import drawn_request

EFFORT = Effort(range(60), range(60), (range(60, 240),))


@pytest.fixture(autouse=True)
def _little_effort(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use few callers: all designs are judged on the same."""
    monkeypatch.setattr(study, "effort_of", lambda _: EFFORT)


def short_of_people(seed: int, most: int) -> DesignRequest:
    """Return a small request with at most so many people in each group."""
    request = drawn_request(seed)
    groups = {name: replace(group, people=Limits(0, most)) for name, group in request.groups.items()}
    return replace(request, groups=groups)


LATER = ((106, 3), *((seed, 2) for seed in (70, *range(100, 120))))


@pytest.mark.parametrize(("seed", "most"), [(1, 3), *(pytest.param(*case, marks=pytest.mark.long) for case in LATER)])
def test_no_other_design_is_nearer(seed: int, most: int) -> None:
    """Where no design holds, the one with the smallest shortfall of all within the rules is found."""
    parts = study._Study(short_of_people(seed, most), 1, 1, None, None)
    search = parts._search(EFFORT.fine)
    if search.found() is not None:
        pytest.skip("so many people are enough")
    nearest = nearest_design(search)
    assert nearest is not None
    every = (np.array(people) for people in product(*(range(n + 1) for n in search.designs.program.most.tolist())))
    others = [search.designs.trial(people) for people in every if search.designs.program.keeps_rules(people)]
    assert search.designs.program.keeps_rules(nearest.people)
    assert len(others) > 3
    assert nearest.shortfall == min(tried.shortfall for tried in others)


def test_the_answer_says_why_and_gives_the_nearest_rota() -> None:
    """Every target has its figure and its verdict; there is no bound, as there is no rota that meets them."""
    answer = design(short_of_people(106, 1), jobs=1)
    assert answer.obstacle.startswith("No rota keeps these 2 rules together: at least 80 % of a calls answered in")
    assert "(groups.g.people.max)" in answer.obstacle
    assert answer.document()["obstacle"] == answer.obstacle
    assert answer.bound is None
    assert answer.gap is None
    assert [check.verdict for check in answer.checks] == ["missed"]
    assert sum(post.people for post in answer.posts) == 1


def test_limits_that_no_rota_keeps_are_refused() -> None:
    """Nobody at all would meet this target, but five people are too many for the shifts."""
    request = drawn_request(106)
    limits = {"kinds": 1, "people": Limits(5), "each_shift": Limits(0, 4)}
    groups = {name: replace(group, **limits) for name, group in request.groups.items()}
    easy = tuple(replace(target, value=0.0) for target in request.targets)
    with pytest.raises(SimcallError, match=r"^No rota keeps these 3 rules together: at most 1 kind of shift"):
        design(replace(request, groups=groups, targets=easy), jobs=1)


def test_limits_that_no_rota_keeps_are_refused_before_any_simulation(monkeypatch: pytest.MonkeyPatch) -> None:
    """One post has at most some 40 paid hours a week."""
    request = short_of_people(1, 1)
    groups = {name: replace(group, paid_hours=Limits(1000, None)) for name, group in request.groups.items()}
    monkeypatch.setattr(study, "hour_curves", None)
    with pytest.raises(SimcallError, match=r"(?s)at most 1 post in g.*at least 1,000 paid hours"):
        design(replace(request, groups=groups), jobs=1)
