"""``--assumptions`` on the command line: what a planner reads, and what is refused."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from functools import reduce
from pathlib import Path

import pytest

import simcall as sc
from simcall.report.content import Code
from simcall.report.reading import open_results
from simcall.report.writing import document_of
from tests.cli.calling import TINY, Call
from tests.cli.test_table import flat

SPANNED = (
    TINY
    + '"lines.999.handling.mean" = { kind = "assumed", source = "a guess", span = ["3 min", "8 min"] }\n'
    + '"groups.handlers.headcount" = { kind = "calibrated", source = "a guess", span = [2, 5] }\n'
)
QUICK = ("--assumptions", "--draws", "16", "--replications", "3", "--jobs", "1")


@pytest.fixture(scope="session")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An answer of the tiny hub in its folder, for reading alone."""
    folder = tmp_path_factory.mktemp("assumptions")
    (folder / "tiny.toml").write_text(SPANNED, encoding="utf-8")
    base = sc.load(folder / "tiny.toml")
    return sc.assume(base, draws=8, replications=2, jobs=1).save(folder / "answer", figures=False)


@pytest.fixture
def spanned(folder: Path) -> Path:
    """Give the tiny hub two inputs with a span."""
    (folder / "tiny.toml").write_text(SPANNED, encoding="utf-8")
    (folder / "more.toml").write_text(
        'name = "More"\nextends = "tiny.toml"\n[groups.handlers]\nheadcount = 6\n', encoding="utf-8"
    )
    return folder


def test_run(call: Call, spanned: Path):
    """The main figures have two intervals; then come the targets, what to measure first, and what is drawn."""
    told = call("run", "tiny.toml", *QUICK, "--no-figures")
    said = flat(told.out)
    assert told.status == 0
    assert "with assumptions" in said
    assert "sampling alone" in said
    assert "of 16 draws" in said
    assert "lines.999.handling.mean 5 min 3 min to 8 min assumed" in " ".join(told.out.split())
    assert "1 of these is calibrated." in said
    assert "Saved in" in said
    assert json.loads((spanned / "results/tiny-hub-assumptions/summary.json").read_text())["draws"] == 16


def test_json_is_the_document(call: Call, spanned: Path):
    """With --json the document is all there is on stdout, and equal to the file."""
    told = call("run", "tiny.toml", *QUICK, "--no-figures", "--json", "--out", "answer")
    saved = json.loads((spanned / "answer/summary.json").read_text())
    words = saved.pop("words")
    assert json.loads(told.out) == saved
    assert words["question"].startswith('how far could the figures of "Tiny hub" be off')


def test_compare(call: Call, spanned: Path):
    """Who is better in how many draws comes first."""
    told = call("compare", "tiny.toml", "more.toml", *QUICK, "--no-figures", "--all")
    assert told.status == 0
    assert '"More" is better than "Tiny hub" in' in flat(told.out).partition("with assumptions")[0]
    assert "inputs together, and chance" in told.out


def test_explain(call: Call, spanned: Path):
    """The parts have two intervals, and in how many draws each is the largest."""
    told = call("explain", "tiny.toml", "more.toml", *QUICK, "--no-figures")
    said = flat(told.out)
    assert told.status == 0
    assert "this is the largest part of the change in 999: share of calls abandoned in" in said
    assert "same direction in" in said
    assert "left for 16 draws. Ctrl-C keeps what is done." in flat(told.err)
    assert not list(spanned.glob("results/*.unfinished"))


def test_too_few_draws_to_tell(call: Call, spanned: Path):
    """Figures that differ are not said to be the same: for four inputs, 8 draws are too few, and 10 are enough."""
    others = {"lines.999.patience.mean": ["2 min", "9 min"], "lines.999.demand.growth": [0.8, 1.2]}
    more = [f'"{path}" = {{ kind = "assumed", source = "a guess", span = {span} }}\n' for path, span in others.items()]
    (spanned / "tiny.toml").write_text(SPANNED + "".join(more), encoding="utf-8")
    few = ("run", "tiny.toml", "--assumptions", "--replications", "2", "--jobs", "1", "--no-figures")
    said = flat(call(*few, "--draws", "8").out)
    assert "8 draws are too few to tell which assumption matters most. Take 10 or more with --draws." in said
    assert "No figure differs" not in said
    assert "share of the variance" in call(*few, "--draws", "10", "--all").out


