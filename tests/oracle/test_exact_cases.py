"""simcall against queues whose answers are known (exact_cases.json; README.md tells the rule)."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from tests.oracle.cases import CASES, PASSED_OVER
from tests.oracle.days import EXPERIMENTS, FAMILIES
from tests.oracle.rule import Budget, Verdict, chi_square, enlarged, headline_cells, headline_z, verdict

BRIEF = Budget(calls=100_000)
INSIGNIFICANT = 0.001
TELLING = ("EA5", "MD3", "MG5", "MGL1", "PA5", "RS3", "SH1 scenario")

Judge = Callable[[str], Verdict]


@pytest.fixture(scope="session")
def first_seed(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """Every experiment's run on the first seed is made once, also where several processes share the tests."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder

    def judge(name: str) -> Verdict:
        file = folder / f"oracle {name}.pickle"
        if not file.exists():
            beside = Path(f"{file}.{os.getpid()}")
            beside.write_bytes(pickle.dumps(verdict(EXPERIMENTS[name], BRIEF)))
            beside.replace(file)
        found = pickle.loads(file.read_bytes())
        assert isinstance(found, Verdict)
        return found

    return judge


def missed_twice(name: str, budget: Budget, first: Verdict, handling: float = 1.0) -> set[tuple[str, int]]:
    """Return the figures and cells that miss on the first seed and on the second too."""
    missed = first.misses()
    figures = [figure for figure, _ in missed]
    return missed and missed & verdict(EXPERIMENTS[name], budget, trial=1, handling=handling, only=figures).misses()


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_figure_is_within_its_error(name: str, first_seed: Judge) -> None:
    """|estimate - value| <= 3.5 standard errors for every figure of the case, or else on a second seed."""
    assert not missed_twice(name, BRIEF, first_seed(name))


def test_all_cases_together(first_seed: Judge) -> None:
    """The sum of squared z values is chi-square: not too large (a small bias), nor too small (errors overstated)."""
    z = np.concatenate([headline_z(experiment, BRIEF, first_seed(name)) for name, experiment in EXPERIMENTS.items()])
    assert INSIGNIFICANT < chi_square(z) < 1 - INSIGNIFICANT


def test_two_per_cent_on_the_handling_time_is_caught() -> None:
    """Power: with calls that take 2 % longer the chi-square fails, and so does the z rule, by a few cases alone.

    Their squares exceed what is allowed to the squares of all cases, and the other cases could only add to them.
    """
    few = [EXPERIMENTS[name] for name in TELLING]
    runs = [verdict(one, BRIEF, handling=1.02, only=[one.headline]) for one in few]
    z = np.concatenate([headline_z(one, BRIEF, run) for one, run in zip(few, runs, strict=True)])
    cells = sum(len(headline_cells(experiment, BRIEF)) for experiment in EXPERIMENTS.values())
    assert np.sum(z**2) > stats.chi2.isf(INSIGNIFICANT, cells)
    assert any(missed_twice(name, BRIEF, run, handling=1.02) for name, run in zip(TELLING, runs, strict=True))


def test_every_metric_has_a_figure() -> None:
    """No metric of a covered case is left out but those named, with the reason."""
    whole = {"staffing_min_n", "schedule_optimum", "shapley_attribution"}  # of these only service levels are simulated
    for name, case in CASES.items():
        if case["family"] not in whole:
            figures = set(EXPERIMENTS[name].figures)
            metrics = set(case["metrics"]) - set(PASSED_OVER)
            assert metrics - figures <= {"p_wait"}, name
            assert "p_wait" in figures or "p_wait" not in metrics or {"c1_p_wait", "c2_p_wait"} <= figures, name


def test_every_family_is_known() -> None:
    """Each case is of a family that is read, and only the covering problem asks for no simulation."""
    assert {case["family"] for case in CASES.values()} <= set(FAMILIES)
    assert {name.split()[0] for name in EXPERIMENTS} == set(CASES) - {"SC2"}


@pytest.mark.long
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_figure_at_full_width(name: str, first_seed: Judge) -> None:
    """The same rule where every 95 % half-width is at most 0.003 for a probability and 2 % for a mean (README)."""
    experiment, budget, run = EXPERIMENTS[name], BRIEF, first_seed(name)
    for _ in range(3):
        if not run.at_full_width():
            budget = enlarged(experiment, run, budget)
            run = verdict(experiment, budget)
    assert run.at_full_width()
    assert not missed_twice(name, budget, run)
