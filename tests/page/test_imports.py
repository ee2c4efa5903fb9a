"""Exports on the page: read as the command reads them, asked about and never guessed, and written only on request."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import simcall as sc
from simcall.observed.answers import ImportAnswers, read_answers
from simcall.observed.observations import Observations, Question
from simcall.page import import_work
from simcall.page.desk import Desk
from simcall.page.uploads import LARGEST_BYTES
from simcall.studies.imported import ImportNumbers, flagged_days
from tests.cli.calling import everything_in
from tests.imports import MEASURED, OBSERVATIONS
from tests.page.asking import Asked

DATES = Question("--dates", "In 03/04/2026, which is the day?", (("dmy", "3 April"), ("mdy", "4 March")))
LENGTHS = Question("--durations", "Is 2:14 in Talk minutes or hours?", (("m:ss", "134 s"), ("h:mm", "8,040 s")))
HEADER = "Interval start,Queue,Calls offered,Calls answered,Calls abandoned,Answer time total (s),Handle time total (s)"


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[ImportAnswers]:
    """Let every file say the same, with two questions until they are answered; return the answers of each reading."""
    answers_given: list[ImportAnswers] = []

    def observed(_: Sequence[Path], answers: ImportAnswers) -> Observations:
        answers_given.append(answers)
        is_open = {DATES: answers.dates is None, LENGTHS: "--durations" not in answers.choices}
        return replace(OBSERVATIONS, questions=tuple(question for question, is_asked in is_open.items() if is_asked))

    def measured(name: str, observations: Observations, answers: ImportAnswers) -> ImportNumbers:
        left_out = [spell for spell in MEASURED.faulty_spells if not set(flagged_days([spell])) & set(answers.keep)]
        return ImportNumbers(name, observations, MEASURED, answers, tuple(left_out))

    monkeypatch.setattr(import_work, "observe_files", observed)
    monkeypatch.setattr(import_work, "measure_files", measured)
    return answers_given


def report(days: int = 8) -> str:
    """Return a report by hour of a quiet line."""
    hours = [(day, hour) for day in range(days) for hour in range(24)]
    rows = [f"2026-03-{day + 2:02d} {hour:02d}:00,101,{20 + hour},{19 + hour},1,300,4000" for day, hour in hours]
    return "\n".join([HEADER, *rows]) + "\n"


def sent(asked: Asked, name: str = "March calls.csv", text: str = "anything") -> str:
    """Send a file, and return its name in an address."""
    answer = asked.post("data/file", params={"name": name}, content=text.encode())
    assert answer.status_code == 200, answer.text
    return str(answer.json()["key"])


def begun(asked: Asked, what: str, form: dict[str, str]) -> tuple[str, str]:
    """Send a form, and return how its work ended and what the page then shows."""
    answer = asked.post(f"data/{what}", data=form)
    assert answer.status_code == 303, answer.text
    job = asked.job(answer)
    over = dict(asked.events(f"{job}/events"))["over"]
    page = unescape(asked.get(job).text).replace("<wbr>", "")
    return str(over["state"]), page.replace("\u00a0", " ").replace("\u202f", " ")


def fields(page: str, action: str) -> dict[str, str]:
    """Return the hidden fields of the first form with an address."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    assert form, f"there is no form for {action}"
    return dict(re.findall(r'<input type="hidden" name="([^"]*)" value="(.*?)">', form))


