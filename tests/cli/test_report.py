"""`simcall report`: one file to hand on, made of a folder of results."""

from __future__ import annotations

import html
import json
import re
import shlex

import pytest

from tests.cli.calling import QUICK, Call, everything_in

TEXT = ("--format", "md")


@pytest.fixture
def ran(call: Call) -> Call:
    """Have a run in the folder `mine`, and call on."""
    assert call("run", "tiny.toml", *QUICK, "--out", "mine").status == 0
    return call


def test_default_place(ran: Call, folder):
    """A report goes into the folder that it is of, and nothing else there changes; where it is goes to stdout."""
    before = everything_in(folder)
    told = ran("report", "mine")
    assert (told.status, told.out) == (0, "Report written to mine/report.html\n")
    assert told.err.splitlines() == ["simulated 1 of 2", "simulated 2 of 2"]
    after = everything_in(folder)
    assert set(after) - set(before) == {"mine/report.html"}
    assert {name: after[name] for name in before} == before
    assert "<h1>Tiny hub</h1>" in (folder / "mine" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("--format", "md"), "mine/report.md"),
        (("--format", "xlsx"), "mine/report.xlsx"),
        (("--out", "for the chief 🚓.md"), "for the chief 🚓.md"),
        (("--out", "R.MD", "--format", "md"), "R.MD"),
    ],
)
def test_formats_and_places(ran: Call, folder, words, name):
    """--format chooses what is written, or else the ending of --out does; --out chooses where."""
    told = ran("report", "mine", *words)
    assert (told.status, told.out) == (0, f"Report written to {name}\n")
    assert (folder / name).stat().st_size > 1000


@pytest.mark.parametrize(("words", "name"), [((), "mine/tables"), (("--out", "for Power BI"), "for Power BI")])
def test_tables(ran: Call, folder, words, name):
    """--format tables writes a folder, of which every file is new, and says where to begin."""
    before = everything_in(folder)
    told = ran("report", "mine", "--format", "tables", *words)
    assert (told.status, told.out) == (0, f"Tables written to {name}: start with README.md there\n")
    after = everything_in(folder)
    assert {path: after[path] for path in before} == before
    assert all(path == name or path.startswith(f"{name}/") for path in set(after) - set(before))
    assert {f"{name}/README.md", f"{name}/csv/fact_figure.csv", f"{name}/parquet/fact_figure.parquet"} <= set(after)


@pytest.mark.parametrize("name", ["r.html", "r.md"])
def test_contact(ran: Call, folder, name):
    """--contact stands beside the date, as text and not as markup; without it nothing is said of one."""
    for words, stands in (((), False), (("--contact", "Planning <b>, plan@example.org"), True)):
        assert ran("report", "mine", "--out", name, *words).status == 0
        page = (folder / name).read_text(encoding="utf-8")
        assert bool(re.search(r"Written by simcall [^\n]*20\d\d\. Contact: Planning (&lt;|\\<)b", page)) is stands
        assert ("Contact:" in page) is stands


def test_several(ran: Call, folder):
    """Several folders give one report, in the first of them unless said."""
    assert ran("run", "tiny.toml", *QUICK, "--set", 'name="Another"', "--out", "other").status == 0
    assert ran("report", "other", "mine", *TEXT).out == "Report written to other/report.md\n"
    said = (folder / "other" / "report.md").read_text(encoding="utf-8")
    assert said.index("## Another") < said.index("## Tiny hub")
    assert "| figure | Another | Tiny hub |" in said


def test_a_new_run_takes_the_report_away(ran: Call, folder):
    """A run into a folder with a report replaces the results, and leaves no report on the old ones."""
    assert ran("report", "mine", *TEXT).status == 0
    assert ran("run", "tiny.toml", *QUICK, "--seed", "2", "--out", "mine").status == 0
    assert not (folder / "mine" / "report.md").exists()


def test_a_sweep_that_goes_on_takes_the_report_away(call: Call, folder):
    """Other points in a sweep's folder leave no report on those before."""
    words = ("sweep", "tiny.toml", "--replications", "2", "--jobs", "1", "--no-figures", "--out", "swept", "--vary")
    assert call(*words, "groups.handlers.headcount=2,3").status == 0
    assert call("report", "swept", *TEXT).status == 0
    assert call(*words, "groups.handlers.headcount=2,3,4").status == 0
    assert not (folder / "swept" / "report.md").exists()
    assert call("report", "swept", *TEXT).status == 0


