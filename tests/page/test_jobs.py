"""Long work shows progress, stops and goes on, is done once, and outlives the tab that began it."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path
from threading import Event

import pytest

import simcall as sc
from simcall.errors import SimcallError
from simcall.page.desk import Desk
from simcall.page.jobs import Job, Jobs, Outcome, Picture, Work
from simcall.page.keep import keeping
from simcall.present.words.staffing import answer_sentences
from simcall.scenario import load_both
from simcall.studies.run import Progress
from simcall.studies.staff import study
from simcall.studies.trials.effort import Effort
from tests.page.asking import Asked

SVG = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; ten seconds mean that it never will."""
    for _ in range(1000):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it never came to that")


class Steps:
    """Work of ten steps that keeps what it has done, and waits before each until it may go on."""

    def __init__(self) -> None:
        self.kept, self.done_at_once = 0, 0
        self.go_on = Event()

    def do(self, progress: Progress) -> Outcome:
        """Do the steps that are not kept."""
        self.done_at_once = 0
        for step in range(self.kept, 10):
            progress(step, 10)
            self.go_on.wait(10)
            self.kept, self.done_at_once = step + 1, self.done_at_once + 1
        return Outcome(
            "week.html.j2",
            {"weeks": [], "overrides": (), "sentences": ("Found.",)},
            [Picture("P", "shows", SVG)],
            spoken="Found.",
        )

    def work(self, identity: str = "steps") -> Work:
        """Return it as work for a job."""
        return Work(identity, "Ten steps", "simcall x", self.do, keeps_unfinished=True)


@pytest.fixture
def begun(desk: Desk) -> tuple[Steps, Job]:
    """Work that has begun and waits."""
    steps = Steps()
    job = desk.jobs.begin(steps.work())
    until(lambda: job.planned == 10)
    return steps, job


def test_work_is_done_once(desk: Desk, begun: tuple[Steps, Job]):
    """Two tabs that ask the same get the same work, while it runs and when it is done."""
    steps, job = begun
    assert desk.jobs.begin(steps.work()) is job
    steps.go_on.set()
    until(lambda: job.state == "done")
    assert desk.jobs.begin(steps.work()) is job
    assert desk.jobs.begin(steps.work("another")) is not job


def test_stopped_work_goes_on_where_it_stopped(asked: Asked, desk: Desk, begun: tuple[Steps, Job]):
    """Stop ends the work at its next step; what was done is not done again."""
    steps, job = begun
    assert "Stop" in asked.get(f"jobs/{job.work.key}").text
    asked.post(f"jobs/{job.work.key}/stop")
    steps.go_on.set()
    until(lambda: job.state == "stopped")
    kept = steps.kept
    assert kept < 10
    assert "Go on" in asked.get(f"jobs/{job.work.key}").text
    asked.post(f"jobs/{job.work.key}/resume")
    until(lambda: desk.jobs.get(job.work.key).state == "done")  # type: ignore[union-attr]
    assert steps.done_at_once == 10 - kept


def test_a_closed_tab_ends_nothing(asked: Asked, begun: tuple[Steps, Job]):
    """Nobody listens, and the work goes on; who comes back finds what it found, with its pictures."""
    steps, job = begun
    steps.go_on.set()
    until(lambda: job.state == "done")
    events = asked.events(f"jobs/{job.work.key}/events")
    assert [name for name, _ in events] == ["over"]
    assert "Found." in events[0][1]["html"]
    assert events[0][1]["spoken"] == "Ten steps. Found."
    picture = asked.get(f"jobs/{job.work.key}/picture-0.svg")
    assert picture.text == SVG
    assert picture.headers["content-security-policy"].startswith("default-src 'none'")
    assert asked.get(f"jobs/{job.work.key}/picture-1.svg").status_code == 404


def test_one_after_the_other(desk: Desk, begun: tuple[Steps, Job]):
    """Long work does not run side by side: the second waits, and can be stopped while it waits."""
    steps, _ = begun
    second = desk.jobs.begin(Steps().work("second"))
    assert second.state == "waiting"
    desk.jobs.stop(second.work.key)
    steps.go_on.set()
    until(lambda: second.state == "stopped")


