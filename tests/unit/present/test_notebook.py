"""What a notebook shows of results and scenarios: harmless, with its figures, intervals and definitions."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

import simcall as sc
from simcall.api import Calibration, calibrate
from simcall.measures import LINE_MEASURES, Kind
from simcall.present.words.figures import figure_in_words
from simcall.scenario import holdings
from simcall.scenario.listing.notebook_tables import Cell, display, folded, note, table
from simcall.studies.calibrate import Effort, study_of
from tests.cli.calling import TINY
from tests.making import TWO_LINES, scenario

NAME = '<script>alert("&")</script>'


class Page(HTMLParser):
    """What a browser makes of a display."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.titles: list[str] = []
        self.texts: list[str] = []
        self.folded: list[str] = []
        self.rows: list[list[str]] = []
        self.strong: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, and what is said on hovering over it."""
        self.tags.append(tag)
        self.open.append(tag)
        self.titles += [str(value) for key, value in attrs if key == "title"]
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """Check that tags close in order."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note text, by where it stands."""
        self.texts.append(data)
        if "strong" in self.open:
            self.strong.append(data)
        if "details" in self.open:
            self.folded.append(data)
        if "td" in self.open or "th" in self.open:
            self.rows[-1][-1] += data


ALLOWED = {
    *("div", "p", "strong", "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary", "dl"),
    *("dt", "dd"),
}


@pytest.fixture(scope="module")
def two() -> sc.Comparison:
    """Two scenarios of which one has a name that no page may run."""
    base = scenario(TWO_LINES, {"days": 1.0})
    other = base.update({"lines.999.demand.growth": 1.5}, name=NAME)
    return sc.compare(base, other, replications=2, jobs=1)


@pytest.fixture(scope="module")
def calibration(tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    """As little as a calibration can do, under such a name."""
    file = tmp_path_factory.mktemp("study") / "tiny.toml"
    file.write_text(TINY.replace('"Tiny hub"', f"'{NAME}'"), encoding="utf-8")
    study = study_of([file], ["lines.999.handling.mean=3.0 min..9.0 min"], ["999.abandonment_rate=0.1+-0.05"])
    effort = Effort(points=4, replications=2, rounds=1, each=4, ladder=(3,), confirm=3, ensemble=16)
    return calibrate(study, effort=effort, jobs=1)


@pytest.fixture(scope="module")
def shown(two: sc.Comparison, calibration: Calibration) -> dict[str, object]:
    """Everything that shows itself."""
    other = two.scenarios[1]
    return {
        "Results": two.results[1],
        "Comparison": two,
        "Sweep": sc.sweep(other, {"lines.999.demand.growth": [1.0, 2.0]}, replications=2, jobs=1),
        "Calibration": calibration,
        "Scenario": other,
        "RotaView": sc.rota(other),
    }


KINDS = ("Results", "Comparison", "Sweep", "Calibration", "Scenario", "RotaView")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_a_scenario_is_run(shown, kind):
    """A scenario's name is text in every display, whatever it says; tags are ours alone, and close in order."""
    html = shown[kind]._repr_html_()
    page = Page(html)
    assert set(page.tags) <= ALLOWED
    assert not page.open
    assert "<script" not in html
    if kind != "Calibration":
        assert any(NAME in text for text in page.texts)


@pytest.mark.parametrize("kind", KINDS)
def test_what_hovering_says_is_there_to_be_read(shown, kind):
    """Each title attribute of a definition stands below as text: not everybody has a pointer."""
    page = Page(shown[kind]._repr_html_())
    below = " ".join(page.folded)
    unread = [title for title in page.titles if title not in below]
    # Of a rota the people of each group, and of a name its meaning, are told in the cells and tables themselves.
    assert page.titles
    assert not unread or kind == "RotaView"


def test_results_show_each_main_figure_with_its_interval(two):
    """A run's display holds every main figure of each line as the command line prints it."""
    results = two.results[1]
    rows = {row[0]: row[1:] for row in Page(results._repr_html_()).rows}
    assert {measure.name for measure in LINE_MEASURES if measure.is_main} <= set(rows)
    for measure, kind in (("offered", Kind.COUNT), ("abandonment_rate", Kind.SHARE), ("asa", Kind.SECONDS)):
        assert rows[measure] == [figure_in_words(found[measure], kind) for found in results.lines.values()]
        assert all("[" in cell for cell in rows[measure])


def test_a_comparison_shows_its_differences(two):
    """The difference of a figure stands between the two figures and its interval."""
    rows = {row[0]: row[1:] for row in Page(two._repr_html_()).rows}
    found = two.of(NAME, "offered", line="999")
    base, this, difference, interval = rows["999: offered"]
    assert float(difference.replace(",", "")) == pytest.approx(found.mean, rel=0.01)
    assert float(this.replace(",", "")) - float(base.replace(",", "")) == pytest.approx(found.mean, abs=1)
    assert interval.startswith("[")


def test_a_sweep_shows_its_points(shown):
    """Each point has its values and figures, and the rest is said to be elsewhere."""
    rows = Page(shown["Sweep"]._repr_html_()).rows
    assert [row[:2] for row in rows[1:]] == [["0", "1"], ["1", "2"]]
    assert len({len(row) for row in rows}) == 1


def test_a_calibration_shows_values_and_targets(calibration):
    """Each parameter stands with its value, each target with its verdict."""
    cells = [cell for row in Page(calibration._repr_html_()).rows for cell in row]
    assert {"lines.999.handling.mean", *(one.verdict for one in calibration.outcomes)} <= set(cells)


def test_a_scenario_marks_what_is_assumed():
    """Of a scenario's inputs each one that is assumed, and no other, stands out."""
    shown = scenario(TWO_LINES, {"provenance": {"lines.999.priority": {"kind": "published", "source": "law"}}})
    page = Page(shown._repr_html_())
    kinds = [row[2] for row in page.rows[1:]]
    assert [row[0] for row in page.rows[1:]] == [one.path for one in holdings(shown) if one.kind != "default"]
    assert page.strong.count("assumed") == kinds.count("assumed") > 0
    assert "published" in kinds
    assert "published" not in page.strong


def test_a_rota_shows_people_and_load(shown):
    """Every hour of the week has its people and load, and hours with fewer people than load are marked."""
    view = shown["RotaView"]
    rows = Page(view._repr_html_()).rows[1:]
    cells = [cell for row in rows for cell in row[1:]]
    assert len(cells) == 168
    assert sum(cell != "-" for cell in cells) == int((view.hours > 0).sum())
    assert sum(cell.endswith("*") for cell in cells) == int(view.short.sum())


def test_every_text_is_escaped():
    """Headings, captions, cells, titles, terms and texts are text."""
    bad = "<b>\"'&"
    html = display(bad, note(bad), table((bad,), [(Cell(bad, bad, strong=True),)], bad), folded(bad, {bad: bad}))
    page = Page(html)
    assert "b" not in page.tags
    assert page.titles == [bad]
    assert page.texts == [bad] * 8
