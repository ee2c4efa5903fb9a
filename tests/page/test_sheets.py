"""A duty sheet is read by the reader of the command line; what it asks is asked on the page, never guessed."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

import simcall as sc
from simcall.page.desk import Desk
from simcall.page.uploads import LARGEST_BYTES, MOST_EXPORTS
from tests.cli.calling import everything_in
from tests.page.asking import Asked
from tests.page.rota_hub import ROTA_HUB

SHEET = """Name,05/02/2024,06/02/2024,07/02/2024
Ann Example,early,QX,RD
Bob Sample,night,early,QX
"""


@pytest.fixture(autouse=True)
def hub(folder: Path) -> Path:
    """The folder of the page, with the hub that has a rota."""
    (folder / "hub.toml").write_text(ROTA_HUB, encoding="utf-8")
    return folder


def sent(asked: Asked, sheet: str = SHEET, name: str = "Duties February.csv", **more: str) -> str:
    """Send a sheet, and return the address of the page that reads it."""
    query = {"file": "hub.toml", "sheet_group": "handlers", "sheet_name": name, **more}
    answer = asked.post("rota/sheet", params=query, content=sheet.encode())
    assert answer.status_code == 200, answer.text
    return str(answer.json()["address"])


def form(page: str, action: str) -> dict[str, str]:
    """Return the fields of a form by its address."""
    html = page.partition(f'{action}">')[2].partition("</form>")[0]
    pairs = re.findall(r'<input [^>]*name="([^"]*)"[^>]* value="([^"]*)"', html)
    return {unescape(name): unescape(value) for name, value in pairs if name != "sheet_replace"}


def test_a_code_is_asked_and_then_kept(asked: Asked, hub: Path):
    """The unknown code has a field; with its meaning the totals are shown, and the files say the same."""
    before = everything_in(hub)
    page = asked.get(sent(asked, calls="10", **{"officers.fixed.night_cover.Sun": "1"})).text
    assert "The sheet cannot be read yet" in page
    assert "QX means" in page
    assert "Write the files" not in page
    fields = form(page, "rota/sheet")
    assert fields["sheet_code_0"] == "QX"
    page = asked.get("rota/sheet", params={**fields, "sheet_means_0": "10:00-18:00"}).text
    assert "2 people, 5 duties" in unescape(page)
    assert everything_in(hub) == before
    answer = asked.post("rota/sheet/write", data=form(page, "rota/sheet/write"))
    assert answer.status_code == 200, answer.text
    assert (hub / "duties-february.csv").read_text("utf-8") == SHEET
    saved = sc.load("rota-hub-duties-february.toml")
    assert saved.groups["handlers"].rota is None
    roster = saved.groups["handlers"].roster
    assert roster is not None
    assert [f"{duty.start:%d %H}-{duty.end:%H}" for duty in roster.duties if duty.person.startswith("Ann")] == [
        "05 07-15",
        "06 10-18",
    ]
    assert saved.lines["999"].demand.growth == pytest.approx(1.1)
    officers = saved.groups["officers"].rota
    assert officers is not None
    assert sum(post.people for post in officers.fixed.values() if "Sun" in post.days) == 1


def test_files_are_replaced_only_if_asked(asked: Asked, hub: Path):
    """A sheet of the same name in the folder stays until the box is ticked."""
    (hub / "duties-february.csv").write_text("mine", "utf-8")
    page = asked.get(f"{sent(asked)}&sheet_code_0=QX&sheet_means_0=off").text
    assert "there already" in page
    fields = form(page, "rota/sheet/write")
    refused = asked.post("rota/sheet/write", data=fields)
    assert refused.status_code == 400
    assert (hub / "duties-february.csv").read_text("utf-8") == "mine"
    assert not (hub / "rota-hub-duties-february.toml").exists()
    assert asked.post("rota/sheet/write", data={**fields, "sheet_replace": "1"}).status_code == 200
    assert (hub / "duties-february.csv").read_text("utf-8") == SHEET


@pytest.mark.parametrize("name", ["duties.exe", "duties", "../../duties.toml", ".csv\n.py"])
def test_what_is_no_sheet_is_refused(asked: Asked, hub: Path, name: str):
    """The ending decides; nothing is written."""
    before = everything_in(hub.parent)
    answer = asked.post(
        "rota/sheet", params={"file": "hub.toml", "sheet_group": "handlers", "sheet_name": name}, content=b"x"
    )
    assert answer.status_code == 400
    assert "is not a sheet" in answer.json()["problem"]
    assert everything_in(hub.parent) == before


@pytest.mark.parametrize("name", ["../../out.csv", "/etc/passwd.csv", "C:\\x\\out.csv", "..csv"])
def test_no_name_leaves_the_folder(asked: Asked, hub: Path, name: str):
    """Whatever the sheet is called, it lies beside the scenario."""
    page = asked.get(f"{sent(asked, name=name)}&sheet_code_0=QX&sheet_means_0=off").text
    beside = {file.name for file in hub.parent.iterdir()}
    assert asked.post("rota/sheet/write", data=form(page, "rota/sheet/write")).status_code == 200
    assert {file.name for file in hub.parent.iterdir()} == beside
    (sheet,) = (file.name for file in hub.iterdir() if file.suffix == ".csv")
    assert re.fullmatch(r"[a-z0-9-]+\.csv", sheet)


def test_a_large_file_is_refused(asked: Asked):
    """It is not read to its end."""
    headers = {"Content-Length": str(LARGEST_BYTES + 1)}
    query = {"file": "hub.toml", "sheet_group": "handlers", "sheet_name": "a.csv"}
    assert asked.post("rota/sheet", params=query, content=b"x", headers=headers).status_code == 413


def test_what_is_not_readable_is_said(asked: Asked):
    """A file that holds no duties is described by the reader; answers that are not possible, too."""
    page = unescape(asked.get(sent(asked, "a,b\n1,2\n")).text)
    assert "The sheet cannot be read yet" in page
    page = unescape(asked.get(f"{sent(asked)}&sheet_people=many").text)
    assert '"many" is not a number of people' in page
    gone = asked.get("rota/sheet?file=hub.toml&sheet_group=handlers&upload=nothing")
    assert gone.status_code == 400
    assert "choose it again" in gone.text


def test_what_was_sent_goes_with_the_page(asked: Asked, desk: Desk):
    """Only the newest files are kept, and none when the page closes."""
    for _ in range(12):
        sent(asked)
    kept = [upload.path for upload in desk.uploads._kept.values()]
    assert len(kept) == MOST_EXPORTS + 1
    assert all(path.is_file() for path in kept)
    desk.close()
    assert not any(path.exists() for path in kept)
