"""The questions of `simcall new`, with what may be answered, and the default of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from simcall.errors import Problem
from simcall.scenario.models.quantities import format_duration, parse_date, parse_duration, plain_duration

__all__ = ["QUESTIONS", "Answer", "Question", "Target", "read_all", "read_start"]

_MOST_CALLS = 100_000
_MOST_PEOPLE = 1_000
_LONGEST_S = 86_400
_NUMBER = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d*)?", re.ASCII)
_TARGET = re.compile(r"(?P<share>\d+(?:\.\d+)?)\s*%?\s*(?:with)?in\s+(?P<within>.+)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """How soon calls should be answered.

    Attributes
    ----------
    within : str
        The time in which they should be answered.
    share : float
        The share of calls, from 0 to 1.
    """

    within: str
    share: float


Answer = float | int | str | Target | None
"""A number of calls or people, a share, a length of time, a target, or no target."""


@dataclass(frozen=True)
class Question:
    """A question of `simcall new`.

    Attributes
    ----------
    key : str
        Its name in the template; with hyphens, its option.
    text : str
        The question.
    where : str
        One line: what is meant, and where a planner finds it.
    default : str
        The default answer, as it would be typed.
    read : callable
        Reads an answer; a ValueError says what is wrong with it.
    paths : tuple of str
        The values of the scenario that it sets.
    source : str
        Where the default is from. A default is assumed, unless it is a `standard`.
    standard : bool
        Whether the default is a published standard, not somebody's estimate.
    """

    key: str
    text: str
    where: str
    default: str
    read: Callable[[str], Answer]
    paths: tuple[str, ...]
    source: str
    standard: bool = False

    @property
    def option(self) -> str:
        """The option that answers it."""
        return f"--{self.key.replace('_', '-')}"


def _number(text: str, unit: str, most: float) -> float:
    if not _NUMBER.fullmatch(text.strip()):
        raise ValueError(f"not a number of {unit}; give one such as 12")
    number = float(text.replace(",", ""))
    if number > most:
        raise ValueError(f"more than {most:,} {unit}")
    return number


def _calls(text: str) -> Answer:
    number = _number(text, "calls a day", _MOST_CALLS)
    return int(number) if number == int(number) else number


def _people(text: str) -> Answer:
    number = _number(text, "people", _MOST_PEOPLE)
    if number != int(number):
        raise ValueError("give a whole number of people; part-timers go into the rota in the file")
    return int(number)


def _share(text: str) -> Answer:
    plain = text.strip()
    share = _per_cent(plain.removesuffix("%").rstrip(), plain.endswith("%"))
    if share == 1:
        raise ValueError("with 100 % nobody is on duty; give less")
    return share


def _per_cent(text: str, is_marked: bool) -> float:
    """Read a percentage. A number under 1 needs the % sign, because it might be meant as a share."""
    number = _number(text, "per cent", 100)
    if 0 < number < 1 and not is_marked:
        raise ValueError(f"is that {100 * number:g} % or {number:g} %? Write it with a %")
    return round(number / 100, 6)


def _time(text: str) -> str:
    seconds = parse_duration(text)
    if not 1 <= seconds <= _LONGEST_S:
        raise ValueError("give a time from 1 s to 1 day")
    plain = plain_duration(seconds)
    return plain if parse_duration(plain) == seconds else format_duration(seconds)


def _target(text: str) -> Answer:
    if text.strip().lower() == "none":
        return None
    match = _TARGET.fullmatch(text.strip())
    if match is None:
        raise ValueError('not a target; write one such as "90 % in 10 s", or none')
    share = _per_cent(match["share"], "%" in text)
    if not re.search(r"[A-Za-z]", match["within"]):
        raise ValueError('the time needs a unit; write one such as "90 % in 10 s", or none')
    if not share:
        raise ValueError('0 % is not a target; write one such as "90 % in 10 s", or none')
    return Target(_time(match["within"]), share)


_ROUND = "a round figure for a first look, not from any force; replace it by your own"

QUESTIONS: tuple[Question, ...] = (
    Question(
        "calls_999",
        "Calls to 999 a day",
        "All calls offered, answered or not: the phone system's count for a usual month, divided by its days.",
        "400",
        _calls,
        ("lines.999.demand.calls_per_day",),
        _ROUND,
    ),
    Question(
        "calls_101",
        "Calls to 101 a day",
        "Counted in the same way as 999.",
        "700",
        _calls,
        ("lines.101.demand.calls_per_day",),
        _ROUND,
    ),
    Question(
        "early",
        "Handlers on an early, 06:00 to 14:00",
        "As planned on an ordinary weekday, including people who will be absent. You can change weekends in the file.",
        "16",
        _people,
        ("groups.handlers.rota.fixed.early_weekday",),
        _ROUND,
    ),
    Question(
        "late",
        "Handlers on a late, 14:00 to 22:00",
        "From the same rota.",
        "18",
        _people,
        ("groups.handlers.rota.fixed.late_weekday",),
        _ROUND,
    ),
    Question(
        "night",
        "Handlers on a night, 22:00 to 06:00",
        "From the same rota.",
        "8",
        _people,
        ("groups.handlers.rota.fixed.night_weekday",),
        _ROUND,
    ),
    Question(
        "absence",
        "Share of handlers who are absent",
        "On the rota, but on leave, sick, in training or on other work. Compare the rota with who logged on.",
        "20 %",
        _share,
        ("groups.handlers.absence.probability",),
        "simcall's own guess; no force publishes it",
    ),
    Question(
        "officers",
        "Police officers who help with 999 from 16:00 to midnight",
        "0 for none.",
        "0",
        _people,
        ("groups.officers.headcount", "groups.officers.rota.fixed.evening_weekday"),
        "none by default",
    ),
    Question(
        "target_999",
        "Target for 999",
        "The share of calls to answer, and in what time. Type none for no target.",
        "90 % in 10 s",
        _target,
        ("lines.999.answer_target",),
        "national standard for England, Wales and Northern Ireland",
        standard=True,
    ),
    Question(
        "target_101",
        "Target for 101",
        "Your force's own target; there is no national one.",
        "80 % in 30 s",
        _target,
        ("lines.101.answer_target",),
        "one force's own target; there is no national one",
    ),
    Question(
        "handling_999",
        "Mean handling time of a 999 call",
        "Talk and wrap-up together; the phone system calls it mean or average handling time.",
        "7 min",
        _time,
        ("lines.999.handling.mean",),
        "about 7 minutes is what one force has published (Dorset)",
    ),
    Question(
        "handling_101",
        "Mean handling time of a 101 call",
        "The same for 101.",
        "10 min",
        _time,
        ("lines.101.handling.mean",),
        "general knowledge, 8 to 12 minutes; no force publishes it",
    ),
    Question(
        "patience_999",
        "Mean patience of 999 callers",
        "How long they wait before they hang up. Few forces know this; here it makes little difference.",
        "20 min",
        _time,
        ("lines.999.patience.mean",),
        "999 callers wait a long time; no force publishes how long",
    ),
    Question(
        "patience_101",
        "Mean patience of 101 callers",
        "Roughly the mean wait of all calls divided by the share abandoned: 60 s / 10 % = 10 min.",
        "14 min",
        _time,
        ("lines.101.patience.mean",),
        "mean wait divided by abandonment rate, as other forces publish them: 8 to 23 minutes, with a median of 14",
    ),
)
"""In the order in which they are asked."""


def read_all(answers_typed: Mapping[str, str | None]) -> tuple[dict[str, Answer], list[Problem]]:
    """Read the answers that options give, by key; None where an option was not given.

    Returns
    -------
    answers : dict
        Those that can be read.
    problems : list of Problem
        One for each that cannot.
    """
    answers: dict[str, Answer] = {}
    problems: list[Problem] = []
    for question in QUESTIONS:
        text = answers_typed.get(question.key)
        if text is None:
            continue
        try:
            answers[question.key] = question.read(text)
        except ValueError as error:
            problems.append(Problem(question.option, "", f'"{text}": {error}'))
    return answers, problems


def read_start(text: str | None, today: date) -> date:
    """Return the first day that is measured: the next Monday, on which rotas begin, unless one is given."""
    return today + timedelta(days=7 - today.weekday()) if text is None else parse_date(text)
