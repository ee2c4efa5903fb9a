"""Which sheet of a workbook a scenario reads, if one of them is too large to be read."""

from __future__ import annotations

import pytest

from simcall.files.text import BadFileError
from simcall.scenario.reading.sheets_of_files import check_sheets_were_read
from simcall.sheets.sheets import Sheet

ROTA = Sheet("book.xlsx", "Rota", ((1, ("x",)),))
ARCHIVE = Sheet("book.xlsx", "Archive", (), fault='the sheet "Archive" has 9 rows, which is too large')


@pytest.mark.parametrize(
    ("sheet", "message"),
    [(None, 'If you need another sheet, name it: sheet = "Rota"'), ("archive ", "which is too large$")],
)
def test_a_sheet_that_may_be_meant_is_refused(sheet: str | None, message: str) -> None:
    """Without a name it may be the one that holds the rota."""
    with pytest.raises(BadFileError, match=message):
        check_sheets_were_read((ROTA, ARCHIVE), sheet)


def test_a_sheet_that_is_not_meant_may_have_any_size() -> None:
    """The scenario names another; or it is hidden, and no scenario reads it without its name."""
    hidden = Sheet("book.xlsx", "Archive", (), is_hidden=True, fault=ARCHIVE.fault)

    check_sheets_were_read((ROTA, ARCHIVE), "Rota")
    check_sheets_were_read((ROTA, hidden), None)