@pytest.mark.parametrize(
    ("error", "says"), [(SimcallError("no target"), "no target"), (ZeroDivisionError("x"), "simcall itself")]
)
def test_failed_work_says_why(asked: Asked, desk: Desk, error: Exception, says: str):
    """Work that fails says why, and can be tried again."""

    def fail(_: Progress) -> Outcome:
        raise error

    job = desk.jobs.begin(Work(repr(error), "Fails", "", fail))
    until(lambda: job.state == "failed")
    html = asked.get(f"jobs/{job.work.key}").text
    assert says in html
    assert "Try again" in html
    assert desk.jobs.begin(Work(repr(error), "Fails", "", fail)) is not job


@pytest.mark.parametrize(
    "manifest", [None, {"written_by": "simcall", "kind": "run", "schema": 99}], ids=["of others", "of a newer simcall"]
)
def test_a_place_that_is_taken(asked: Asked, manifest: dict[str, object] | None):
    """The page cannot save elsewhere, so its remedy is not an option: once there is room, it is tried again."""
    taken = Path("results", "tiny-hub")
    taken.mkdir(parents=True)
    (taken / "mine.txt").write_text("mine", encoding="utf-8")
    if manifest is not None:
        (taken / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    address = asked.job(asked.post("keep", data={"file": "tiny.toml"}))
    html = asked.events(f"{address}/events")[-1][1]["html"]
    problem = re.sub("<[^>]+>", "", html.partition("</div>")[0])
    assert "tiny-hub" in problem
    assert "--out" not in problem
    assert "move what is in the way, or let simcall write there, and press \N{LEFT DOUBLE QUOTATION MARK}Try" in problem
    shutil.rmtree(taken)
    again = asked.job(asked.post(f"{address}/resume"))
    assert asked.events(f"{again}/events")[-1][1]["state"] == "done"


def test_what_is_kept_does_not_grow():
    """Only so many finished answers stay in memory."""
    jobs = Jobs()
    for number in range(40):
        job = jobs.begin(Work(str(number), "t", "", lambda _: Outcome("week.html.j2", {})))
        until(lambda job=job: job.is_over)
    assert len(jobs._jobs) <= 21
    assert jobs.get(job.work.key) is job


def test_people_needed_by_hour(asked: Asked, monkeypatch: pytest.MonkeyPatch):
    """The week is worked out by `simcall staff`, and shown with what it says and a table."""
    monkeypatch.setattr(study, "effort_of", lambda _: Effort(range(5), range(10), (range(10, 30),)))
    key = asked.post("week").json()["job"]
    events = asked.events(f"jobs/{key}/events")
    assert events[-1][0] == "over"
    html = events[-1][1]["html"]
    staffing = sc.staff(sc.load("tiny.toml"))
    for sentence in answer_sentences(staffing):
        assert sentence in html.replace("<wbr>", "").replace("\N{NO-BREAK SPACE}", " ")
    assert html.count("<svg") == 7
    assert html.count('<th scope="row">') == 24


def test_why_is_worked_out_and_saved(asked: Asked):
    """A button explains a figure; the answer is saved where `simcall explain` saves it, and shown with its picture."""
    page = asked.get("why?people=-1")
    assert "groups.handlers.headcount=1" in page.text
    sent = {"measure": "999.abandonment_rate", "people": "-1", "file": "tiny.toml"}
    begun = asked.post("why/explain", data=sent)
    assert begun.status_code == 303
    address = asked.job(begun)
    events = asked.events(f"{address}/events")
    assert "The part of each cause" in events[-1][1]["html"]
    html = asked.get(address).text
    assert "--measure 999.abandonment_rate" in html
    assert "--set groups.handlers.headcount=1" in html
    assert asked.get(f"{address}/picture-0.svg").text.startswith("<svg")
    (folder,) = re.findall(r"--out (results/why-tiny-hub-999-abandonment-rate-\w+)\n?<", html)
    assert Path(folder, "parts.csv").is_file()
    assert not Path(f"{folder}.unfinished").exists()


def test_only_questions_that_there_are(asked: Asked):
    """A figure that is not in the list is refused in words."""
    answer = asked.post("why/explain", data={"measure": "999.nonsense"})
    assert answer.status_code == 400
    assert "choose a figure from the list" in answer.text
    assert asked.post("why/nonsense").status_code == 400


def test_an_answer_is_kept(asked: Asked):
    """The answer is saved as the command saves it, with a report that can be opened and a workbook to get."""
    html = dict(asked.events("answer?calls=10"))["settled"]["html"]
    assert f'action="{asked.keys.root}keep"' in html
    begun = asked.post("keep", data={"calls": "10", "file": "tiny.toml"})
    address = asked.job(begun)
    assert asked.events(f"{address}/events")[-1][1]["state"] == "done"
    page = asked.get(address).text
    assert re.findall('aria-current="([^"]*)">([^<]*)<', page) == [("true", "What if")]
    (folder,) = re.findall(r"--set lines\.999\.demand\.growth=1\.1 --out (results/tiny-hub-changed-\w+)", page)
    saved = json.loads(Path(folder, "manifest.json").read_text("utf-8"))
    assert saved["changed_for_this_run"] == ["lines.999.demand.growth=1.1"]
    opened = asked.get(f"{address}/files/report.html")
    assert "Tiny hub" in opened.text
    assert "default-src 'none'" in opened.headers["content-security-policy"]
    workbook = asked.get(f"{address}/files/report.xlsx")
    assert workbook.content.startswith(b"PK")
    assert "attachment" in workbook.headers["content-disposition"]
    assert f'<input type="hidden" name="folder" value="{folder}">' in page
    assert "Make tables for Power BI" in page
    for name in ("manifest.json", "..%2Fmanifest.json", "nothing"):
        assert asked.get(f"{address}/files/{name}").status_code == 404


def test_no_kept_answer_replaces_another(desk: Desk):
    """Answers to different changes are saved in different folders, and the same answer in the same."""
    changes = [("lines.999.demand.growth=1.1",), ("lines.999.demand.growth=1.2",), ()]
    commands = [keeping(desk, Path("tiny.toml"), each).command for each in changes]
    places = [re.findall(r"report (\S+) --format html", command)[0] for command in commands]
    assert len(set(places)) == 3
    assert keeping(desk, Path("tiny.toml"), changes[0]).command == commands[0]


@pytest.mark.parametrize(
    ("address", "first", "others"),
    [
        (
            "why/explain",
            {"measure": "999.abandonment_rate", "people": "1"},
            [{"people": "2"}, {"people": ""}, {"measure": "999.asa"}],
        ),
        ("why/changes", {"measure": "999.asa", "people": "1"}, [{"people": "2"}, {"measure": "999.abandonment_rate"}]),
        ("why/worth", {"people": "1"}, [{"people": "2"}, {"people": ""}]),
    ],
)
def test_each_question_has_its_folder(asked: Asked, address: str, first: dict[str, str], others: list[dict[str, str]]):
    """Other figures and other changes are saved elsewhere; the same question is saved in the same place."""

    def place(form: dict[str, str]) -> str:
        job = asked.job(asked.post(address, data={"file": "tiny.toml", **form}))
        asked.post(f"{job}/stop")
        return re.sub("(?s).*--(?:out|worth)", "", asked.get(job).text.partition("</pre>")[0])

    places = [place(form) for form in (first, *({**first, **other} for other in others), first)]
    assert places[0] == places[-1] != ""
    assert len(set(places)) == len(others) + 1


def test_changes_are_told_apart(asked: Asked):
    """With two levers moved, each gets its part of the difference; with none there is nothing to tell apart."""
    assert "Tell the changes apart" not in asked.get("why").text
    moves = {"calls": "20", "people": "1", "file": "tiny.toml"}
    assert "Tell the changes apart" in asked.get("why?calls=20&people=1").text
    begun = asked.post("why/changes", data={**moves, "measure": "999.abandonment_rate"})
    address = asked.job(begun)
    html = asked.events(f"{address}/events")[-1][1]["html"]
    assert "999: growth of demand" in html
    assert "handlers: number of people" in html
    page = unescape(asked.get(address).text)
    (words,) = re.findall("simcall explain tiny.toml (.*) --measure 999.abandonment_rate --out (.*)</pre>", page)
    assert words[0] == "--change lines.999.demand.growth=1.2 --change groups.handlers.headcount=3"
    base, changed = load_both("tiny.toml", (), words[0].split("--change ")[1:])
    saved = json.loads(Path(words[1], "manifest.json").read_text("utf-8"))
    assert saved["scenarios"] == [base.document(), changed.document()]
    refused = asked.post("why/changes", data={"measure": "999.abandonment_rate"})
    assert refused.status_code == 400
    assert "nothing is changed" in refused.text
