"""How a planner's files are read: the answers that an import keeps beside the scenario for next month."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import BaseModel, ConfigDict, ValidationError

from simcall.errors import SimcallError
from simcall.files.text import BadFileError, beside, read_text
from simcall.sheets.dates import DateOrder

__all__ = ["ANSWERS", "ImportAnswers", "answers_text", "read_answers"]

ANSWERS = "observed/import.toml"
"""In a folder of its own: every TOML file beside the scenario should be a scenario."""
_LIMIT_MB = 1
_ROSTER = "--roster."
"""The beginning of answers to questions about a rota: ``--answer roster.people=8``."""
_HEADING = (
    "Your answers to simcall import. Next month, give the new files and the same folder:",
    "  simcall import FILE... --out THIS_FOLDER",
    "If an option of the command differs from this file, the option counts.",
)


@dataclass(frozen=True)
class ImportAnswers:
    """What a planner has said about their files.

    Attributes
    ----------
    lines : mapping of str to str or sequence of str
        The queue of the files that each line of the scenario is, or several; none: every queue is a line.
    columns : mapping of str to str
        What a column holds, where its name does not say it.
    zone : str or None
        The time zone of the export's clock; None: the centre's.
    local_zone : str or None
        The time zone of the centre; None: that of the United Kingdom.
    dates : str or None
        The order of day, month and year.
    choices : mapping of str to str
        Answers to other questions, by their options.
    keep : tuple of date
        Days that look faulty and are kept.
    staff : str or None
        The rota: a path from the current folder; in the file, one from the folder of the import.
    """

    lines: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    zone: str | None = None
    local_zone: str | None = None
    dates: DateOrder | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    keep: tuple[date, ...] = ()
    staff: str | None = None

    @property
    def reading_choices(self) -> dict[str, str]:
        """The answers to questions of the exports."""
        return {option: choice for option, choice in self.choices.items() if not option.startswith(_ROSTER)}

    def roster(self, file: str | None) -> dict[str, Any] | None:
        """Return the rota as a scenario names it, with the answers to its own questions; None if there is none.

        Parameters
        ----------
        file : str or None
            The rota, from the folder of the scenario.
        """
        keys = {
            option.removeprefix(_ROSTER): text for option, text in self.choices.items() if option.startswith(_ROSTER)
        }
        return None if file is None else {"file": file, **{key: _toml_value(text) for key, text in keys.items()}}

    def laid_over(self, earlier: ImportAnswers) -> ImportAnswers:
        """Return these answers, and earlier ones where these say nothing."""
        return replace(
            self,
            lines=self.lines or earlier.lines,
            columns={**earlier.columns, **self.columns},
            zone=self.zone or earlier.zone,
            local_zone=self.local_zone or earlier.local_zone,
            dates=self.dates or earlier.dates,
            choices={**earlier.choices, **self.choices},
            keep=tuple(sorted({*earlier.keep, *self.keep})),
            staff=self.staff or earlier.staff,
        )


def _toml_value(text: str) -> Any:
    """Read a value as a scenario writes it; anything else is text, so that text needs no quotes in a shell."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


class _Written(BaseModel):
    """The answers as the file has them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lines: dict[str, str | tuple[str, ...]] = {}
    columns: dict[str, str] = {}
    zone: str | None = None
    local_zone: str | None = None
    dates: DateOrder | None = None
    choices: dict[str, str] = {}
    keep: tuple[date, ...] = ()
    staff: str | None = None


def answers_text(answers: ImportAnswers) -> str:
    """Return the answers as a TOML file; what was not said is left out."""
    document = tomlkit.document()
    for line in _HEADING:
        document.add(tomlkit.comment(line))
    values: dict[str, Any] = {
        "zone": answers.zone,
        "local_zone": answers.local_zone,
        "dates": answers.dates,
        "staff": answers.staff,
        "keep": list(answers.keep),
        "lines": {line: queues if isinstance(queues, str) else list(queues) for line, queues in answers.lines.items()},
        "columns": dict(answers.columns),
        "choices": dict(answers.choices),
    }
    for key, value in values.items():
        if value:
            document[key] = value
    return tomlkit.dumps(document)


def read_answers(folder: Path) -> ImportAnswers:
    """Return the answers of an earlier import into a folder; none if there was no import.

    Raises
    ------
    SimcallError
        If the file cannot be read, or holds something else.
    """
    path = folder / ANSWERS
    if not path.is_file():
        return ImportAnswers()
    try:
        written = _Written.model_validate(tomllib.loads(read_text(str(path), "a file of answers", _LIMIT_MB)))
    except (BadFileError, tomllib.TOMLDecodeError) as error:
        raise SimcallError(f"{path}: cannot be read ({error}); correct it, or remove it and answer again") from error
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, fault["loc"]))
        raise SimcallError(f"{path}: {where}: {fault['msg']}; correct it, or remove it and answer again") from error
    answers = ImportAnswers(**dict(written))
    return answers if answers.staff is None else replace(answers, staff=beside(str(folder), answers.staff))
