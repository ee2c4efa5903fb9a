"""A scenario with overrides as a file that extends the one that it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from simcall.errors import ScenarioError, SimcallError
from simcall.files.messages import shown
from simcall.files.whole import whole_file
from simcall.present.imported.entries import Entry, Source, scenario_text
from simcall.scenario import Scenario, load
from simcall.scenario.models.paths import KeyPath, parse_path
from simcall.scenario.reading.overrides import Overrides, overrides_by_path

__all__ = ["changed_text", "write_changed"]

_HEADING = """\
Written by simcall page on {date}. It extends {extends} and changes what stands below.
To get its figures:

  simcall run {file}"""
_CLOSING = "Where the changed values come from. The scenario that this file extends says where all others come from."
_ROTA = "set in the rota of simcall page on {date}"
_LEVER = "a lever of simcall page, {date}"
_WITHOUT_MEANING = {"name", "description", "provenance"}
"""Two scenarios that differ only in these simulate the same."""


def changed_text(extends: str, overrides: Overrides, name: str, file: str) -> str:
    """Return the text of a scenario file that says what overrides say.

    Parameters
    ----------
    extends : str
        The scenario that it extends, relative to the new file.
    overrides : mapping or iterable of str
        As for `load`.
    name : str
        The name of the new scenario.
    file : str
        The new file.
    """
    today = datetime.now(UTC)
    date = f"{today.day} {today:%B %Y}"
    heading = _HEADING.format(date=date, extends=extends, file=file)
    return scenario_text(heading, list(_entries(extends, overrides, name, date)), _CLOSING)


def _entries(extends: str, overrides: Overrides, name: str, date: str) -> Iterator[Entry]:
    yield Entry((), "name", name)
    yield Entry((), "extends", extends)
    values = overrides_by_path(overrides, "the page", [])
    paths = [(parse_path(text), value) for text, value in values.items()]
    for path, value in sorted(paths, key=lambda pair: pair[0][:-1]):  # the entries of a table follow each other
        source = _source(path, value, date)
        yield Entry(path[:-1], path[-1], value, source)


def _source(path: KeyPath, value: object, date: str) -> Source:
    if "roster" in path and isinstance(value, Mapping):
        return Source("given", f"the duty sheet {value.get('file')}, read on {date}")
    return Source("given", _ROTA.format(date=date)) if "rota" in path else Source("assumed", _LEVER.format(date=date))


def write_changed(text: str, path: Path, expected: Scenario, *, replace: bool) -> None:
    """Write the text of a changed scenario, whole, if it holds the scenario that it should.

    Parameters
    ----------
    text : str
        As `changed_text` gives it.
    path : Path
        Where to write.
    expected : Scenario
        The scenario that the file is to hold, but for its name and sources.
    replace : bool
        Whether another file may be replaced.

    Raises
    ------
    SimcallError
        If there is another file and it is not to be replaced, if the file would hold another scenario, or if it cannot
        be written.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise SimcallError(f"{shown(path.name)} is not a file that simcall can write; enter another name")
    if path.exists() and not replace:
        raise SimcallError(f"{shown(path.name)} is there already; tick the box to replace it, or enter another name")
    try:
        with whole_file(path) as fresh:
            fresh.write_text(text, encoding="utf-8", newline="\n")
            _check(fresh, expected)
    except OSError as error:
        raise SimcallError(f"{shown(path.name)} cannot be written: {error.strerror or error}") from error


def _check(fresh: Path, expected: Scenario) -> None:
    """Refuse a file that holds another scenario; nothing is then written."""
    try:
        written = load(fresh)
    except ScenarioError as error:
        raise SimcallError(f"the changes cannot be written into a file: {error}") from error
    if written.model_dump(exclude=_WITHOUT_MEANING) != expected.model_dump(exclude=_WITHOUT_MEANING):
        raise SimcallError("the changes cannot be written into a file: it would say something else than the page")