def test_made_again_from_the_report_alone(ran: Call, folder):
    """The scenario and the command in a report, in an empty folder, give the same figures, changes included."""
    changed = ("--set", "groups.handlers.headcount=3", "--seed", "7", "--replications", "3")
    assert ran("run", "tiny.toml", *changed, "--no-figures", "--out", "mine").status == 0
    assert ran("report", "mine").status == 0
    page = (folder / "mine" / "report.html").read_text(encoding="utf-8")
    command, scenario = map(html.unescape, re.findall(r"<code>(.*?)</code>", page, re.DOTALL))
    assert "Changed for this run: groups.handlers.headcount=3" in page.replace("<wbr>", "")
    (folder / "scenario.toml").write_text(scenario, encoding="utf-8")
    assert ran(*shlex.split(command)[1:], "--no-figures").status == 0
    kept, made = (json.loads((folder / name / "summary.json").read_text()) for name in ("mine", "again"))
    assert made == kept


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("none",), 1, "none: there is no such folder"),
        (("tiny.toml",), 1, "tiny.toml: is a file; name the folder of results that holds it"),
        (("none", "mine", "neither"), 1, "neither: there is no such folder"),
        (("n" * 300,), 1, "cannot be read (File name too long)"),
        (("mine", "--out", f"{'n' * 300}.html"), 1, "no report can be written there (File name too long)"),
        (("mine", "--format", "pdf"), 2, 'no report in the format "pdf"; there is html, xlsx, md'),
        (("mine", "--out", "y.pdf"), 2, "y.pdf: a report ends in .html, .xlsx or .md"),
        (("mine", "--format", "html", "--out", "x.docx"), 2, "x.docx: a report ends in .html, .xlsx or .md"),
        (("mine", "--format", "xlsx", "--out", "z.html"), 2, "z.html: a report in the format xlsx ends in .xlsx"),
        (("mine", "--format", "tables", "--out", "z.html"), 2, "z.html: --format tables writes a folder; name one"),
        (("mine", "--format", "tables", "--out", "page.html/t"), 1, "page.html is a file; name another folder"),
        (("mine", "--format", "tables", "--out", "mine"), 1, "not a folder of simcall's tables (by_hour_of_week.csv)"),
        (("mine", "--out", "no/such/r.html"), 1, "there is no folder no/such; make it"),
        (("mine", "--out", "folder.html"), 1, "folder.html: is a folder; name a file with --out"),
        (("mine", "--out", "page.html"), 1, "is there already, and no report of simcall's"),
        (("mine", "--contact", " "), 1, "a contact is one line of text, such as a team and its e-mail address"),
        (("mine", "--contact", "two\nlines"), 1, "a contact is one line of text"),
        ((), 2, "Missing argument"),
    ],
)
def test_refusals(ran: Call, folder, words, status, message):
    """What cannot be done is said in a message with its remedy; nothing is written, and there is no traceback."""
    (folder / "folder.html").mkdir()
    (folder / "page.html").write_text("my own page", encoding="utf-8")
    before = everything_in(folder)
    told = ran("report", *words)
    assert told.status == status
    assert message in told.err.replace("\n", " ")
    assert "Traceback" not in told.err
    assert everything_in(folder) == before


def test_each_bad_folder_is_told(ran: Call):
    """Of several folders that cannot be opened each is told, in a line of its own."""
    told = ran("report", "none", "mine", "neither")
    assert [line.partition(":")[0] for line in told.err.splitlines()] == ["none", "neither"]


def test_the_folder_at_hand(call: Call, folder):
    """A folder that was named by a dot is told by its name, where a command is told to copy."""
    assert f"--out {folder.name} makes one" in call("report", ".").err


def test_no_work_for_a_place_that_may_not_be_written_to(ran: Call, monkeypatch):
    """A place where a report cannot go is refused before anything is simulated."""
    monkeypatch.setattr("simcall.report.marks.os.access", lambda *_: False)
    told = ran("report", "mine")
    assert (told.status, told.out) == (1, "")
    assert told.err == "mine/report.html: mine may not be written to; name another file with --out\n"


def test_figures_that_were_changed(ran: Call, folder):
    """Figures that do not come out of the manifest are not reported on."""
    summary = folder / "mine" / "summary.json"
    summary.write_text(summary.read_text().replace('"fresh"', '"fresher"'))
    told = ran("report", "mine", *TEXT)
    assert told.status == 1
    assert "made again from manifest.json it is" in told.err
    assert not (folder / "mine" / "report.md").exists()