def test_questions_are_asked_and_nothing_is_chosen(asked: Asked, folder: Path, readings: list[ImportAnswers]):
    """Each choice is a radio button, none of them pressed; the answers are those of the command, which is shown."""
    before = everything_in(folder)
    read, write = f"{asked.keys.root}data/read", f"{asked.keys.root}data/write"
    key = sent(asked)
    state, page = begun(asked, "read", {"uploads": key, "out": "October"})
    assert state == "done"
    for text in (DATES.text, "dmy: 3 April", "mdy: 4 March", LENGTHS.text, "m:ss: 134 s", "h:mm: 8,040 s"):
        assert text in page
    assert page.count('type="radio"') == 4
    assert " checked" not in page
    assert write not in page

    _, page = begun(asked, "read", {**fields(page, read), "choice_0": "mdy"})
    assert DATES.text not in page
    assert LENGTHS.text in page
    _, page = begun(asked, "read", {**fields(page, read), "choice_0": "m:ss"})
    assert "46 % of 101 calls were abandoned on 5 March" in page
    assert " checked" not in page
    assert write not in page
    refused, message = begun(asked, "write", fields(page, read))
    assert refused == "failed"
    assert "decide about them first" in message

    _, page = begun(asked, "read", {**fields(page, read), "spell_0": "keep"})
    assert "Compare these totals with your own report" in page
    assert "40 outbound calls are left out." in page
    assert "2,000 rows read" in page
    words = "--dates mdy --answer durations=m:ss --keep 2026-03-05 --yes --out october"
    assert f"simcall import 'March calls.csv' {words}" in page
    assert everything_in(folder) == before

    state, page = begun(asked, "write", fields(page, write))
    assert state == "done", page
    assert readings[-1].dates == "mdy"
    assert sc.load("october/scenario.toml").name == "october"
    answers = read_answers(Path("october"))
    assert (answers.dates, dict(answers.choices)) == ("mdy", {"--durations": "m:ss"})
    assert [f"{day}" for day in answers.keep] == ["2026-03-05"]


def test_faults_are_left_out_if_the_user_says_so(asked: Asked, readings: list[ImportAnswers]):
    """A spell that is a fault is named as left out, and its day is not kept."""
    form = {"uploads": sent(asked), "options": '[["--dates","dmy"],["--answer","durations=m:ss"]]'}
    _, page = begun(asked, "read", form)
    _, page = begun(asked, "read", {**fields(page, f"{asked.keys.root}data/read"), "spell_0": "out"})
    assert "Looks faulty, left out: Thursday 5 March 2026" in page
    assert readings[-1].keep == ()
    assert "--yes --out march-calls" in page


def test_the_files_are_those_of_the_command(asked: Asked, folder: Path, desk: Desk, tmp_path: Path):
    """The same folder as `simcall import` writes, and what was sent is removed."""
    (tmp_path / "march.csv").write_text(report(), "utf-8")
    expected = sc.import_data(tmp_path / "march.csv").save(tmp_path / "beside" / "march")
    key = sent(asked, "march.csv", report())
    path = desk.uploads.get(key).path
    _, page = begun(asked, "read", {"uploads": key})
    state, page = begun(asked, "write", fields(page, f"{asked.keys.root}data/write"))
    assert state == "done", page
    for file in ("scenario.toml", "observed/import.toml"):
        assert (folder / "march" / file).read_bytes() == (expected / file).read_bytes()
    assert not path.exists()
    assert "data?file=march%2Fscenario.toml" in page
    listed = asked.get("data?file=march/scenario.toml").text
    assert "<option selected>march</option>" in listed

    # Once more: only if the box is ticked, and with the answers that are kept there.
    again = {"uploads": sent(asked, "march.csv", report())}
    _, page = begun(asked, "read", again)
    assert "there already" in page
    form = fields(page, f"{asked.keys.root}data/write")
    assert asked.post("data/write", data=form).status_code == 400
    (folder / "march" / "scenario.toml").write_text("# mine\n", "utf-8")
    state, page = begun(asked, "write", {**form, "replace": "1"})
    assert state == "failed"
    assert "somebody has changed this file" in page
    assert (folder / "march" / "scenario.toml").read_text("utf-8") == "# mine\n"


