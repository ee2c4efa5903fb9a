"""Totals kept in a folder: read back as they were, for the same scenario and question only."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simcall.errors import ResultsError
from simcall.measures.ratios import RatioTotals
from simcall.studies.kept_arrays import forget_arrays
from simcall.studies.kept_totals import KeptTotals
from tests.making import scenario

HUB = scenario()
QUESTION = {"figure": "999.asa", "replications": 2, "seed": 1}
TOTALS = RatioTotals(np.array([[0.1, 2.0], [1 / 3, 4.0]]), np.array([[1.0, 0.0], [7.0, 9.0]]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that keeps the totals of one scenario."""
    KeptTotals(tmp_path / "kept", QUESTION).write(HUB, [5, 9], TOTALS)
    return tmp_path / "kept"


def test_they_come_back_to_the_last_bit(folder: Path) -> None:
    """A third in binary, a zero and the hours of the week are as they were."""
    kept = KeptTotals(folder, QUESTION).read(HUB)
    assert kept is not None
    labels, totals = kept
    assert labels == [5, 9]
    assert (totals.numerator == TOTALS.numerator).all()
    assert (totals.denominator == TOTALS.denominator).all()


def test_a_span_that_is_not_cut_has_one_cell_without_a_label(folder: Path) -> None:
    """The label None comes back as None."""
    whole = KeptTotals(folder, QUESTION | {"figure": "999.backlog_end"})
    whole.write(HUB, [None], RatioTotals(np.ones((2, 1)), np.ones((2, 1))))
    kept = whole.read(HUB)
    assert kept is not None
    assert kept[0] == [None]


@pytest.mark.parametrize("change", [{"seed": 2}, {"replications": 3}, {"figure": "999.mean_wait"}])
def test_another_question_reads_nothing(folder: Path, change: dict[str, object]) -> None:
    """Another seed, number of replications or figure has other totals."""
    assert KeptTotals(folder, QUESTION | change).read(HUB) is None


def test_another_scenario_reads_nothing(folder: Path) -> None:
    """One more person is another scenario."""
    assert KeptTotals(folder, QUESTION).read(HUB.update({"groups.handlers.headcount": 4})) is None


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"nonsense"])
def test_a_damaged_file_counts_as_none(folder: Path, damage: bytes) -> None:
    """What a failing disk leaves is simulated again."""
    (file,) = folder.iterdir()
    file.write_bytes(damage)
    assert KeptTotals(folder, QUESTION).read(HUB) is None


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    """A file where the folder should be is a message with the remedy."""
    (tmp_path / "kept").write_text("mine")
    with pytest.raises(ResultsError, match=r"kept.*--out"):
        KeptTotals(tmp_path / "kept", QUESTION).write(HUB, [5, 9], TOTALS)


def test_only_what_was_kept_is_removed(folder: Path) -> None:
    """A note that somebody put there stays; without it the folder goes."""
    (folder / "note.txt").write_text("mine")
    forget_arrays(folder)
    assert [path.name for path in folder.iterdir()] == ["note.txt"]
    (folder / "note.txt").unlink()
    forget_arrays(folder)
    assert not folder.exists()
