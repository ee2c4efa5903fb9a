"""A document as a workbook: figures as numbers with their formats, and text that no spreadsheet takes for a formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from simcall.files.own_reports import EDITOR
from simcall.files.spreadsheet_text import harmless
from simcall.measures import Kind
from simcall.report.content import (
    Block,
    Cell,
    Code,
    Document,
    Illustration,
    Listing,
    Number,
    Paragraph,
    Section,
    Sheet,
    Table,
)
from simcall.report.marks import CREATOR

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["cell_text", "write"]

_LONGEST = 32_767
"""Letters that a cell can hold."""
_WIDEST, _NARROWEST = 60, 9
_FORMATS: Mapping[Kind, str] = {
    Kind.SHARE: "0.0%",
    Kind.SECONDS: '#,##0.0" s"',
    Kind.HOURS: '#,##0.0" h"',
    Kind.NUMBER: "#,##0.00",
    Kind.COUNT: "#,##0.0",
}
_WHOLE = "#,##0"
_BOLD, _WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")


def write(document: Document, path: Path) -> None:
    """Write a document as a workbook of the sheets Answer, Targets, Measures, By hour of week, Assumptions, Method."""
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = CREATOR
    book.properties.lastModifiedBy = EDITOR
    book.properties.title = cell_text(document.title)[:255]
    for name in get_args(Sheet):
        _fill(book.create_sheet(name), name, document)
    book.save(path)


def cell_text(text: str) -> str:
    """Return a text that a cell can hold and that is never taken for a formula."""
    return harmless(ILLEGAL_CHARACTERS_RE.sub("", text)[: _LONGEST - 1])


def _fill(sheet: Worksheet, name: str, document: Document) -> None:
    """Write one sheet: its text, then its tables, those with the same columns under each other."""
    words = list(_words(name, document))
    for row in words:
        _append(sheet, row, is_bold=row[0] == "heading")
    tables = list(_tables(name, document))
    for columns in dict.fromkeys(table.columns for _, table in tables):
        same = [(part, table) for part, table in tables if table.columns == columns]
        if not _is_empty(sheet):
            _append(sheet, ("",))
        _append_tables(sheet, columns, same, has_parts=len(document.parts) > 1)
    if not words and not tables:
        _append(sheet, ("There is nothing of this kind in the report.",))
    _set_widths(sheet)


def _words(name: str, document: Document) -> Iterator[tuple[str, ...]]:
    """Yield the rows of text of a sheet: what a row is, and the text."""
    for part in document.parts:
        if name == "Answer":
            yield ("heading", part.title)
            yield from (("answer", sentence) for sentence in part.answer)
            yield from (("note", alert) for alert in part.alerts)
            yield from ((("basis", part.basis),) if part.basis else ())
            yield ("about", part.about)
        for section in part.sections:
            yield from _section_words(name, section)
    if name == "Answer":
        yield ("made", document.written_by)


def _section_words(name: str, section: Section) -> Iterator[tuple[str, ...]]:
    if section.sheet == name:
        yield ("heading", section.heading)
        for block in section.blocks:
            yield from _block_words(block)
    for inner in section.sections:
        yield from _section_words(name, inner)


def _block_words(block: Block) -> Iterator[tuple[str, ...]]:
    match block:
        case Paragraph(text=content):
            yield ("", content)
        case Listing(items=items):
            yield from (("", item) for item in items)
        case Code(label=label, text=content, is_long=is_long):
            yield (label, "in the HTML report, and in manifest.json" if is_long else content)
        case Illustration(title=title, alternative=content):
            yield ("picture", f"{title}. {content}")


def _tables(name: str, document: Document) -> Iterator[tuple[str, Table]]:
    """Yield the tables of a sheet, each with the title of its part."""
    if document.beside and document.beside.sheet == name:
        yield "", document.beside
    for part in document.parts:
        first_page = [part.key_table, part.targets, *(block for block in part.evidence if isinstance(block, Table))]
        tables = [table for table in first_page if table]
        tables += [table for section in part.sections for table in _section_tables(section)]
        yield from ((part.title, table) for table in tables if table.sheet == name)


def _section_tables(section: Section) -> Iterator[Table]:
    yield from (block for block in section.blocks if isinstance(block, Table))
    for inner in section.sections:
        yield from _section_tables(inner)


def _append_tables(
    sheet: Worksheet, columns: Sequence[str], tables: Sequence[tuple[str, Table]], *, has_parts: bool
) -> None:
    """Write tables with the same columns as one, each row named by its part and subject."""
    has_subjects = any(table.subject for _, table in tables)
    before = [*(["report of"] if has_parts else []), *(["of"] if has_subjects else [])]
    header = _append(sheet, (*before, *columns), is_bold=True)
    for part, table in tables:
        named = [*([part] if has_parts else []), *([table.subject] if has_subjects else [])]
        for row in table.rows:
            _append(sheet, (*named, *row))
    if header == 1:
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions


def _append(sheet: Worksheet, row: Sequence[Cell], *, is_bold: bool = False) -> int:
    """Write a row under those that are there; return its number."""
    row_number = 1 if _is_empty(sheet) else sheet.max_row + 1
    for column, value in enumerate(row, start=1):
        cell = sheet.cell(row=row_number, column=column)
        if isinstance(value, Number):
            cell.value, cell.number_format = value.value, _format(value)
        else:
            cell.value = cell_text(str(value))
            cell.data_type = "s"
            if len(cell.value) > _WIDEST:
                cell.alignment = _WRAPPED
        if is_bold:
            cell.font = _BOLD
    return row_number


def _is_empty(sheet: Worksheet) -> bool:
    return sheet.max_row == 1 and sheet.max_column == 1 and sheet.cell(1, 1).value is None


def _format(number: Number) -> str:
    plain = _FORMATS[number.kind]
    if number.kind is Kind.COUNT and (number.value is None or number.value == round(number.value)):
        plain = _WHOLE
    return f"+{plain};-{plain};{plain}" if number.is_difference else plain


def _set_widths(sheet: Worksheet) -> None:
    """Make columns as wide as what stands in them, up to a width that can still be read."""
    for column, cells in enumerate(sheet.iter_cols(), start=1):
        longest = max((_length(cell.value) for cell in cells), default=0)
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest + 2, _NARROWEST), _WIDEST)


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str) else _NARROWEST
