"""Where values come from, when files and overrides change them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simcall.errors import Problem
from simcall.scenario import Scenario, load

Over = Callable[[str], Scenario]
Refused = Callable[..., list[Problem]]


def kind_and_source(scenario: Scenario, path: str) -> tuple[str, str]:
    """Return what is said of a path."""
    entry = scenario.provenance_of(path)
    return entry.kind, entry.source


def test_the_most_specific_entry_counts(over: Over) -> None:
    """An entry covers what is inside its table, unless that has its own; what nothing covers is assumed."""
    scenario = over('[provenance]\n"lines.101" = { kind = "calibrated", source = "by hand" }')
    assert kind_and_source(scenario, "lines.101.patience.mean") == ("measured", "the phone system")
    assert kind_and_source(scenario, "lines.101.handling") == ("calibrated", "by hand")
    assert kind_and_source(scenario, "lines.999.handling.mean") == ("assumed", "no source given")
    assert kind_and_source(scenario, "lines.1012") == ("assumed", "no source given")


def test_an_overridden_value_becomes_assumed(over: Over) -> None:
    """Whose value is changed without a word about its source has none, and it is said where it was set."""
    scenario = over("[groups.handlers]\nheadcount = 4")
    assert kind_and_source(scenario, "groups.handlers.headcount") == ("assumed", "set in x.toml without a source")
    by_hand = load("base.toml", ["groups.handlers.headcount=4"])
    assert kind_and_source(by_hand, "groups.handlers.headcount") == ("assumed", "set by --set without a source")


@pytest.mark.parametrize("entry", ["groups.handlers.headcount", "groups.handlers", "groups"])
def test_an_overridden_value_with_its_own_source(over: Over, entry: str) -> None:
    """The layer's own entry, for the value or a table around it, takes the place of the stale one."""
    text = f'[groups.handlers]\nheadcount = 4\n[provenance]\n"{entry}" = {{ kind = "measured", source = "the rota" }}'
    assert kind_and_source(over(text), "groups.handlers.headcount") == ("measured", "the rota")


def test_the_same_value_again_keeps_its_source(over: Over) -> None:
    """To repeat a value, in whatever unit, is not to change it."""
    scenario = over(
        '[groups.handlers]\nheadcount = 14\n[lines.101]\npatience = { distribution = "exponential", mean = "300 s" }'
    )
    assert scenario.provenance_of("groups.handlers.headcount").kind == "published"
    assert scenario.provenance_of("lines.101.patience").kind == "measured"


def test_a_part_of_a_table_that_has_a_source(over: Over) -> None:
    """The entry of the table goes on covering the parts that were not changed."""
    scenario = over('[lines.101.patience]\nmean = "6 min"')
    assert scenario.provenance_of("lines.101.patience.mean").kind == "assumed"
    assert scenario.provenance_of("lines.101.patience.distribution").kind == "measured"


def test_a_law_replaced_whole(over: Over) -> None:
    """A new law has none of the old one's sources, except what the layer itself gives for its parts."""
    law = '[lines.101]\npatience = { distribution = "lognormal", mean = "6 min", sd = "3 min" }\n[provenance]\n'
    assert over(law).provenance_of("lines.101.patience.mean").kind == "assumed"
    mean = '"lines.101.patience.mean" = { kind = "published", source = "a paper" }\n'
    assert over(law + mean).provenance_of("lines.101.patience.mean").kind == "published"
    assert over(law + mean).provenance_of("lines.101.patience.sd").kind == "assumed"
    sd = '"lines.101.patience.sd" = { kind = "published", source = "a paper" }\n'
    assert "lines.101.patience" not in over(law + mean + sd).provenance


def test_a_new_value_under_an_old_entry(over: Over) -> None:
    """The parent's entry for a table does not vouch for what a child adds to it."""
    scenario = over("[lines.101.patience]\nat_zero = 0.1")
    assert scenario.provenance_of("lines.101.patience.at_zero").kind == "assumed"
    assert scenario.provenance_of("lines.101.patience.mean").kind == "measured"


def test_a_value_without_source_stays_without_entry(over: Over) -> None:
    """What is new where nothing had a source needs no entry to be assumed."""
    assert "lines.999.short_abandon" not in over('[lines.999]\nshort_abandon = "5 s"').provenance


def test_what_is_chosen_needs_no_source(over: Over) -> None:
    """The name, the dates and the grain are the study's own: to change them leaves no entry."""
    scenario = over('name = "x"\nstart = 2024-05-01\ndays = 3\nwarm_up = "2 days"')
    assert set(scenario.provenance) == set(load("base.toml").provenance)


def test_provenance_with_unquoted_dots(over: Over) -> None:
    """Who forgets the quotes round a dotted path means the same."""
    scenario = over('[provenance]\nlines.999.handling = { kind = "measured", source = "x" }')
    assert scenario.provenance["lines.999.handling"].kind == "measured"


def test_a_default_may_have_a_source(over: Over) -> None:
    """A value that holds because it is the default is there too."""
    scenario = over('[provenance]\n"lines.999.demand.growth" = { kind = "measured", source = "x" }')
    assert scenario.provenance_of("lines.999.demand.growth").kind == "measured"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('"lines.999.demnd" = { kind = "measured", source = "x" }', "did you mean lines.999.demand?"),
        ('"groups.handlers.headcount_profile" = { kind = "measured", source = "x" }', "nothing at"),
        ('"lines.101.patience.sd" = { kind = "measured", source = "x" }', "nothing at"),
        ('"lines.999.demand" = { kind = "guessed", source = "x" }', '"guessed" is not one of published, measured'),
        ('"lines.999.demand" = { kind = "measured" }', "this is missing"),
        ('"lines.999.demand" = { kind = "measured", source = "" }', "this is empty"),
        ('"lines.999.demand" = 4', "4 is not a table"),
        ('"lines.999.demand" = {}', "this is missing"),
        ('"a..b" = { kind = "measured", source = "x" }', "nothing at"),
    ],
)
def test_wrong_entries(refused: Refused, entry: str, said: str) -> None:
    """An entry has a path that leads somewhere, a kind and a source; the file that wrote it is named."""
    problems = refused(f"[provenance]\n{entry}")
    assert any(said in problem.message for problem in problems)
    assert {problem.file for problem in problems} == {"x.toml"}