def test_what_cannot_be_read_is_said_with_the_form(asked: Asked, folder: Path):
    """The reader's message, and fields to say more; options that are not possible likewise."""
    before = everything_in(folder)
    key = sent(asked, text="a,b\n1,2\n")
    _, page = begun(asked, "read", {"uploads": key})
    assert "There is a problem" in page
    assert "simcall knows none of its columns" in page or "no row has names of columns" in page
    form = {"uploads": key, "differently": "1", "text_zone": "Atlantis", "text_line": "999", "out": "x"}
    _, page = begun(asked, "read", form)
    assert 'there is no time zone "Atlantis"' in page
    assert '"999" has no name on each side' in page
    assert 'value="Atlantis"' in page
    assert everything_in(folder) == before


def test_a_fault_of_simcall_shows_nothing_of_the_files(asked: Asked, monkeypatch: pytest.MonkeyPatch):
    """The message of a library may hold a caller's number."""

    def fails(*_: Any) -> None:
        raise ValueError("07700 900123")

    monkeypatch.setattr(import_work, "observe_files", fails)
    _, page = begun(asked, "read", {"uploads": sent(asked)})
    assert "simcall itself has failed (ValueError" in page
    assert "900123" not in page


@pytest.mark.parametrize("name", ["calls.exe", "calls.toml", ".csv", "", "a.csv\n.py"])
def test_what_is_no_export_is_refused(asked: Asked, name: str):
    """The ending decides."""
    answer = asked.post("data/file", params={"name": name}, content=b"x")
    assert answer.status_code == 400
    assert "is not an export" in answer.json()["problem"]


@pytest.mark.parametrize("name", ["../../calls.csv", "/etc/queue_log", "C:\\x\\calls.csv", "con.csv", "queue_log"])
def test_no_name_leaves_the_place_of_uploads(asked: Asked, desk: Desk, name: str):
    """Whatever a file is called, it lies in a folder of its own."""
    path = desk.uploads.get(sent(asked, name)).path
    assert path.is_file()
    assert path.parent.parent == Path(desk.uploads._folder.name)  # type: ignore[union-attr]
    assert path.name != "con.csv"


def test_no_folder_outside_is_written(asked: Asked, folder: Path, readings: list[ImportAnswers]):
    """A name of a folder is one part, and a link out of the folder is refused."""
    key = sent(asked)
    _, page = begun(asked, "read", {"uploads": key, "out": "../../elsewhere"})
    assert "--out elsewhere" in page
    (folder / "link").symlink_to(folder.parent)
    answer = asked.post("data/read", data={"uploads": key, "out": "link"})
    assert answer.status_code == 400
    assert "leads out of the folder" in answer.text
    assert len(readings) == 1


def test_uploads_are_limited_and_can_be_removed(asked: Asked, desk: Desk):
    """A large file is not read to its end; a file that is removed is gone."""
    headers = {"Content-Length": str(LARGEST_BYTES + 1)}
    assert asked.post("data/file?name=a.csv", content=b"x", headers=headers).status_code == 413
    key = sent(asked)
    path = desk.uploads.get(key).path
    assert asked.post("data/forget", data={"uploads": key}).status_code == 303
    assert not path.exists()
    gone = asked.post("data/read", data={"uploads": key})
    assert gone.status_code == 400
    assert "choose it again" in gone.text
    assert "choose at least one file" in asked.post("data/read", data={}).text


@pytest.mark.parametrize("options", ["{", "[1]", '[["--out","x"]]', '[["--staff","/etc/passwd"]]', '{"a": 1}'])
def test_only_options_of_files_are_taken(asked: Asked, options: str):
    """What a form holds can name no file."""
    answer = asked.post("data/read", data={"uploads": sent(asked), "options": options})
    assert answer.status_code == 400
    assert "begin again with the files" in answer.text


SHEET = "Name,2026-03-01,2026-03-02,2026-03-03,2026-03-04,2026-03-05,2026-03-06,2026-03-07,2026-03-08,2026-03-09\n"
SHEET += "Ann Example,07:00-15:00,QX,QX,QX,QX,QX,QX,QX,QX\nBob Sample,QX" + ",15:00-23:00" * 8 + "\n"


