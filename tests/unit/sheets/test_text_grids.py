"""The cells of text files, whatever their encoding, separator and quotation marks."""

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simcall.files.text import UnreadableFileError
from simcall.sheets.grids import read_grids
from simcall.sheets.sheets import read_sheets

TEXT = "Date,Queue\n01/10/2026,Enquiries \u00e9\n"
ROWS = [(1, ("Date", "Queue")), (2, ("01/10/2026", "Enquiries \u00e9"))]


def cells(folder, content):
    """Return the rows of a file with this content, which are the same in a table of pandas and without pandas."""
    path = folder / "file.csv"
    path.write_bytes(content)
    (grid,), (sheet,) = read_grids(str(path), "a report"), read_sheets(str(path), "a report")
    assert tuple((number, tuple(row)) for number, *row in grid.cells.itertuples(name=None)) == sheet.cells
    assert grid.separator == sheet.separator
    return list(sheet.cells)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(tmp_path, encoding, ends):
    """Every usual encoding and end of line gives the same cells."""
    assert cells(tmp_path, TEXT.replace("\n", ends).encode(encoding)) == ROWS


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(tmp_path, separator):
    """The separator is what stands most often in the first lines."""
    assert cells(tmp_path, TEXT.replace(",", separator).encode()) == ROWS


def test_packed_text(tmp_path):
    """A .gz file is read as the text in it."""
    assert cells(tmp_path, gzip.compress(TEXT.encode())) == ROWS


def test_row_numbers_are_those_of_the_file(tmp_path):
    """Blank rows do not count as rows, but keep their numbers; a cell of several lines ends on its last."""
    assert [row for row, _ in cells(tmp_path, b"a,b\n\n,\nc,d\n")] == [1, 4]
    assert [row for row, _ in cells(tmp_path, b'a,b\n"c\nd",e\nf,g\n')] == [1, 3, 4]


def test_what_is_no_text(tmp_path):
    """Bytes that are no text are refused."""
    with pytest.raises(UnreadableFileError, match="not a text file"):
        cells(tmp_path, b"\x00\x01\x02\x89PNG\x00\x00")


WORDS = st.sampled_from(["", "a", "NA", "null", "1,5", " x ", '"', 'b"c', '""', "d\ne", ";", "\u00e9"])


def written(cell):
    """Write a cell as CSV does: in quotation marks if it needs them."""
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\n') else cell


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(WORDS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_cells_come_back_as_they_were_written(tmp_path, rows):
    """Quotation marks, separators and lines in cells, and words such as NA, stay as they are."""
    text = "".join(",".join(map(written, row)) + "\n" for row in [["first", "second", "third", "fourth"], *rows])
    read = [tuple(cell for cell in row) for _, row in cells(tmp_path, text.encode())]
    expected = [tuple(cell.strip() for cell in row) + ("",) * (4 - len(row)) for row in rows]
    assert read[1:] == [row for row in expected if any(row)]
