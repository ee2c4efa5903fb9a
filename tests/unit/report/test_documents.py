"""Reports of every kind, as pages, workbooks and text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from simcall.api import load_sweep
from simcall.errors import ResultsError, SimcallError
from simcall.measures import Kind
from simcall.present.words.breakable import breakable
from simcall.report import markdown
from simcall.report.content import Document, Illustration, Number, Part, Section, Table
from simcall.report.html import column_shares, css_text, page
from simcall.report.reading import open_results
from simcall.report.svg import LEAST_TYPE, smallest_type
from simcall.report.workbook import cell_text
from simcall.report.writing import document_of, report
from simcall.studies.calibrate import load_study
from tests.unit.report.conftest import HOSTILE, LONG

KINDS = ("run", "comparison", "sweep", "calibration")
SHEETS = ["Answer", "Targets", "Measures", "By hour of week", "Assumptions", "Method"]


class Seen(HTMLParser):
    """What a page consists of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.text.append(data)

    def all_of(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element of a kind."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="session")
def documents(results) -> dict[str, Document]:
    """The report of each folder."""
    return {kind: document_of([open_results(path)]) for kind, path in results.items()}


@pytest.fixture(scope="session")
def pages(documents) -> dict[str, str]:
    """Each report as a page."""
    return {kind: page(document) for kind, document in documents.items()}


@pytest.mark.parametrize("kind", [*KINDS, "hostile"])
def test_a_page_needs_nothing_else(pages, kind):
    """No script, handler, frame or form; no address but of sections and of pictures that hold themselves."""
    seen = Seen(pages[kind])
    assert not {"script", "iframe", "object", "form", "img", "base"} & {tag for tag, _ in seen.tags}
    for tag, attributes in seen.tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        for name in ("src", "href", "xlink:href", "action"):
            assert (attributes.get(name) or "#").startswith(("#", "data:")), tag
    assert "url(" not in re.sub(r"url\(#", "", pages[kind])
    policy = next(one["content"] for one in seen.all_of("meta") if one.get("http-equiv"))
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("kind", [*KINDS, "hostile"])
def test_a_page_is_fit_for_all_readers(pages, kind):
    """British English; headings in their order; every table with a caption and scopes; pictures that say something."""
    seen = Seen(pages[kind])
    assert seen.all_of("html") == [{"lang": "en-GB"}]
    levels = [int(tag[1]) for tag, _ in seen.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    assert len(seen.all_of("caption")) == len(seen.all_of("table")) > 3
    assert all(one.get("scope") in ("row", "col") for one in seen.all_of("th"))
    assert all(len(one["aria-label"] or "") > 20 for one in seen.all_of("svg"))
    ids = [one["id"] for _, one in seen.tags if "id" in one]
    assert len(ids) == len(set(ids))
    assert {one["href"][1:] for one in seen.all_of("a")} <= set(ids)


@pytest.mark.parametrize("kind", KINDS)
def test_first_page(documents, kind):
    """Each report begins with an answer and what it depends on, and ends with the Aqua Book's record."""
    (part,) = documents[kind].parts
    assert len(part.answer) > 1
    assert all(sentence.endswith((".", ":")) for sentence in part.answer)
    assert "depend" in part.basis
    assert part.evidence
    record = part.sections[-1]
    assert record.heading == "Assurance record"
    headings = [section.heading.split(":")[0] for section in record.sections]
    begin = ("Purpose", "Who may rely on it, and for what", "Register of inputs", "Verification", "Validation")
    assert headings == [*begin, "Uncertainty", "Limits", "How to make it again", "Sign-off"]


@pytest.mark.parametrize("kind", ["run", "comparison", "sweep"])
def test_type_in_pictures(documents, kind):
    """No type in a picture is smaller than 8 points on an A4 page."""
    (part,) = documents[kind].parts
    blocks = [*part.evidence, *(block for section in part.sections for block in section.blocks)]
    pictures = [block for block in blocks if isinstance(block, Illustration)]
    assert pictures
    for picture in pictures:
        assert LEAST_TYPE <= smallest_type(picture.draw().encode()) < 20, picture.title


def test_the_answer_has_the_saved_figures(documents, results):
    """The shares in the answer of a run are those of its summary."""
    lines = json.loads((results["run"] / "summary.json").read_text())["lines"]
    part = documents["run"].parts[0]
    _, first, second = part.answer
    assert f"{lines['999']['answered_in_target']['mean'] * 100:.1f} % of answered 999 calls" in first
    assert f"{lines['999']['abandonment_rate']['mean'] * 100:.1f} % of 999 calls" in first
    assert f"{lines['101']['answered_in_target']['mean'] * 100:.1f} % of answered 101 calls" in second
    assert "1 calibrated input" in part.basis


def test_the_answer_of_a_sweep(documents, results):
    """With no targets a sweep's answer says how many points there are and names the best in what counts first."""
    points = json.loads((results["sweep"] / "summary.json").read_text())["points"]
    best = max(points, key=lambda one: one["lines"]["999"]["answered_in_target"]["mean"])
    part = documents["sweep"].parts[0]
    first, second = part.answer
    assert first.startswith(f"Point {best['number']}, with the most 999 answered in 10 s: handlers.headcount = ")
    assert second.startswith("3 combinations of values were simulated, with no target")
    assert "with simcall best" in part.basis


def test_the_answer_of_a_sweep_with_targets(own):
    """With targets the answer counts the points that surely meet them, and names the one that costs least of these."""
    folder = own("sweep")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest |= {"targets": ["999.answered_in_target >= 0.05"], "minimise": "paid_hours"}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    sweep = load_sweep(folder)
    sweep.save(folder, figures=False)
    met = [cell for cell, (judged,) in sweep.verdicts(sweep.design.settings.targets) if judged.verdict == "met"]
    assert met
    part = document_of([open_results(folder)]).parts[0]
    assert part.answer[0] == f"{len(met)} of 3 combinations would surely meet the target."
    assert "Target: at least 5 % of answered 999 calls in less than 10 s." in part.answer[2]
    assert (
        f"Of the points that surely meet them, point {met[0].point.number} has the least paid hours a week"
        in part.answer[1]
    )
    assert str(part.targets.rows[0][1]) == f"{len(met)} of 3"


def test_a_sweep_that_is_broken_off(own):
    """A sweep of which points are missing is refused with what is to be done."""
    folder = own("sweep")
    next((folder / "cells").glob("*.json")).unlink()
    with pytest.raises(
        ResultsError,
        match=r"1 of 3 points are not simulated yet\. To simulate them, give the same simcall sweep command",
    ):
        document_of([open_results(folder)])


def test_the_answer_of_a_calibration(documents, results):
    """A calibration's answer counts the targets that are met, and warns that other values would do as well."""
    summary = json.loads((results["calibration"] / "summary.json").read_text())
    first, values, second, last = documents["calibration"].parts[0].answer
    assert {one["verdict"] for one in summary["targets"]} == {"met"}
    assert first == f"The model meets all {len(summary['targets'])} targets."
    assert all(f"{one['name']} {one['value']:.3g}"[:-1] in values for one in summary["parameters"] if not one["whole"])
    assert "other values would meet the targets as well" in second
    assert f"{len(summary['ensemble']['members'])} of {summary['ensemble']['tried']} sets of values" in last
    row = documents["calibration"].parts[0].targets.rows[0]
    assert [str(cell) for cell in row[1:3]] == ["76.8 %", "±0.3 points"]


def test_the_answer_of_a_comparison(documents, results):
    """A comparison's answer has the figures of both, the difference as saved, and in which the target is met."""
    summary = json.loads((results["comparison"] / "summary.json").read_text())
    found = summary["differences"]["three handlers"]["lines"]["999"]["answered_in_target"]
    first, change, *others = documents["comparison"].parts[0].answer
    assert f"999 answered in 10 s: {found['other'] * 100:.1f} % against {found['base'] * 100:.1f} %, " in change
    assert f"{found['mean'] * 100:.1f} points higher [" in change
    assert "999" in first
    assert "In the base: " in first
    assert any("101 abandoned: " in sentence for sentence in others)


def test_a_calibration_can_be_asked_again(results, tmp_path):
    """The study file in a calibration's report asks for the very same: fits, targets, scenarios, seed."""
    section = document_of([open_results(results["calibration"])]).parts[0].sections[-1].sections[-2]
    for code in section.blocks[2:-1]:
        (tmp_path / code.label.partition(",")[0]).write_text(code.text, encoding="utf-8")
    found = load_study(tmp_path / "study.toml").document()
    kept = json.loads((results["calibration"] / "manifest.json").read_text())
    for key in ("study", "seed", "targets"):
        assert found[key] == kept[key], key
    assert list(found["scenario_sha256"].values()) == list(kept["scenario_sha256"].values())
    assert [(one["name"], one["bounds"]) for one in found["fits"]] == [
        (one["name"], one["bounds"]) for one in kept["fits"]
    ]


def test_hostile_names_in_a_page(pages):
    """Names show as they are written: none of them becomes markup, or a template's expression."""
    assert "<script" not in pages["hostile"].lower()
    seen = Seen(pages["hostile"])
    text = "".join(seen.text)
    assert HOSTILE in text
    assert LONG in text
    assert "{{ 7 * 7 }}" in text
    assert "🚨 <b>" in text


def test_hostile_names_in_markdown(documents):
    """In plain text names cannot become HTML, a column, a heading, code or a formula of Markdown."""
    said = markdown.text(documents["hostile"])
    assert not re.search(r"(?<!\\)<(?!!-- simcall)", said)
    assert "&lt;script&gt;alert" in said
    rows = [line for line in said.splitlines() if line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)\|", line)) >= 3 for line in rows)


def test_no_links_and_no_formulas_in_markdown():
    """A bare address in a text is no link, and what stands between dollar signs no formula."""
    part = Part("t", "see https://a.example, HTTP://b.example or www.c.example for $x$", ("a",), (), None, ())
    said = markdown.text(Document("t", "made", (part,)))
    assert r"see https\://a.example, HTTP\://b.example or www\.c.example for \$x\$" in said
    assert not re.search(r"(?<!\\)(://|\$)|www\.", said)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_harmless_cells(start):
    """Text that a spreadsheet could take for a formula gets an apostrophe, so that it is text wherever it goes."""
    assert cell_text(f"{start}1+1") == f"'{start}1+1"
    assert cell_text("a=1") == "a=1"


def test_what_no_cell_can_hold():
    """Control characters are left out, and a text too long for a cell is cut."""
    assert cell_text("a\x00b\x1bc") == "abc"
    assert len(cell_text("x" * 40_000)) == 32_766


@pytest.mark.parametrize("kind", [*KINDS, "hostile"])
def test_a_workbook(own, kind):
    """A workbook has its six sheets; no cell is a formula, or text that could become one; figures are numbers."""
    place = report(own(kind), format="xlsx")
    book = openpyxl.load_workbook(place)
    assert book.sheetnames == SHEETS
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(tuple("=+-@\t\r"))]
    assert book["Measures"].freeze_panes == "A2"
    assert sum(isinstance(cell.value, int | float) for cell in cells) > 0 or kind == "calibration"


def test_figures_of_a_workbook(own):
    """The sheet Measures holds the saved figures to the last digit, with the format of their kind."""
    folder = own("run")
    sheet = openpyxl.load_workbook(report(folder, format="xlsx"))["Measures"]
    found = json.loads((folder / "summary.json").read_text())["lines"]["999"]
    rows = {(row[0].value, row[1].value): row for row in sheet.iter_rows(min_row=2)}
    for measure, shape in (("answered_in_target", "0.0%"), ("asa", '#,##0.0" s"')):
        row = rows["999", measure]
        assert [cell.value for cell in row[2:5]] == pytest.approx(
            [found[measure][end] for end in ("mean", "low", "high")]
        )
        assert row[2].number_format == shape


def test_several(results, tmp_path):
    """Several folders give a part each, the figures of each scenario beside each other, and no id twice."""
    place = report([results["run"], results["comparison"], results["run"]], out=tmp_path / "all.md")
    said = place.read_text(encoding="utf-8")
    assert said.startswith("# 3 results beside each other")
    header = next(line for line in said.splitlines() if line.startswith("| figure"))
    assert header.count(" | ") == 4
    folders = [open_results(results["calibration"])] * 2
    ids = [one["id"] for _, one in Seen(page(document_of(folders))).tags if "id" in one]
    assert len(ids) == len(set(ids))


def test_numbers_as_words():
    """A difference has its sign, of nothing none; a share's is in points; what is not defined is a dash."""
    shares = (0.144, -0.012, 0.00001, None)
    assert [str(Number(value, Kind.SHARE, is_difference=True)) for value in shares] == [
        *("+14.4 points", "-1.2 points", "0.0 points", "-")
    ]
    assert str(Number(0.918, Kind.SHARE)) == "91.8 %"


def test_text_in_the_page_footer():
    """A name in the style sheet is letters, digits, spaces and escapes: it cannot end a string or an element."""
    assert css_text("March 2") == "March 2"
    assert css_text('a"</style>') == r"a\22 \3c \2f style\3e "


def test_columns_share_the_width():
    """The shares of columns are all of the width; a column of prose has more than one of figures."""
    rows = (("a", Number(1.0, Kind.COUNT), "some words that go on for quite a while, as prose does"),)
    shares = column_shares(Table("t", ("name", "figure", "definition"), rows))
    assert sum(shares) == pytest.approx(100)
    assert shares[2] == max(shares)
    assert sum(column_shares(Table("t", ("a", "b"), ()))) == pytest.approx(100)


def test_where_names_may_break():
    """Paths may be broken between their parts, figures not; markup is escaped."""
    assert breakable("lines.999.answered_in_target") == "lines.<wbr>999.<wbr>answered_<wbr>in_<wbr>target"
    assert breakable("[0.5 %, 1.5 %] <b>") == "[0.5\N{NO-BREAK SPACE}%, 1.5\N{NO-BREAK SPACE}%] &lt;b&gt;"
    assert breakable("3 s at 10 stations") == "3\N{NO-BREAK SPACE}s at 10 stations"


def test_an_empty_part():
    """A document with hardly anything in it is still a page and a text."""
    document = Document("t", "made", (Part("t", "about", ("a",), (), None, (Section("s"),)),))
    assert "<h1>t</h1>" in page(document)
    assert "## s" in markdown.text(document)


def test_wrong_format(results):
    """A format that is not known is refused with those that are."""
    with pytest.raises(SimcallError, match='no report in the format "pdf"; there is html, xlsx, md'):
        report(results["run"], format="pdf")


def test_foreign_files_stay(results, tmp_path):
    """A file that simcall has not written is not replaced, whatever its name; a report is."""
    mine: Path = tmp_path / "report.md"
    mine.write_text("my own notes")
    with pytest.raises(ResultsError, match="is there already, and no report of simcall's"):
        report(results["run"], out=mine)
    assert mine.read_text() == "my own notes"
    for form in ("md", "xlsx"):
        for _ in range(2):
            assert report(results["calibration"], out=tmp_path / f"again.{form}").exists()
