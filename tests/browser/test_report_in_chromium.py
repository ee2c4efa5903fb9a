"""A report as a browser shows and prints it: nothing is fetched, nothing goes wrong, every picture has its room."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import simcall as sc
from simcall.report import report
from tests.making import TWO_LINES, scenario

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
MEASURE = """
<script>addEventListener("load", () => {
  const told = [...document.querySelectorAll("figure svg")].filter(one => !one.closest("details"))
    .map(one => one.getBoundingClientRect());
  document.title = "wide:" + document.documentElement.scrollWidth + " pictures:" +
    told.map(box => Math.round(box.width) + "x" + Math.round(box.height) + "@" + Math.round(box.left)).join(",") +
    " fetched:" + performance.getEntriesByType("resource").length;
});</script></body>"""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here to open a report in")


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a small run, with a name that is markup."""
    folder = tmp_path_factory.mktemp("browser")
    made = scenario(TWO_LINES, {"name": "<script>document.title = 'taken'</script>"})
    sc.run(made, replications=3, jobs=1).save(folder / "run", figures=False)
    return report(folder / "run")


def browse(profile: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Start a browser that has never been used, and wait until it ends."""
    assert CHROMIUM is not None
    command = [CHROMIUM, *QUIET, f"--user-data-dir={profile}", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


def test_shown(page: Path, tmp_path: Path):
    """At 1280 px each picture is seen whole, nothing is wider than the window, and nothing is fetched."""
    text = page.read_text(encoding="utf-8")
    measured = tmp_path / "measured.html"  # the page allows no script; its copy allows one, and nothing else
    measured.write_text(
        text.replace("style-src", "script-src 'unsafe-inline'; style-src", 1).replace("</body>", MEASURE),
        encoding="utf-8",
    )
    shown = browse(tmp_path / "profile", "--window-size=1280,1024", "--dump-dom", measured.as_uri()).stdout
    title = re.search(r"<title>wide:(\d+) pictures:(\S*) fetched:(\d+)</title>", shown)
    assert title, shown[:2000]
    boxes = [re.fullmatch(r"(\d+)x(\d+)@(\d+)", one) for one in title[2].split(",")]
    assert int(title[1]) <= 1280
    assert len(boxes) >= 5
    assert all(box and int(box[1]) > 600 and int(box[2]) > 150 and int(box[1]) + int(box[3]) <= 1280 for box in boxes)
    assert title[3] == "0"


def test_nothing_on_the_console(page: Path, tmp_path: Path):
    """The page itself, with its name that is markup and its policy, says nothing on the console."""
    said = browse(tmp_path / "profile", "--enable-logging=stderr", "--v=0", "--dump-dom", page.as_uri()).stderr
    assert not [line for line in said.splitlines() if "CONSOLE" in line]


def test_printed(page: Path, tmp_path: Path):
    """Printed, it is a PDF of at most eight A4 pages."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d. ]+)\]", printed(page, tmp_path).read_bytes())
    sizes = [tuple(map(float, box.split())) for box in boxes]
    assert 3 <= len(sizes) <= 8
    assert all(abs(width - 595) < 2 and abs(height - 842) < 2 for width, height in sizes)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_first_page(page: Path, tmp_path: Path):
    """The first page is complete: it begins with the answer and ends with its basis, and the second starts anew."""
    text = tmp_path / "report.txt"
    subprocess.run(["pdftotext", "-layout", printed(page, tmp_path), text], check=True, timeout=60)
    first, second, *_ = text.read_text(encoding="utf-8").split("\f")
    assert "The answer" in first
    assert "not errors in the inputs" in " ".join(first.split())
    assert second.strip().startswith("Through the week")


def printed(page: Path, folder: Path) -> Path:
    """Print the report, and return the PDF."""
    place = folder / "report.pdf"
    browse(folder / "profile", "--no-pdf-header-footer", f"--print-to-pdf={place}", page.as_uri())
    return place
