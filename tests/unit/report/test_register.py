"""The register of inputs holds every input, and hides none that is only assumed."""

from __future__ import annotations

from simcall.report.content import Table
from simcall.report.recipe import scenario_text
from simcall.report.register import depends_on, differing_register, register
from simcall.scenario import holdings, load
from tests.making import TWO_LINES, scenario
from tests.unit.report.conftest import PROVENANCE


def tables(blocks) -> list[Table]:
    """Return the full tables among some blocks, as a workbook has them."""
    return [block for block in blocks if isinstance(block, Table) and block.sheet]


def test_every_input_once():
    """Each value that a scenario holds stands in the register once, with its value, kind and source."""
    made = scenario(TWO_LINES, {"provenance": PROVENANCE})
    rows = [row for table in tables(register(made)) for row in table.rows]
    kept = {(one.path, one.value, one.kind) for one in holdings(made)}
    assert {(row[0], row[2], str(row[3])) for row in rows} == kept
    assert len(rows) == len(kept)


def test_assumed_and_calibrated_are_never_folded_away():
    """What is assumed or calibrated stands in the open table, in words; nothing else does."""
    blocks = register(scenario(TWO_LINES, {"provenance": PROVENANCE}))
    first, rest = (block for block in blocks if isinstance(block, Table) and block.on_page)
    assert {str(row[2]) for row in first.rows} == {"assumed", "calibrated"}
    assert not {str(row[2]) for row in rest.rows} & {"assumed", "calibrated"}
    assert (first.is_folded, rest.is_folded) == (False, True)


def test_a_page_cuts_long_texts_short():
    """A long source ends in an ellipsis on a page, and is whole in a workbook."""
    source = "a very long source " * 30
    provenance = {"lines.101.patience": {"kind": "assumed", "source": source}}
    blocks = register(scenario(TWO_LINES, {"provenance": provenance}))
    cells = {
        block.on_page: [str(row[-1]) for row in block.rows] for block in reversed(blocks) if isinstance(block, Table)
    }
    assert any(cell.endswith("…") for cell in cells[True])
    assert source.strip() in [cell.strip() for cell in cells[False]]


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
    assert f"These results depend on {count} assumed inputs" in depends_on([base, base])
    assert f"depend on {count + 1} assumed inputs" in depends_on([base, base.update({"groups.handlers.headcount": 3})])


def test_the_scenario_in_full(tmp_path):
    """The text of a scenario in a report, kept as a file, is that scenario."""
    made = scenario(TWO_LINES, {"provenance": PROVENANCE, "name": 'a "quoted" name 🚓'})
    (tmp_path / "scenario.toml").write_text(scenario_text(made), encoding="utf-8")
    assert load(tmp_path / "scenario.toml") == made
