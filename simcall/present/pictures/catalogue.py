"""One picture of a run by its name, as `simcall plot` is asked for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcall.errors import SimcallError
from simcall.files.messages import nearest
from simcall.inputs.periods import GATHERINGS
from simcall.measures.definitions import DUTY_HOURS, MEASURES, MEASURES_OF
from simcall.present.pictures.backlog import with_backlog
from simcall.present.pictures.plots import DRAWINGS, Plots
from simcall.present.pictures.run import (
    Picture,
    answer_times,
    backlog,
    by_period,
    demand_and_staff,
    duty_hours,
    queue,
    week_map,
)

if TYPE_CHECKING:
    from simcall.measures.run_numbers import RunNumbers
    from simcall.scenario import Scenario

__all__ = ["Choice", "choose"]

WEEK_MAP = "week-map:"
BACKLOG = "backlog"
"""What is drawn of work, all lines together, and by period as a measure is."""
QUEUE = "queue"
"""What is drawn line by line alone: a grade has a queue for each of its lines."""


@dataclass(frozen=True)
class Choice:
    """A picture that a scenario has.

    Attributes
    ----------
    picture_name : str
        A measure, ``week-map:`` and a measure, or another drawing.
    of : str
        "line", "group", or "" for a drawing of everything.
    names : tuple of str
        The lines or groups, a panel for each.
    by : str or None
        Of a measure, by what; None for what is drawn in one way only.
    """

    picture_name: str
    of: str
    names: tuple[str, ...]
    by: str | None

    def picture(self, results: RunNumbers) -> Picture:
        """Return the picture of a run."""
        plots = Plots(results)
        drawings: dict[str, Callable[[], Picture]] = {
            "answer_times": lambda: answer_times(results, plots, self.names),
            "demand_and_staff": lambda: demand_and_staff(results, plots),
            DUTY_HOURS.name: lambda: duty_hours(results, plots, self.names),
            QUEUE: lambda: queue(results, plots, self.names),
        }
        if self.by is not None and self.picture_name == BACKLOG:
            return backlog(results, plots, self.names, self.by)
        if self.by is not None:
            return by_period(results, plots, self.picture_name, self.names, self.by, self.of)
        if self.picture_name.startswith(WEEK_MAP):
            return week_map(results, plots, self.picture_name.removeprefix(WEEK_MAP), self.names, self.of)
        return drawings[self.picture_name]()


def choose(
    scenario: Scenario, picture_name: str, *, line: str | None = None, group: str | None = None, by: str | None = None
) -> Choice:
    """Find the picture of a name, before anything is simulated.

    Parameters
    ----------
    scenario : Scenario
        The scenario with the lines and groups.
    picture_name : str
        Any measure, ``"answer_times"``, ``"backlog"``, ``"demand_and_staff"``, ``"duty_hours"``, ``"queue"``, or
        ``"week-map:"`` and a measure.
    line, group : str, optional
        The line or group; by default, all that have the measure. A grade may stand in place of a line.
    by : str, optional
        The period by which a measure is drawn; by default, the hour of the week.

    Raises
    ------
    SimcallError
        If a name is unknown (the message gives the nearest), or two arguments contradict each other.
    """
    name = _known(picture_name)
    of = _of(name)
    names_by_kind = {"line": line, "group": group}
    for kind in {"line", "group"} - {of}:
        if names_by_kind[kind] is not None:
            instead = f"; name a {of} with --{of}" if of else ", but of all of them together"
            raise SimcallError(f"{name} is not of a {kind}{instead}")
    names = _names(scenario, name, of, names_by_kind[of]) if of else ()
    return Choice(name, of, names, _gathering(name, by))


def _known(picture_name: str) -> str:
    """Return the name of a picture, or refuse it with the nearest name."""
    pictures = [name for name in DRAWINGS if name != "week_map"]
    names = [*pictures, *MEASURES, *(WEEK_MAP + name for name in MEASURES)]
    if picture_name in names or picture_name.removeprefix(WEEK_MAP) in MEASURES:  # some measures are not listed
        return picture_name
    raise _no_such(
        "picture", picture_name, names, f"there are {', '.join(names[: -len(MEASURES)])}, and {WEEK_MAP}<measure>"
    )


def _of(picture_name: str) -> str:
    measure = picture_name.removeprefix(WEEK_MAP)
    if measure == "demand_and_staff":
        return ""
    return "group" if measure in MEASURES_OF["group"] else "line"


def _names(scenario: Scenario, picture_name: str, of: str, chosen: str | None) -> tuple[str, ...]:
    """Return the chosen line or group, or by default all that have the measure."""
    available = list(scenario.lines if of == "line" else scenario.groups)
    if chosen is not None:
        grades = list(scenario.grades) if of == "line" and picture_name != QUEUE else []
        if chosen not in (*available, *grades):
            raise _no_such(of, chosen, [*available, *grades], f"there are {', '.join((*available, *grades))}")
        return (chosen,)
    if picture_name == BACKLOG:
        return _work(scenario)
    measure = MEASURES.get(picture_name.removeprefix(WEEK_MAP))
    if measure is not None and measure.needs_target:
        return tuple(name for name in available if scenario.lines[name].answer_target) or tuple(available)
    return tuple(available)


def _work(scenario: Scenario) -> tuple[str, ...]:
    names = with_backlog(scenario)
    if not names:
        raise SimcallError(
            f"{BACKLOG} is of work, and the scenario has none; name a phone line with --line, or draw queue"
        )
    return names


def _gathering(picture_name: str, by: str | None) -> str | None:
    """Return the period by which a measure is drawn."""
    if picture_name not in MEASURES and picture_name != BACKLOG:
        if by is not None:
            raise SimcallError(f"{picture_name} is not drawn by {by}; --by goes with a measure")
        return None
    if by is not None and by not in GATHERINGS:
        raise _no_such("--by", by, list(GATHERINGS), f"choose one of {', '.join(GATHERINGS)}")
    return by or (None if picture_name in DRAWINGS and picture_name != BACKLOG else "hour_of_week")


def _no_such(kind: str, word: str, choices: Sequence[str], otherwise: str) -> SimcallError:
    nearest_word = nearest(word, choices)
    return SimcallError(
        f'there is no {kind} "{word}"; ' + (f'did you mean "{nearest_word}"?' if nearest_word else otherwise)
    )
