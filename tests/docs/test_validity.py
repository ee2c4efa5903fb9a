"""The page on validity is the one that its template and the kept results make, and its figures are quoted truly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import simcall as sc
from docs.builder.validity import kept, page, tables
from docs.builder.validity.sections import SECTIONS
from docs.builder.validity.solving import Goal, Knob, solve
from tests.docs.pages import DOCS, ROOT


def test_the_page_is_up_to_date() -> None:
    """``python -m docs.builder.validity --page`` writes it."""
    assert page.PAGE.read_bytes() == page.text().encode()


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_was_made_by_this_version(section: str) -> None:
    """A result of an older version is not passed off as this one's: run ``make validity``."""
    found = kept.kept(section)
    assert found is not None
    assert found["made"]["simcall"] == sc.__version__


def test_every_table_and_figure_that_is_kept_is_on_the_page() -> None:
    """Nothing is measured and then left out: the template names each table."""
    template = "".join(file.read_text("utf-8") for file in (ROOT / "docs/builder/validity").glob("*.md"))
    for section in SECTIONS:
        found = kept.kept(section)
        assert found is not None
        for name in found["tables"]:
            assert f'table("{section}", "{name}")' in template, f"{section}: {name}"


@pytest.mark.parametrize("file", ["README.md", "simcall/report/assurance.py"])
def test_the_officers_part_is_quoted_truly(file: str) -> None:
    """The range of the officers' effect stands in README and in the report as on the page."""
    found = kept.kept("officers")
    assert found is not None
    figures = found["figures"]
    text = re.sub(r'"\n\s+"|\s+', lambda match: "" if '"' in match[0] else " ", (ROOT / file).read_text("utf-8"))
    ends = [f"{100 * figures[name]:.1f}" for name in ("least 999", "most 999", "least 101", "most 101")]
    assert f"between {ends[0]} and {ends[1]} of the 15.0 points" in text
    assert f"between {ends[2]} and {ends[3]} points" in text


def test_the_table_of_the_readme_is_that_of_the_page() -> None:
    """What the officers did stands in README under each condition, with the figures of the page."""
    assert page.officers_table() in (ROOT / "README.md").read_text("utf-8")


def test_tables_are_written_as_readers_see_them() -> None:
    """A share has its sign, points are a hundred times a difference, and what is not known is a dash."""
    columns = {"name": "text", "share": "percent", "difference": "points", "calls": "count"}
    table = tables.Table(columns, [("a", 0.768, 0.146, 11797), ("b", None, -0.004, 0)]).document()
    assert tables.written(table).splitlines() == [
        "| name | share | difference | calls |",
        "| --- | --: | --: | --: |",
        "| a | 76.8 % | 14.6 | 11,797 |",
        "| b | - | -0.4 | 0 |",
    ]


def test_values_that_meet_figures_are_found() -> None:
    """Two inputs of a known function are found from its two figures; what cannot be met ends near a bound."""

    def figures(values: tuple[float, ...]) -> tuple[float, float]:
        absence, pick_up = values
        return 0.95 - absence - 0.02 * pick_up, 5 + 40 * absence + pick_up

    knobs = (Knob(0.01, 0.6, 0.2), Knob(0.5, 9.0, 3.2))
    wanted = figures((0.1, 5.0))
    found = solve(figures, knobs, (Goal(wanted[0]), Goal(wanted[1], is_share=False)))
    assert figures(found) == pytest.approx(wanted, rel=0.01)
    out_of_reach = solve(figures, knobs, (Goal(0.9999), Goal(wanted[1], is_share=False)))
    assert all(knob.low < value < knob.high for knob, value in zip(knobs, out_of_reach, strict=True))


def test_kept_results_are_small() -> None:
    """A checkout carries them."""
    sizes = {file.name: file.stat().st_size for file in Path(kept.FOLDER).glob("*.json")}
    assert sizes
    assert max(sizes.values()) < 40_000
    assert (DOCS / "validity.md").stat().st_size < 60_000
