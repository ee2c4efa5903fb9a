"""`simcall fit` and `simcall validate` on a small import of an invented centre."""

from __future__ import annotations

import json
import shutil
from contextlib import chdir, redirect_stdout
from datetime import datetime, timedelta
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from simcall import import_data
from simcall.cli import main
from tests.cli.calling import Call

HEADER = "Interval start,Queue,Calls offered,Calls answered,Calls abandoned,Answer time total (s),Handle time total (s)"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Import two weeks by hour: the share abandoned follows the hour, and nobody says who was on duty."""
    rows = [HEADER]
    for day in range(14):
        for hour in range(24):
            offered = 20 + 2 * (hour % 12) + day % 3
            lost = 1 + (hour % 12) // 4
            answered = offered - lost
            rows.append(
                f"2026-03-{day + 2:02d} {hour:02d}:00,101,{offered},{answered},{lost},{30 * answered},{240 * answered}"
            )
    folder = tmp_path_factory.mktemp("imported")
    (folder / "march.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    import_data(folder / "march.csv").save(folder / "centre")
    return folder


@pytest.fixture(scope="module")
def printed(imported: Path) -> str:
    """Return what `simcall validate` prints of the import as JSON; its page stands in the folder held."""
    words = ("validate", "centre/scenario.toml", "centre", "--replications", "5", "--json", "--out", "held")
    with (
        chdir(imported),
        redirect_stdout(TextIOWrapper(BytesIO(), encoding="utf-8")) as out,
        pytest.raises(SystemExit) as left,
    ):
        main(list(words))
    assert not left.value.code
    out.seek(0)
    return out.read()


@pytest.fixture
def centre(folder: Path, imported: Path) -> Path:
    """Work in a folder that holds the export, and the import of it."""
    shutil.copytree(imported, folder, dirs_exist_ok=True)
    return Path("centre")


def test_fit_writes_a_scenario_that_extends_the_first(call: Call, centre: Path) -> None:
    """The file loads, says that its values are calibrated, and the command says that this is no staffing conclusion."""
    done = call("fit", "centre", "--replications", "5")
    assert done.status == 0
    assert "does not show how many people you had" in done.out
    fitted = (centre / "scenario-fitted.toml").read_text(encoding="utf-8")
    assert 'extends = "scenario.toml"' in fitted
    assert 'kind = "calibrated"' in fitted
    assert call("check", "centre/scenario-fitted.toml").status == 0


def test_fit_does_not_replace_what_somebody_wrote(call: Call, centre: Path) -> None:
    """A file of the planner's own stays as it is."""
    own = centre / "scenario-fitted.toml"
    own.write_text('extends = "scenario.toml"\n', encoding="utf-8")
    done = call("fit", "centre")
    assert done.status == 1
    assert "does not replace it" in done.err
    assert own.read_text(encoding="utf-8") == 'extends = "scenario.toml"\n'


@pytest.mark.parametrize(
    ("hold_out", "message"),
    [("one", "not a number of weeks"), ("2w", "the data hold 2 whole weeks"), ("9w", "cannot be held out")],
)
def test_fit_refuses_weeks_that_there_are_not(call: Call, centre: Path, hold_out: str, message: str) -> None:
    """At least one week must be left to fit to."""
    done = call("fit", "centre", "--hold-out", hold_out)
    assert done.status == 1
    assert message in done.err


def test_validate_json_has_the_contract(printed: str) -> None:
    """One document: a verdict, each figure beside the model and three predictors, and the weeks held out."""
    document = json.loads(printed)
    assert document["schema"] == 1
    assert document["verdict"] == "staffing not identified"
    figures = {figure["name"]: figure for figure in document["figures"]}
    abandoned = figures["101.abandonment_rate"]
    assert set(abandoned) == {"name", "observed", "model", "last", "earlier_mean", "erlang_a"}
    assert set(abandoned["model"]) == {"mean", "span_low", "span_high"}
    assert figures["101.offered"]["observed"] == sum(20 + 2 * (h % 12) + d % 3 for d in range(14) for h in range(24))
    assert abandoned["observed"] == pytest.approx(14 * 48 / figures["101.offered"]["observed"])
    assert document["held_out"]["spans"] == 1
    assert set(document["held_out"]["mean_error"]) == {"model", "last", "earlier_mean", "erlang_a"}


