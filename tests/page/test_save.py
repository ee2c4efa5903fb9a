"""A changed scenario becomes a file that extends the one that stands: shown first, and never over another unasked."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from httpx2 import Response

import simcall as sc
from tests.cli.calling import everything_in
from tests.page.asking import Asked
from tests.page.rota_hub import ROTA_HUB

CHANGES = {
    "calls": "10",
    "handlers.fixed.week_day.Tue": "5",
    "handlers.teams.A.all": "6",
    "officers.new.extra": "early",
    "officers.fixed.extra.Sun": "1",
}


@pytest.fixture(autouse=True)
def hub(folder: Path) -> Path:
    """The folder of the page, with the hub that has a rota."""
    (folder / "hub.toml").write_text(ROTA_HUB, encoding="utf-8")
    return folder


def shown(asked: Asked, name: str = "Busy Tuesday", **more: str) -> Response:
    """Return the page that shows the file."""
    return asked.get("rota/save", params={"file": "hub.toml", "save_name": name, **CHANGES, **more})


def written(asked: Asked, page: Response, **more: str) -> Response:
    """Press the button under the text that a page shows."""
    form = page.text.partition('method="post"')[2].partition("</form>")[0]
    fields = {unescape(name): unescape(value) for name, value in re.findall(r'name="([^"]*)" value="([^"]*)"', form)}
    fields.pop("save_replace", None)
    return asked.post("rota/save", data={**fields, **more})


def test_what_is_shown_is_written_and_says_the_same(asked: Asked, hub: Path):
    """The file holds the text that was shown, and the scenario of the command on the page."""
    page = shown(asked)
    before = everything_in(hub)
    assert "busy-tuesday.toml" not in before
    text = unescape(page.text.partition('aria-label="Text of the file">')[2].partition("</pre>")[0])
    assert 'extends = "hub.toml"' in text
    answer = written(asked, page)
    assert answer.status_code == 200
    assert (hub / "busy-tuesday.toml").read_text("utf-8") == text
    assert {**everything_in(hub), "busy-tuesday.toml": b""} == {**before, "busy-tuesday.toml": b""}
    saved = sc.load("busy-tuesday.toml")
    assert saved.name == "Busy Tuesday"
    rota = saved.groups["handlers"].rota
    assert rota is not None
    assert rota.teams["A"].people == 6
    assert rota.fixed["week_day_Tue"].people == 2
    assert saved.lines["999"].demand.growth == pytest.approx(1.1)
    assert saved.provenance_at(("groups", "handlers", "rota", "teams", "A", "people")).kind == "given"
    assert saved.provenance_at(("lines", "999", "demand", "growth")).kind == "assumed"
    assert "busy-tuesday.toml" in asked.get("choose").text


def test_another_file_is_replaced_only_if_asked(asked: Asked, hub: Path):
    """It stays as it is until the box is ticked."""
    (hub / "busy-tuesday.toml").write_text("name = 'Mine'\n", "utf-8")
    page = shown(asked)
    assert "is there already" in page.text
    refused = written(asked, page)
    assert refused.status_code == 400
    assert "tick the box" in refused.text
    assert (hub / "busy-tuesday.toml").read_text("utf-8") == "name = 'Mine'\n"
    assert written(asked, page, save_replace="1").status_code == 200
    assert sc.load("busy-tuesday.toml").name == "Busy Tuesday"


@pytest.mark.parametrize("name", ["../outside", "/etc/hosts", "..\\..\\x", "a/b", ".hidden", "CON", "hub\n"])
def test_no_name_leaves_the_folder(asked: Asked, hub: Path, name: str):
    """Whatever is entered, the file lies beside the scenario, under a name that any system takes."""
    outside = (hub.parent / "outside.toml").read_bytes()
    page = shown(asked, save_file=name)
    if page.status_code == 200:
        assert written(asked, page).status_code == 200
    new = {file.name for file in hub.iterdir()} - {"tiny.toml", "more.toml", "sweep.toml", "hub.toml"}
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]*\.toml", file) for file in new)
    assert (hub.parent / "outside.toml").read_bytes() == outside
    assert {file.name for file in hub.parent.iterdir()} == {"inside", "outside.toml"}


def test_what_it_extends_is_never_replaced(asked: Asked, hub: Path):
    """A file cannot extend itself, not even if replacing is asked for."""
    page = shown(asked, save_file="hub.toml", save_replace="1")
    assert page.status_code == 400
    assert "because it extends it" in page.text
    assert (hub / "hub.toml").read_text("utf-8") == ROTA_HUB


def test_what_was_not_shown_is_not_written(asked: Asked, hub: Path):
    """If the text differs from what was shown, it is shown again."""
    page = shown(asked)
    answer = written(asked, page, **{"handlers.teams.A.all": "7"})
    assert answer.status_code == 400
    assert "not the text that you saw" in answer.text
    assert not (hub / "busy-tuesday.toml").exists()


def test_nothing_changed_is_nothing_to_save(asked: Asked):
    """And the page says so."""
    answer = asked.get("rota/save?file=hub.toml")
    assert answer.status_code == 400
    assert "nothing is changed" in answer.text
