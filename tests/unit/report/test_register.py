"""The register of inputs holds every input, and hides none that is only assumed."""

from __future__ import annotations

from simcall.report.content import Table
from simcall.report.recipe import scenario_text
from simcall.report.register import differing_register, register, rests_on
from simcall.scenario import holdings, load
from tests.making import TWO_LINES, scenario
from tests.unit.report.conftest import PROVENANCE


def tables(blocks) -> list[Table]:
    """Return the tables among some blocks."""
    return [one for one in blocks if isinstance(one, Table)]


def test_every_input_once():
    """Each value that a scenario holds stands in the register once, with its value, kind and source."""
    made = scenario(TWO_LINES, {"provenance": PROVENANCE})
    rows = [row for table in tables(register(made)) for row in table.rows]
    kept = {(one.path, one.value, one.kind) for one in holdings(made)}
    assert {(row[0], row[2], str(row[3])) for row in rows} == kept
    assert len(rows) == len(kept)


def test_assumed_and_calibrated_are_never_folded_away():
    """What is assumed or calibrated stands in the open table, in words; nothing else does."""
    first, rest = tables(register(scenario(TWO_LINES, {"provenance": PROVENANCE})))
    assert {str(row[3]) for row in first.rows} == {"assumed", "calibrated"}
    assert not {str(row[3]) for row in rest.rows} & {"assumed", "calibrated"}
    assert (first.is_folded, rest.is_folded) == (False, True)


def test_what_differs():
    """Of a second scenario the register holds what it has otherwise, and no more."""
    base = scenario(TWO_LINES)
    other = base.update({"groups.handlers.headcount": 3}, name="other")
    (table,) = tables(differing_register(base, other))
    assert [row[0] for row in table.rows] == ["name", "groups.handlers.headcount"]


def test_counted_once_in_several_scenarios():
    """An input that several scenarios share is counted once, one that they have each of their own for each."""
    base = scenario(TWO_LINES)
    count = sum(one.kind == "assumed" for one in holdings(base))
    assert f"It rests on {count} assumed inputs" in rests_on([base, base])
    assert f"It rests on {count + 1} assumed inputs" in rests_on([base, base.update({"groups.handlers.headcount": 3})])


def test_the_scenario_in_full(tmp_path):
    """The text of a scenario in a report, kept as a file, is that scenario."""
    made = scenario(TWO_LINES, {"provenance": PROVENANCE, "name": 'a "quoted" name 🚓'})
    (tmp_path / "scenario.toml").write_text(scenario_text(made), encoding="utf-8")
    assert load(tmp_path / "scenario.toml") == made
