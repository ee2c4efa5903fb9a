"""The notebooks: each runs from the top in a fresh kernel, shows its pictures, and is kept without what it showed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import matplotlib as mpl
import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from simcall.present.pictures import style

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NEEDED = ("scenarios", "results/two-dated-states", "results/hub-and-response")
COMPILING = "compiling the engine, once: up to half a minute\n"
"""What may stand on stderr: it comes once on a machine, whichever notebook is first."""
DRAWS = re.compile(r"plt\.subplots\(|\.plot(\.\w+)?\(")

LONGEST = "07-design-a-rota"
each = pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
each_runs = pytest.mark.parametrize(
    "file", [pytest.param(file, id=file.stem, marks=[pytest.mark.long] * (file.stem == LONGEST)) for file in NOTEBOOKS]
)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the cells with code, in their order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def draws(cell: NotebookNode) -> bool:
    """Tell whether a cell makes a picture that is to be shown: one that it closes is shown elsewhere."""
    return bool(DRAWS.search(cell.source)) and "plt.close(" not in cell.source


def kinds(cell: NotebookNode) -> set[str]:
    """Return the kinds of what a cell showed."""
    return {kind for output in cell.outputs for kind in output.get("data", ())}


def written_to_stderr(cell: NotebookNode) -> str:
    """Return what a cell wrote to stderr: warnings stand there."""
    streams = (output.text for output in cell.outputs if output.output_type == "stream" and output.name == "stderr")
    return "".join(streams).replace(COMPILING, "")


def in_widgets(notebook: NotebookNode) -> list[NotebookNode]:
    """Return what was shown within widgets; an error there does not stop the cell."""
    states = notebook.metadata.get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {}).get("state", {})
    return [output for one in states.values() for output in one["state"].get("outputs", ())]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder with what notebooks read, and nothing of what lies beside it in the checkout."""
    for name in NEEDED:
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "notebooks").mkdir()
    return tmp_path


@each_runs
def test_it_runs(file: Path, copy: Path, monkeypatch: pytest.MonkeyPatch):
    """Every cell runs without error or warning, every picture is shown, and no file is written or changed."""
    monkeypatch.setenv("SIMCALL_NOTEBOOKS", "quick")
    monkeypatch.delenv("MPLBACKEND", raising=False)
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    notebook = nbformat.read(file, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(copy / "notebooks")}}).execute()
    cells = code_cells(notebook)
    assert {cell.id: text for cell in cells if (text := written_to_stderr(cell))} == {}
    assert [cell.id for cell in cells if draws(cell) and "image/png" not in kinds(cell)] == []
    assert any(draws(cell) for cell in cells)
    assert {output["output_type"] for output in in_widgets(notebook)} <= {"display_data"}
    if "widgets." in "".join(cell.source for cell in cells):
        assert any("image/png" in output["data"] for output in in_widgets(notebook))
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before


@each
def test_it_is_kept_bare(file: Path):
    """A notebook is valid, with cell ids of its own, and holds neither outputs nor counts nor anybody's settings."""
    notebook = nbformat.read(file, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert [cell.id for cell in notebook.cells if cell.metadata] == []
    assert [cell.id for cell in code_cells(notebook) if cell.outputs or cell.execution_count is not None] == []


@each
def test_it_tells_a_story(file: Path):
    """A notebook has a title, takes its settings in the first cell with code, and ends in a decision."""
    notebook = nbformat.read(file, as_version=4)
    assert notebook.cells[0].source.startswith(f"# {int(file.stem[:2])}. ")
    assert 'os.environ.get("SIMCALL_NOTEBOOKS") == "quick"' in code_cells(notebook)[0].source
    headings = [line for cell in notebook.cells for line in cell.source.splitlines() if line.startswith("## ")]
    assert headings[-1] == "## The decision"


def test_they_are_all_there():
    """There are eight notebooks, numbered from 1."""
    assert [file.stem[:3] for file in NOTEBOOKS] == [f"0{number}-" for number in range(1, 9)]


def test_a_first_picture_leaves_pictures_shown():
    """What a notebook turns on as the first picture is drawn, that pictures show themselves, stays on."""
    with mpl.rc_context({"interactive": False}):
        with style():
            mpl.interactive(True)
        assert mpl.is_interactive()
        with style():
            mpl.interactive(False)
        assert not mpl.is_interactive()