def test_a_duty_sheet_goes_with_the_exports(asked: Asked, folder: Path, tmp_path: Path):
    """Its question is asked and answered, its totals are shown, and the files are those of the command."""
    upload = asked.post("data/sheet", params={"name": "My duties.csv"}, content=SHEET.encode()).json()["key"]
    form = {"uploads": sent(asked, "march.csv", report()), "staff": upload}
    before = everything_in(folder)
    _, page = begun(asked, "read", form)
    assert "The duty sheet cannot be read yet" in page
    assert "Ann" not in page
    assert f"{asked.keys.root}data/write" not in page
    answers = {"sheet_code_0": "QX", "sheet_means_0": "09:00-17:00"}
    assert 'value="QX"><label for="sheet_means_0">QX means</label>' in page
    _, page = begun(asked, "read", {**form, **answers})
    assert "2 people, 18 duties" in page
    assert """--answer 'roster.codes={ "QX" = "09:00-17:00" }' --staff my-duties.csv""" in page
    assert everything_in(folder) == before
    state, page = begun(asked, "write", fields(page, f"{asked.keys.root}data/write"))
    assert state == "done", page

    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "march.csv").write_text(report(), "utf-8")
    (beside / "my-duties.csv").write_text(SHEET, "utf-8")
    codes = {"roster.codes": '{ "QX" = "09:00-17:00" }'}
    expected = sc.import_data(beside / "march.csv", answers=codes, staff=beside / "my-duties.csv")
    expected.save(beside / "march")
    for file in ("scenario.toml", "observed/import.toml"):
        assert (folder / "march" / file).read_bytes() == (beside / "march" / file).read_bytes()
    assert (folder / "my-duties.csv").read_text("utf-8") == SHEET


def test_a_duty_sheet_replaces_nothing_unasked(asked: Asked, folder: Path):
    """Another sheet of the name is replaced only if the box is ticked; nothing is kept of a write that fails."""
    own = SHEET.replace("QX", "09:00-17:00")
    upload = asked.post("data/sheet", params={"name": "duties.csv"}, content=own.encode()).json()["key"]
    form = {"uploads": sent(asked, "march.csv", report()), "staff": upload}
    (folder / "duties.csv").write_text("mine", "utf-8")
    _, page = begun(asked, "read", form)
    assert "Replace the file duties.csv that is there already." in page
    write = fields(page, f"{asked.keys.root}data/write")
    refused = asked.post("data/write", data=write)
    assert refused.status_code == 400
    assert "tick the box" in refused.text
    assert (folder / "duties.csv").read_text("utf-8") == "mine"
    (folder / "duties.csv").unlink()
    (folder / "march").mkdir()
    (folder / "march" / "own.txt").write_text("mine", "utf-8")
    state, page = begun(asked, "write", {**write, "replace": "1"})
    assert state == "failed"
    assert not (folder / "duties.csv").exists()
    refused = asked.post("data/sheet", params={"name": "duties.exe"}, content=b"x")
    assert "is not a sheet" in refused.json()["problem"]


def test_the_page_names_its_fields_and_no_option(asked: Asked, folder: Path):
    """What is wrong, what was assumed and what may be in the way are said with the labels of the page's fields."""
    cases = {
        "a,b\n1,2\n": "give it under “Your duty sheet” on the page Your data",
        report(): "give your rota under “Your duty sheet”",
        report().replace("Calls offered,Calls answered,Calls abandoned,", "x,y,z,"): "under “What columns hold”",
    }
    for text, says in cases.items():
        _, page = begun(asked, "read", {"uploads": sent(asked, text=text), "out": "x"})
        assert says in page
        assert "--" not in page.partition('<pre class="command"')[0].partition("<main")[2]
    (folder / "y").mkdir()
    (folder / "y" / "own.txt").write_text("mine", "utf-8")
    form = {"uploads": sent(asked), "out": "y"}
    _, page = begun(asked, "read", form)
    assert "name another folder under “Folder of the scenario”" in page
    _, page = begun(asked, "read", {**form, "out": "z", "differently": "1", "text_zone": "X"})
    assert "Time zone of the files: there is no time zone" in page
