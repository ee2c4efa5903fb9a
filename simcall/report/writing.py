"""Making a report: folders of results in, one file or a folder of tables out, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from simcall.errors import ResultsError, SimcallError
from simcall.files.advice import ANOTHER_FILE, Advice
from simcall.files.own_reports import seal_report
from simcall.files.program import program
from simcall.files.whole import whole_file
from simcall.report.content import Document, Part
from simcall.report.marks import check_own
from simcall.report.reading import Folder, open_results
from simcall.studies.run import Progress

__all__ = ["FORMATS", "TABLES", "document_of", "form_of", "report"]

FORMATS = ("html", "xlsx", "md")
"""The page that needs nothing else, the workbook, the plain text."""
TABLES = "tables"
"""The format that is a folder, and no file."""
_ENDINGS = f"{', '.join(f'.{form}' for form in FORMATS[:-1])} or .{FORMATS[-1]}"


def report(
    results: Sequence[str | os.PathLike[str]] | str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002 (what it is called on the command line)
    out: str | os.PathLike[str] | None = None,
    contact: str | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write a report on one folder of results, or on several.

    Parameters
    ----------
    results : path or sequence of path
        Folders that `simcall` has written: of runs, comparisons, sweeps and so on, with or without assumptions.
    format : str, optional
        "html" for a page that needs nothing else, "xlsx" for a workbook, "md" for plain text, "tables" for a folder of
        tables in CSV and Parquet, for Power BI or a database; left out, what the name of `out` ends in, or "html".
        There are tables of runs, comparisons and sweeps.
    out : path, optional
        Where it goes; ``report.html`` (or ``.xlsx``, ``.md``, or the folder ``tables``) in the first folder if left
        out.
    contact : str, optional
        Whom to ask about the report, such as "Hub planning, planning@example.police.uk". It stands beside the date.
    progress : callable, optional
        As for `simcall.run`, while runs and comparisons are made again.

    Returns
    -------
    Path
        The file, or the folder of tables.

    Raises
    ------
    ResultsError
        If a folder is not whole, or not simcall's, its figures cannot be made again, or the report cannot be written.
    SimcallError
        If there is no such format, the name of `out` does not end as its format does, or the contact is not one line.
    """
    form = form_of(format, out)
    if contact is not None and not (contact.isprintable() and contact.strip()):
        raise SimcallError("a contact is one line of text, such as a team and its e-mail address")
    paths = [Path(results)] if isinstance(results, str | os.PathLike) else [Path(path) for path in results]
    if not paths:
        raise SimcallError("a report needs a folder of results; name one")
    folders = _opened(paths)
    if form == TABLES:
        return _tables(folders, out, progress, contact)
    path = Path(out) if out is not None else folders[0].path / f"report.{form}"
    check_own(path, form)
    _write(document_of(folders, progress, contact), form, path)
    return path


def _tables(
    folders: Sequence[Folder],
    out: str | os.PathLike[str] | None,
    progress: Progress | None,
    contact: str | None,
) -> Path:
    """Write a folder of tables; return where it is."""
    from simcall.report.tables import write_tables

    path = Path(out) if out is not None else folders[0].path / TABLES
    write_tables(folders, path, _written_by(contact), progress)
    return path


def form_of(form: str | None, out: str | os.PathLike[str] | None) -> str:
    """Return the format that is asked for, or that a file's name ends in; a name of another ending would mislead.

    Tables are a folder, which may have any name but that of a report.

    Raises
    ------
    SimcallError
        If there is no such format, or the file's name does not end as it does.
    """
    if form not in (None, *FORMATS, TABLES):
        raise SimcallError(f'there is no report in the format "{form}"; there is {", ".join((*FORMATS, TABLES))}')
    if out is None:
        return form or FORMATS[0]
    ending = Path(out).suffix.lower().removeprefix(".")
    if form == TABLES:
        if ending in FORMATS:
            raise SimcallError(f"{out}: --format tables writes a folder; name one without the ending .{ending}")
        return form
    if ending not in FORMATS:
        raise SimcallError(f"{out}: a report ends in {_ENDINGS}")
    if form not in (None, ending):
        raise SimcallError(f"{out}: a report in the format {form} ends in .{form}")
    return ending


def _opened(paths: Sequence[Path]) -> list[Folder]:
    """Open all folders, or say of each that cannot be opened why not."""
    folders, refused = [], []
    for path in paths:
        try:
            folders.append(open_results(path))
        except ResultsError as error:
            refused.append(str(error))
    if refused:
        raise ResultsError("\n".join(dict.fromkeys(refused)))
    return folders


def document_of(folders: Sequence[Folder], progress: Progress | None = None, contact: str | None = None) -> Document:
    """Return what a report on some folders says."""
    parts = tuple(_part(folder, f"p{number}", progress) for number, folder in enumerate(folders, start=1))
    title = parts[0].title if len(parts) == 1 else f"{len(parts)} results beside each other"
    return Document(title, _written_by(contact), parts)


def _written_by(contact: str | None) -> str:
    """Say by which version it is written, when, and whom to ask."""
    now, version = datetime.now(UTC), program()["versions"]["simcall"]
    written_by = f"Written by simcall {version} on {now.day} {now:%B %Y}."
    return f"{written_by} Contact: {contact.strip()}" if contact else written_by


def _part(folder: Folder, prefix: str, progress: Progress | None) -> Part:
    match folder.kind:
        case "run":
            from simcall.report.of_run import of_run

            return of_run(folder, prefix, progress)
        case "comparison":
            from simcall.report.of_comparison import of_comparison

            return of_comparison(folder, prefix, progress)
        case "explanation":
            from simcall.report.of_explanation import of_explanation

            return of_explanation(folder, prefix)
        case "staffing":
            from simcall.report.of_staffing import of_staffing

            return of_staffing(folder, prefix)
        case "design":
            from simcall.report.of_rota_design import of_rota_design

            return of_rota_design(folder, prefix)
        case "sweep":
            from simcall.report.of_sweep import of_sweep

            return of_sweep(folder, prefix)
        case "assumptions":
            from simcall.report.of_assumptions import of_assumptions

            return of_assumptions(folder, prefix)
        case _:
            from simcall.report.of_calibration import of_calibration

            return of_calibration(folder, prefix)


def _write(document: Document, form: str, path: Path) -> None:
    """Write a document beside its place, and put it there."""
    write = _writer(form)
    try:
        with whole_file(path) as fresh:
            write(document, fresh)
            seal_report(fresh)
    except OSError as error:
        raise ResultsError(
            Advice(f"{path}: the report could not be written ({error.strerror or error}); ", ANOTHER_FILE)
        ) from error


def _writer(form: str) -> Callable[[Document, Path], None]:
    """Return what writes a format; each brings a library of its own."""
    match form:
        case "html":
            from simcall.report.html import write
        case "xlsx":
            from simcall.report.workbook import write
        case _:
            from simcall.report.markdown import write
    return write
