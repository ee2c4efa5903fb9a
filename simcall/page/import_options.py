"""The options of an import as the page holds them: the same words as those of ``simcall import``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from simcall.errors import ScenarioError, SimcallError
from simcall.files.advice import Advice, Give, advice_of
from simcall.files.inline_toml import inline_toml
from simcall.observed.answers import ImportAnswers
from simcall.observed.given_answers import given_answers
from simcall.observed.observations import Question
from simcall.present.words.imported import option_of

__all__ = [
    "Option",
    "TextField",
    "answers_of",
    "as_text",
    "from_text",
    "in_fields",
    "is_accepted",
    "lines_of",
    "of_roster",
    "text_fields",
    "with_answers",
    "words_of",
    "written",
]

Option = tuple[str, str]
"""An option and what follows it: ``("--map", "Dur2=talk")``. Nothing follows ``--yes``."""

_ACCEPTED: Option = ("--yes", "")
_ONCE = ("--dates", "--zone", "--local-zone", "--yes")
_NAMED = ("--map", "--answer")
_MOST = 200
_NAMES = (*_ONCE, *_NAMED, "--line", "--keep")


@dataclass(frozen=True)
class TextField:
    """A field in which options can be written.

    Attributes
    ----------
    option : str
        The option; a field of several lines is one for each line.
    label, hint : str
        What it asks, with an example.
    value : str
        What it holds.
    """

    option: str
    label: str
    hint: str
    value: str = ""

    @property
    def name(self) -> str:
        """As a form names it."""
        return f"text_{self.option.removeprefix('--').replace('-', '_')}"

    @property
    def has_lines(self) -> bool:
        """Whether it may hold several options."""
        return self.option not in _ONCE


_FIELDS = (
    TextField("--line", "Lines and their queues", "one on each line, such as 999=999 Emergency; leave empty for all"),
    TextField("--map", "What columns hold", "one on each line, such as Dur2=talk, or Dur2=ignore to leave it out"),
    TextField("--dates", "How dates are written", "dmy, mdy or ymd"),
    TextField("--zone", "Time zone of the files", "such as UTC"),
    TextField("--local-zone", "Time zone of your centre", "leave empty for Europe/London"),
    TextField("--answer", "Answers to questions", "one on each line, such as durations=s"),
    TextField("--keep", "Days to keep although they look faulty", "one on each line, such as 2026-10-14"),
)

_STAFF = "--staff"
_OF_FILES = {_STAFF: "Your duty sheet", "--out": "Folder of the scenario"}
_LABELS = {**{each.option: each.label for each in _FIELDS}, **_OF_FILES}
"""The fields of the page by the option that says the same."""


def in_fields(text: str) -> str:
    """Return a sentence that names fields of the page in place of options."""
    return text.worded(_field_words) if isinstance(text, Advice) else text


def _field_words(way: Give) -> str:
    place = f"under {_quoted(_LABELS[way.option])}"
    if way.option == _STAFF:
        place += " on the page Your data"
    value = _quoted(way.value) if " " in way.value else way.value
    return f"{way.request or value} {place}".lstrip()


def _quoted(text: str) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}"


def lines_of(error: SimcallError) -> tuple[str, ...]:
    """Return the message of an error for the page, a line for each fault."""
    if not isinstance(error, ScenarioError):
        return tuple(in_fields(advice_of(error)).splitlines())
    return tuple(
        str(replace(problem, file=_LABELS.get(problem.file, problem.file), message=in_fields(problem.message)))
        for problem in error.problems
    )


def text_fields(options: Sequence[Option]) -> tuple[TextField, ...]:
    """Return the fields in which the options can be changed."""
    return tuple(
        TextField(each.option, each.label, each.hint, "\n".join(text for name, text in options if name == each.option))
        for each in _FIELDS
    )


def written(values: Mapping[str, str]) -> tuple[Option, ...]:
    """Return the options that the fields hold."""
    return tuple(
        (each.option, line.strip())
        for each in _FIELDS
        for line in values.get(each.name, "").splitlines()[:_MOST]
        if line.strip()
    )


def with_answers(options: Sequence[Option], values: Mapping[str, str]) -> tuple[Option, ...]:
    """Return the options with the answers that a form adds: to questions, and about faulty spells."""
    new = [*_to_questions(values), *_about_spells(values)]
    kept = [option for option in options if not any(_replaces(other, option) for other in new)]
    return (*kept, *dict.fromkeys(new))


def _to_questions(values: Mapping[str, str]) -> Iterator[Option]:
    for number in range(_MOST):
        option, choice = values.get(f"option_{number}", ""), values.get(f"choice_{number}", "").strip()
        if option and choice:
            yield option_of(Question(option, "", ()), choice)


def _about_spells(values: Mapping[str, str]) -> Iterator[Option]:
    """Yield the days to keep; once each spell is decided, the others may be left out."""
    decisions = [values.get(f"spell_{number}", "") for number in range(_count(values.get("spells", "")))]
    for number, decision in enumerate(decisions):
        if decision == "keep":
            yield from (("--keep", day) for day in values.get(f"days_{number}", "").split())
    if decisions and all(decisions):
        yield _ACCEPTED


def _count(text: str) -> int:
    return min(int(text), _MOST) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _replaces(new: Option, old: Option) -> bool:
    """Tell whether an option takes the place of an earlier one."""
    if new[0] != old[0]:
        return False
    same_name = new[1].partition("=")[0] == old[1].partition("=")[0]
    return new[0] in _ONCE or new == old or (new[0] in _NAMED and same_name)


def of_roster(keys: Mapping[str, object]) -> tuple[Option, ...]:
    """Return the answers to the questions of a duty sheet as options."""
    return tuple(("--answer", f"roster.{key}={inline_toml(value)}") for key, value in keys.items())


def answers_of(options: Sequence[Option], staff: str | None = None) -> ImportAnswers:
    """Return what the options say about the files.

    Parameters
    ----------
    options : sequence of Option
        The options.
    staff : str, optional
        The duty sheet.

    Raises
    ------
    ScenarioError
        With every option that cannot be read.
    """

    def of(name: str) -> list[str]:
        return [text for option, text in options if option == name]

    def last(name: str) -> str | None:
        return next(reversed(of(name)), None)

    return given_answers(
        lines=of("--line"),
        columns=of("--map"),
        choices=of("--answer"),
        keep=of("--keep"),
        zone=last("--zone"),
        local_zone=last("--local-zone"),
        dates=last("--dates"),
        staff=staff,
    )


def is_accepted(options: Sequence[Option]) -> bool:
    """Tell whether every faulty spell is decided."""
    return _ACCEPTED in options


def words_of(options: Sequence[Option]) -> tuple[str, ...]:
    """Return the options as a command has them."""
    return tuple(word for option in options for word in option if word)


def as_text(options: Sequence[Option]) -> str:
    """Write options into a field of a form."""
    return json.dumps(options, ensure_ascii=False)


def from_text(text: str) -> tuple[Option, ...]:
    """Read options from a field of a form.

    Raises
    ------
    SimcallError
        If it holds none.
    """
    try:
        pairs = json.loads(text or "[]")
        options = tuple((str(option), str(value)) for option, value in pairs)
    except (ValueError, TypeError, RecursionError) as error:
        raise SimcallError("the answers of this page cannot be read; begin again with the files") from error
    if len(options) > _MOST or any(option not in _NAMES for option, _ in options):
        raise SimcallError("the answers of this page cannot be read; begin again with the files")
    return options
