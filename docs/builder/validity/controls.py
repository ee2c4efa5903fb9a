"""Negative controls: errors put in on purpose, which the tests must notice."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from docs.builder.validity.tables import Table
from tests.engines import test_mutants
from tests.oracle import test_exact_cases, test_second_cases
from tests.oracle.rule import LIMIT

__all__ = ["SCENARIOS", "made"]

SCENARIOS: tuple[str, ...] = ()
_REPLICATIONS = 6


def made(_seed: int) -> dict[str, Any]:
    """Return the section's tables and figures."""
    assert not test_mutants.caught(test_mutants.mutant()), "the engine without a change is taken for a changed one"
    caught = {name: test_mutants.caught(test_mutants.mutant(*swaps)) for name, swaps in test_mutants.MUTANTS.items()}
    test_exact_cases.test_two_per_cent_on_the_handling_time_is_caught()
    without = _without_what_they_are_about()
    by_rule = Counter(_rule(name) for name in caught)
    caught_by_rule = Counter(_rule(name) for name, is_caught in caught.items() if is_caught)
    rows = [(rule, count, caught_by_rule[rule]) for rule, count in sorted(by_rule.items(), key=_order)]
    return {
        "tables": {
            "rules": Table({"rule": "text", "wrong engines": "count", "caught": "count"}, rows).document(),
        },
        "figures": {
            "mutants": len(caught),
            "mutants caught": sum(caught.values()),
            "worlds": len(test_mutants.WORLDS),
            "cases without their rule": len(without),
            "caught without their rule": sum(worst > LIMIT for worst in without.values()),
            "least of the worst": min(without.values()),
        },
    }


def _without_what_they_are_about() -> dict[str, float]:
    """Return, for each case of the second set run without its rule, how far its worst figure is off."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in test_second_cases.WITHOUT:
            scenario = test_second_cases.without(name, test_second_cases.loaded(name, Path(folder)))
            z = test_second_cases.z_values(name, scenario, 0, _REPLICATIONS)
            found[name] = max(abs(value) for value in z.values())
    return found


def _rule(name: str) -> str:
    match = re.match(r"R\d+", name)
    return match[0] if match else "other"


def _order(item: tuple[str, int]) -> tuple[int, str]:
    number = item[0].removeprefix("R")
    return (int(number) if number.isdecimal() else 99), item[0]
