"""Nobody but the user's own browser gets in, and nothing large."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from simcall.page.desk import Desk
from simcall.page.guard import Keys
from tests.page.asking import Asked

Stranger = Callable[..., TestClient]


def test_the_printed_address_opens_the_page(asked: Asked):
    """After it, every page opens without the token; the cookie is for this folder alone, and for no script."""
    assert asked.get("").status_code == 200
    (cookie,) = asked.client.get(f"/?token={asked.keys.token}").headers.get_list("set-cookie")
    assert cookie.startswith(f"simcall-{asked.keys.port}=")
    assert {"HttpOnly", "SameSite=Strict", f"Path={asked.keys.root}"} <= set(cookie.split("; "))
    assert asked.keys.token not in cookie


def test_two_pages_have_nothing_in_common():
    """Each start has its own token, cookie and folder, all of them hard to guess."""
    one, other = Keys(1), Keys(1)
    for name in ("token", "session", "folder"):
        assert getattr(one, name) != getattr(other, name)
        assert len(getattr(one, name)) >= 16
        assert getattr(one, name) not in repr(one)


@pytest.mark.parametrize(
    "address", ["/", "/?token=", "/?token=guess", "/?token=A&token=B", "/static/page.js", "/answer"]
)
def test_without_the_token_nothing_is_there(stranger: Stranger, address: str):
    """Who does not know the token sees no page, no script and no figure, only how to get in."""
    answer = stranger().get(address)
    assert answer.status_code == 403
    assert "simcall page" in answer.text
    assert "set-cookie" not in answer.headers


def test_the_cookie_alone_does_not_open_it(desk: Desk, stranger: Stranger):
    """A program on another port could get hold of a cookie, but not of the folder; and the other way round."""
    client = stranger()
    with_cookie = {"Cookie": f"{desk.keys.cookie_name}={desk.keys.session}"}
    assert client.get("/", headers=with_cookie).status_code == 403
    assert client.get(desk.keys.root).status_code == 403
    assert client.get(desk.keys.root, headers=with_cookie).status_code == 200
    assert client.get(desk.keys.root, headers={"Cookie": f"{desk.keys.cookie_name}=x"}).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8321", "127.0.0.1:9999", "localhost:8321", "127.0.0.1"])
def test_a_foreign_host_is_refused(asked: Asked, host: str):
    """A name of somebody else that leads to this machine (DNS rebinding) gets nothing, not even with the token."""
    assert asked.get("", headers={"Host": host}).status_code == 403
    assert asked.client.get(f"/?token={asked.keys.token}", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1:8321"])
def test_a_foreign_origin_is_refused(asked: Asked, origin: str):
    """A page from elsewhere cannot make the user's browser ask or change anything."""
    assert asked.get("answer", headers={"Origin": origin}).status_code == 403
    assert asked.post("week", headers={"Origin": origin}).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_foreign_site_is_refused(asked: Asked, site: str):
    """Nor can a link, a picture or a frame elsewhere, or a page on another port of this machine."""
    assert asked.get("", headers={"Sec-Fetch-Site": site}).status_code == 403
    assert asked.get("", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    opened = asked.client.get(f"/?token={asked.keys.token}", headers={"Sec-Fetch-Site": site})
    assert opened.status_code == 200  # the address may stand in another program


def test_what_changes_something_names_its_origin(asked: Asked):
    """A request that changes something is refused unless the browser says where it comes from."""
    assert asked.client.post(f"{asked.keys.root}week").status_code == 403
    assert asked.post("week").status_code == 200


def test_what_a_browser_may_do(asked: Asked):
    """Every answer, also an error, says that nothing is fetched from elsewhere, framed, guessed or stored."""
    for answer in (asked.get(""), asked.get("nowhere"), asked.get("static/page.js"), asked.client.get("/")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        kept = answer.headers["cache-control"]
        assert kept == ("private, max-age=86400" if "javascript" in answer.headers["content-type"] else "no-store")


def test_pages_hold_no_script_and_no_style(asked: Asked):
    """The policy would not let them run: everything is in files of its own."""
    for address in ("", "why", "choose", "?at_once=1&calls=10"):
        text = asked.get(address).text
        assert " style=" not in text
        assert "<style" not in text
        assert " onclick" not in text
        assert text.count("<script") == text.count('<script src="') == 1
        assert "http" not in text.replace("http://www.w3.org", "")


@pytest.mark.parametrize(
    "path",
    ["static/../guard.py", "static/%2e%2e/guard.py", "static/..%2f..%2fguard.py", "static//etc/passwd", "static/%00"],
)
def test_no_file_beside_the_static_ones(asked: Asked, path: str):
    """A path cannot climb out of the folder of scripts and styles."""
    answer = asked.get(path)
    assert answer.status_code in (400, 403, 404)
    assert "import" not in answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    "name",
    [
        "../outside.toml",
        "..%2Foutside.toml",
        "%2Fetc%2Fpasswd",
        "sub/../../outside.toml",
        "link.toml",
        "linked/outside.toml",
        "..%252Foutside.toml",
        "..\\outside.toml",
    ],
)
def test_no_file_outside_the_folder(asked: Asked, name: str):
    """A scenario lies in the folder that the page was opened on, also if a link leads out of it."""
    Path("link.toml").symlink_to(Path("../outside.toml").resolve())
    Path("linked").symlink_to(Path("..").resolve(), target_is_directory=True)
    for page in ("", "answer", "figures.json", "why"):
        answer = asked.get(f"{page}?file={name}")
        assert "is not a file of this folder" in answer.text
        assert "Tiny hub" not in answer.text


@pytest.mark.parametrize("address", ["why/explain", "rota/save", "data/file?name=a.csv", "rota/sheet?sheet_name=a.csv"])
def test_too_much_is_refused_before_it_is_read(
    asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
):
    """A gigabyte is refused by what it announces; a lie about the size, when too much has come. Nothing of it stays."""
    copies = tmp_path / "copies"
    copies.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(copies))
    assert asked.post(address, headers={"Content-Length": str(10**9)}).status_code == 413

    def much() -> Iterator[bytes]:
        for _ in range(1000):
            yield bytes(100_000)

    assert asked.post(address, content=much()).status_code == 413
    assert [path for path in copies.rglob("*") if path.is_file()] == []


def test_unknown_pages_are_not_there(asked: Asked):
    """An address that is not there says so, in the page's own look."""
    answer = asked.get("nowhere")
    assert answer.status_code == 404
    assert "simcall has no page at this address." in answer.text
    assert asked.get("jobs/nothing").status_code == 404
    assert asked.get("week").status_code == 405