@pytest.mark.parametrize(
    ("words", "answer", "table"),
    [
        (("run", "tiny.toml", *QUICK), "of 16 draws", "999 answered in 10 s |"),
        (("compare", "tiny.toml", "more.toml", *QUICK), '"More" is better than "Tiny hub" in', "draws higher |"),
        (("explain", "tiny.toml", "more.toml", *QUICK), "this is the largest part of the change", "largest in |"),
    ],
    ids=["run", "compare", "explain"],
)
def test_a_report(call: Call, spanned: Path, words: tuple[str, ...], answer: str, table: str):
    """The answer comes first, with both intervals; what the report says to type makes the same answer again."""
    assert call(*words, "--no-figures", "--out", "first").status == 0
    assert call("report", "first", "--format", "md").status == 0
    text = (spanned / "first/report.md").read_text(encoding="utf-8")
    assert answer in text.partition("## The answer")[2].strip().partition("\n")[0]
    assert table in text
    assert "| lines.999.handling.mean | 5 min | 3 min to 8 min | assumed |" in text

    (part,) = document_of([open_results(spanned / "first")]).parts
    (recipe,) = [section for section in part.sections[-1].sections if section.heading == "How to make it again"]
    command, *contents = [block.text for block in recipe.blocks if isinstance(block, Code)]
    files = re.findall(r"scenario\S*\.toml", command)
    for name, content in zip(files, contents, strict=True):
        (spanned / name).write_text(content, encoding="utf-8")
    assert call(*shlex.split(command)[1:], "--jobs", "1", "--no-figures").status == 0
    first, again = (json.loads((spanned / name / "summary.json").read_text()) for name in ("first", "again"))
    assert again == first


@pytest.mark.parametrize(
    ("file", "change", "message"),
    [
        ("summary.json", {"words": None}, "words is null"),
        ("summary.json", {"words": {}}, "words.title is missing"),
        ("summary.json", {"words.answer": []}, "words.answer is []"),
        ("summary.json", {"words.tables": [1]}, "words.tables.0 is 1"),
        ("summary.json", {"words.main_table.rows": [["999"]]}, "has not as many cells as it has headings"),
        ("summary.json", {"words.main": [{"name": "x"}]}, "words.main.0.figures is missing"),
        ("manifest.json", {"scenarios": []}, "scenarios is []"),
        ("manifest.json", {"changed_for_this_run": 1}, "changed_for_this_run is 1"),
    ],
    ids=str,
)
def test_a_folder_that_was_changed(
    call: Call, answer: Path, folder: Path, file: str, change: dict[str, object], message: str
):
    """What somebody edited, or an older version did not write, is refused in one line with the remedy."""
    shutil.copytree(answer, folder / "answer")
    document = json.loads((folder / "answer" / file).read_text(encoding="utf-8"))
    for path, value in change.items():
        *above, last = path.split(".")
        reduce(lambda table, key: table[key], above, document)[last] = value
    (folder / "answer" / file).write_text(json.dumps(document), encoding="utf-8")
    told = call("report", "answer")
    assert told.status == 1
    assert message in flat(told.err)
    assert "make the results again" in flat(told.err)
    assert not (folder / "answer/report.html").exists()


def test_no_figure_in_common(call: Call, spanned: Path):
    """A comparison of two lines of different names is saved all the same, and says that there is nothing to compare."""
    untargeted = SPANNED.replace('answer_target = { within = "10 s", share = 0.9 }', "")
    (spanned / "tiny.toml").write_text(untargeted, encoding="utf-8")
    (spanned / "other.toml").write_text(untargeted.replace("999", "101").replace("Tiny", "Other"), encoding="utf-8")
    assert call("compare", "tiny.toml", "other.toml", *QUICK, "--no-figures", "--out", "first").status == 0
    assert call("report", "first", "--format", "md").status == 0
    said = (spanned / "first/report.md").read_text(encoding="utf-8").partition("## The answer")[2]
    assert said.strip().startswith("**There is no main figure in common. summary.csv has every figure.**")
    assert "against" not in said.partition("## ")[0]  # no heading of a table without rows


def test_a_level_is_not_called_a_change(call: Call, spanned: Path):
    """Why a figure is as it is: the causes have parts of the figure. A figure without a value has none to divide."""
    level = ("explain", "tiny.toml", *QUICK, "--no-figures")
    assert "largest part of 999: share of calls abandoned in" in flat(call(*level).out)
    said = flat(call(*level, "--measure", "999.asa", "--set", "lines.999.demand.calls_per_day=0").out)
    assert "There is nothing to divide: 999: mean answer time has no value in any draw." in said
    assert "0 of 16" in said


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "tiny.toml", "--draws", "16"), "add --assumptions"),
        (("compare", "tiny.toml", "more.toml", "--draws", "16"), "add --assumptions"),
        (("explain", "tiny.toml", "--draws", "16"), "add --assumptions"),
        (("staff", "tiny.toml", "--like", "november"), "add --assumptions"),
        (("staff", "tiny.toml", "--assumptions", "--worth"), "--worth cannot be used with --assumptions"),
        (("run", "tiny.toml", *QUICK, "--until", "999.asa+-1"), "--until cannot be used with --assumptions"),
        (("run", "tiny.toml", *QUICK, "--records"), "cannot be used with --assumptions"),
        (("run", "tiny.toml", "--assumptions", "--draws", "3"), "give a number from 8 to 4096"),
        (
            (
                "run",
                "tiny.toml",
                *QUICK,
                "--set",
                "lines.999.handling.mean=5.5 min",
                "--set",
                "groups.handlers.headcount=3",
            ),
            "has a span, so there is nothing to draw",
        ),
    ],
)
def test_refused(call: Call, spanned: Path, words: tuple[str, ...], message: str):
    """What makes no sense is refused before anything is simulated."""
    told = call(*words)
    assert told.status == 1
    assert message in flat(told.err)
    assert not (spanned / "results").exists()
