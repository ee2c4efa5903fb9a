"""The scenario of an import as it loads: what the page shows of it, and what Python holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from simcall.errors import Problem, ScenarioError
from simcall.files.advice import Advice, Give
from simcall.files.scratch import scratch_folder
from simcall.observed.saved import SCENARIO
from simcall.present.imported.scenario_files import Span, scenario_files
from simcall.scenario import Scenario, load
from simcall.scenario.models.quantities import plain_duration
from simcall.scenario.models.staffing import DatedHeadcount, RosterDuty
from simcall.studies.imported import ImportNumbers

__all__ = ["measured_scenario", "span_of", "write_texts"]

_HINT = Advice("To answer a question about the rota, give its key, for example: ", Give("--answer", "roster.people=8"))


def measured_scenario(numbers: ImportNumbers) -> Scenario:
    """Return the scenario, complete and checked like any that is loaded from a file.

    It runs over the days of the files. With a rota, it runs only over the days that the rota covers too: on the others
    nobody would be on duty.

    Raises
    ------
    ScenarioError
        If the rota that was named cannot be read.
    """
    scenario = _loaded(numbers, None)
    span = _span_with_rota(scenario, Span(numbers.measured.start, numbers.measured.end))
    return scenario if span == span_of(scenario) else _loaded(numbers, span)


def span_of(scenario: Scenario) -> Span:
    """Return when the scenario of an import runs."""
    first = scenario.start
    return Span(first, first + timedelta(days=scenario.days), plain_duration(scenario.warm_up))


def _span_with_rota(scenario: Scenario, files: Span) -> Span:
    """Return the days that the files and a dated rota both cover; those of the files if there are none."""
    duties = [
        duty
        for group in scenario.groups.values()
        for duties in (group.roster.duties if group.roster else (), group.headcount_by_date or ())
        for duty in duties
    ]
    if not duties:
        return files
    # The day before the start is the warm-up, for which people must be there too.
    begins = [_begin(duty) for duty in duties]
    first = max(files.start, min(begins).date() + timedelta(days=1))
    last = min(files.end, max(begins).date() + timedelta(days=1))
    return Span(first, last, _warm_up(min(begins), first)) if first < last else files


def _warm_up(first_duty: datetime, start: date) -> str:
    """Return a day, or the time from the rota's first duty to the start if that is shorter."""
    ahead = datetime.combine(start, time()) - first_duty
    return plain_duration(min(ahead, timedelta(days=1)).total_seconds())


def _begin(duty: RosterDuty | DatedHeadcount) -> datetime:
    return duty.start if isinstance(duty, RosterDuty) else duty.begins


def _loaded(numbers: ImportNumbers, span: Span | None) -> Scenario:
    staff = None if numbers.answers.staff is None else Path(numbers.answers.staff).resolve().as_posix()
    roster = numbers.answers.roster(staff)
    with scratch_folder() as scratch:
        write_texts(scenario_files(numbers.name, numbers.observations, numbers.measured, roster, span), scratch)
        try:
            return load(scratch / SCENARIO)
        except ScenarioError as error:
            raise ScenarioError(_problems(error, scratch)) from error


def _problems(error: ScenarioError, scratch: Path) -> list[Problem]:
    """Return the problems without the file in the scratch folder, which is gone when the planner reads them."""
    own = str(scratch / SCENARIO)
    problems = [replace(each, file=SCENARIO if each.file == own else each.file) for each in error.problems]
    asks = any(problem.path.endswith(".roster") and "?" in problem.message for problem in problems)
    return [*problems, *([Problem("", "", _HINT)] if asks else [])]


def write_texts(texts: dict[str, str], folder: Path) -> None:
    """Write texts into a folder, by their names in it."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