def test_validate_writes_a_page(imported: Path, printed: str) -> None:
    """The page needs nothing else, and holds the verdict and its rules."""
    page = (imported / "held" / "validation.html").read_text(encoding="utf-8")
    assert "Staffing is not identified" in page
    assert "How the verdict is reached" in page
    assert "<svg" in page
    assert "<script" not in page


def test_validate_names_the_fit_if_the_people_do_not_agree(call: Call, centre: Path) -> None:
    """With three times the people that the data agree with, the next step is to check the rota and to fit."""
    fitted = call("fit", "centre", "--replications", "5")
    assert fitted.status == 0
    agrees = call("validate", "centre/scenario-fitted.toml", "centre", "--replications", "5")
    assert "simcall fit centre" not in agrees.out
    too_many = ("--set", "groups.handlers.availability=3")
    done = call("validate", "centre/scenario-fitted.toml", "centre", "--replications", "5", *too_many)
    assert done.status == 0, done.err
    assert "Then run simcall fit centre" in done.out


def test_exports_are_read_by_the_answers_of_the_import(call: Call, centre: Path, printed: str) -> None:
    """The export itself gives the same figures as the folder that was imported from it."""
    of_file = call("validate", "centre/scenario.toml", "march.csv", "--replications", "5", "--json").out
    assert json.loads(of_file) == json.loads(printed)


def test_a_call_log_and_its_folder_say_alike_who_still_waits(call: Call, folder: Path) -> None:
    """The folder keeps no calls, and yet gives the same figures of them; the page draws them."""
    start = datetime(2026, 3, 2)
    rows = ["Call Start,Queue,Result,Queue Time (s),Talk (s),Wrap (s)"]
    for number in range(2 * 7 * 24 * 6):
        result, talk, wrap = ("Abandoned", "", "") if number % 10 == 3 else ("Answered", 200 + number % 60, 20)
        rows.append(f"{start + timedelta(minutes=10 * number)},101,{result},{5 + number % 50},{talk},{wrap}")
    Path("calls.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    import_data("calls.csv").save("centre")
    of_folder, of_file = (
        json.loads(call("validate", "centre/scenario.toml", data, "--replications", "5", "--json", "--out", "held").out)
        for data in ("centre", "calls.csv")
    )
    assert of_file == of_folder
    figures = of_folder["call_figures"]["101"]
    assert figures["patience_curve"]["observed"]
    assert figures["patience_curve"]["model"]
    assert all(220 <= mean <= 280 for mean in figures["handling_by_hour"]["observed"])
    page = Path("held/validation.html").read_text(encoding="utf-8")
    assert "101: callers who would still wait" in page
    assert "101: handling time by hour of the day" in page


def test_published_figures_alone(call: Call, centre: Path) -> None:
    """A figure or two, without data: inside or outside of one such month, and nothing else is claimed."""
    done = call(
        "validate", "centre/scenario.toml", "--observed", "101.abandonment_rate=0.9", "--replications", "5", "--json"
    )
    document = json.loads(done.out)
    assert document["verdict"] == "does not fit"
    assert [figure["name"] for figure in document["figures"]] == ["101.abandonment_rate"]
    assert document["figures"][0]["observed"] == 0.9
    assert document["held_out"]["spans"] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "nothing to compare the model with"),
        (("--observed", "101.abandonment_rate"), "write a figure and its value"),
        (("--observed", "102.asa=3 s"), 'there is no line or group "102"'),
        (("--observed", "paid_hours=3"), "give a figure that is simulated"),
        (("centre", "march.csv"), "not both"),
        (("profiles",), "simcall import did not write this folder"),
    ],
)
def test_what_cannot_be_compared(call: Call, centre: Path, arguments: tuple[str, ...], message: str) -> None:
    """Each mistake is one clear message."""
    Path("profiles").mkdir()
    done = call("validate", "centre/scenario.toml", *arguments)
    assert done.status == 1
    assert message in done.err
