"""Give each team of a rota its people, where a rota names teams in place of people."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from simcall.files.messages import listed, quoted
from simcall.files.text import BadFileError
from simcall.scenario.reading.rosters.columns import folded
from simcall.scenario.reading.rosters.findings import Findings, Stretch
from simcall.scenario.reading.rosters.options import RosterOptions

__all__ = ["with_people_of_teams"]

_COLOUR = "red|blue|green|yellow|white|black|amber|orange|purple|gold|silver|grey|brown|pink"
_WORD = "team|watch|relief|crew|block|group|section|squad|rota|line"
_TEAM = re.compile(
    rf"[a-z]|(?:{_WORD})\s*-?\s*(?:[a-z]|\d{{1,2}}|{_COLOUR})|(?:[a-z]|\d{{1,2}}|{_COLOUR})\s*(?:{_WORD})", re.ASCII
)


def with_people_of_teams(
    duties: Sequence[Stretch], options: RosterOptions, findings: Findings, *, letters_are_teams: bool
) -> list[Stretch]:
    """Return the duties of everybody in the teams; those of people are returned as they are.

    Parameters
    ----------
    duties : sequence of Stretch
        As `assembled` returns them.
    options : RosterOptions
        Their ``people`` says how many are in each team.
    findings : Findings
        Receives the question how many there are.
    letters_are_teams : bool
        Whether A and B are teams; in a column of people they may be anybody.

    Raises
    ------
    BadFileError
        If the planner gives people to teams, and the rota names none.
    """
    names = dict.fromkeys(duty.person for duty in duties)
    if not _are_teams(names, letters_are_teams=letters_are_teams):
        if options.people is not None and names:
            raise BadFileError("people is for teams, but this rota names people; leave people out")
        return list(duties)
    people = dict.fromkeys(names, options.people) if isinstance(options.people, int) else dict(options.people or {})
    if missing := [name for name in names if name not in people]:
        findings.questions.append(_question(missing))
    return [duty for each in duties for duty in _of_everybody(each, people)]


def _are_teams(names: Collection[str], *, letters_are_teams: bool) -> bool:
    """Tell names of teams, such as A to E or Red Watch, from those of people."""
    fewest = 1 if letters_are_teams else 2
    return len(names) > 1 and all(len(name) >= fewest and _TEAM.fullmatch(folded(name)) for name in names)


def _of_everybody(duty: Stretch, people: Mapping[str, int]) -> list[Stretch]:
    number = people.get(duty.person, 1)
    if number == 1:
        return [duty]
    return [duty._replace(person=f"{duty.person} {member}") for member in range(1, number + 1)]


def _question(teams: Sequence[str]) -> str:
    first, *_ = teams
    return (
        f"How many people are in {listed(list(teams))}? These seem to be teams; write people = 8, or people = "
        f"{{ {quoted(first)} = 8 }} with a number for each. If each is one person, write people = 1"
    )
