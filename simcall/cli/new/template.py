"""The text of a first scenario, and of the files beside it, from what was answered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources

from simcall.cli.new.questions import QUESTIONS, Answer, Question, Target
from simcall.scenario.models.quantities import format_duration, parse_duration

__all__ = ["Hub", "profile_name", "profiles_of", "scenario_text"]

_LINES = ("999", "101")
_SPREAD = {"999": 1.0, "101": 1.5}
"""The standard deviation of handling divided by its mean, as measured at one real emergency centre."""


@dataclass(frozen=True)
class Hub:
    """A hub, as far as the user has described it.

    Attributes
    ----------
    name : str
        The scenario's name, as the user typed it.
    stem : str
        The name of its file, without the ending.
    start : date
        The first day that is measured.
    given : mapping
        The user's answers, by the question's key; the defaults hold for the rest.
    measured : bool
        Whether the user says that these answers come from reports and rotas.
    flat : bool
        Whether every hour has as many calls.
    """

    name: str
    stem: str
    start: date
    given: Mapping[str, Answer]
    measured: bool
    flat: bool

    def answer(self, question: Question) -> Answer:
        """Return the user's answer, or the default."""
        return self.given[question.key] if question.key in self.given else question.read(question.default)


def profile_name(hub: Hub, line: str) -> str:
    """Return the path of a line's week profile, relative to the scenario. Each line has a file of its own."""
    return f"profiles/{hub.stem}-{line}.csv"


def profiles_of(hub: Hub) -> dict[str, str]:
    """Return the texts of the files that a scenario needs beside it, by name."""
    if hub.flat:
        return {}
    shipped = resources.files("simcall.cli.new") / "profiles"
    return {profile_name(hub, line): (shipped / f"{line}.csv").read_text(encoding="utf-8") for line in _LINES}


def scenario_text(hub: Hub) -> str:
    """Return a scenario file in which every value has its comment and its source."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("simcall.cli.new", "."),
        autoescape=False,  # this is TOML; `_quoted` writes the only text that the user gives
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    answers = {question.key: hub.answer(question) for question in QUESTIONS}
    return environment.get_template("hub.toml.jinja").render(
        name=_quoted(hub.name),
        file=f"{hub.stem}.toml",
        start=hub.start.isoformat(),
        flat=hub.flat,
        provenance=list(_provenance(hub)),
        **{key: _written(answer) for key, answer in answers.items()},
        **{f"profile_{line}": profile_name(hub, line) for line in _LINES},
        **{f"handling_{line}_sd": _deviation(str(answers[f"handling_{line}"]), line) for line in _LINES},
    )


def _quoted(text: str) -> str:
    """Write printable text as TOML's basic strings have it, which JSON's are too."""
    return json.dumps(text, ensure_ascii=False)


def _written(answer: Answer) -> object:
    if isinstance(answer, Target):
        return f'{{ within = "{answer.within}", share = {answer.share} }}'
    return answer


def _deviation(mean: str, line: str) -> str:
    return format_duration(round(_SPREAD[line] * parse_duration(mean), 3))


def _provenance(hub: Hub) -> Iterator[tuple[str, str, str]]:
    """Yield path, kind and source of each value that a question sets."""
    for question in QUESTIONS:
        answer = hub.answer(question)
        kind, source = _kind(question, hub)
        for path in question.paths if answer is not None else ():
            if question.key != "officers" or path.endswith("headcount") == (answer == 0):
                yield path, kind, _quoted(source)


def _kind(question: Question, hub: Hub) -> tuple[str, str]:
    if question.key not in hub.given:
        return ("published" if question.standard else "assumed"), question.source
    if hub.measured:
        return "measured", "our own figure; name the report or the rota here"
    return "given", "given by you to simcall new; name the report or the rota here, and write measured for given"
