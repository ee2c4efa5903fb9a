"""Check a designed rota against its design file, apart from everything that makes it.

This reads nothing but tables: those of the design file, and the documents of the scenario as it was and as it is
designed. It imports nothing of simcall, so that no mistake there can hide itself here.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

Table = dict[str, Any]
Hours = tuple[int, int, tuple[tuple[float, float, float, bool], ...]]
"""Of a shift on one day: its start and length in minutes; and of its breaks the length, the window and whether paid."""

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
UNITS = {"s": 1 / 60, "min": 1, "h": 60, "day": 1440, "days": 1440}
STAFFING = {"rota", "roster", "headcount", "headcount_profile", "headcount_by_date"}
NEARLY = 1e-6
DEFAULTS: Table = {"offset": 0, "share": 1}
"""Of a team or a post, what need not be written."""


def breaches(design: Table, today: Table, designed: Table) -> list[str]:
    """Return every rule of a design file that a designed scenario breaks.

    Parameters
    ----------
    design : dict
        The tables of the design file.
    today : dict
        The document of the scenario that was designed for.
    designed : dict
        The document of the designed scenario.
    """
    wrong = list(_of_the_rest(design, today, designed))
    for name, table in design["groups"].items():
        group = DesignedGroup(name, table, today, designed)
        checks = (group.kept, group.teams, group.posts, group.kinds, group.crews, group.totals, group.working_time)
        wrong += [f"{name}: {breach}" for check in checks for breach in check()]
    return wrong


def _of_the_rest(design: Table, today: Table, designed: Table) -> Iterator[str]:
    """Find what is not designed, and changed all the same."""
    free = {"name", "description", "provenance", "shifts", "groups"}
    for key in {*today, *designed} - free:
        if today.get(key) != designed.get(key):
            yield f"{key} has changed"
    for name, shift in today.get("shifts", {}).items():
        if designed.get("shifts", {}).get(name, shift) != shift:  # one that nobody works any more may be gone
            yield f"the shift {name} has changed"
    for name in {*today["groups"], *designed["groups"]}:
        before, after = (document["groups"].get(name, {}) for document in (today, designed))
        yield from _of_group(name, before, after) if name in design["groups"] else _changed(name, before, after)


def _of_group(name: str, before: Table, after: Table) -> Iterator[str]:
    """Find what else has changed in a designed group; a headcount of 0 says that nobody is needed."""
    of_duties = {"absence", "end_of_duty"} if after.get("headcount") == 0 else set()
    if STAFFING & set(after) - ({"headcount"} if of_duties else {"rota"}):
        yield f"the group {name} is staffed in another way than by a rota"
    if STAFFING & set(before) - {"rota", "roster"}:
        before = {**before, "end_of_duty": "count"}  # nobody starts a call beyond the number, as before
    yield from _changed(name, *({k: table[k] for k in set(table) - STAFFING - of_duties} for table in (before, after)))


def _changed(name: str, before: Table, after: Table) -> Iterator[str]:
    if before != after:
        yield f"the group {name} has changed"


def minutes(duration: str) -> float:
    """Read a length of time."""
    match = re.fullmatch(r"\s*([\d.]+)\s*([a-z]+)\s*", duration)
    assert match, duration
    return float(match[1]) * UNITS[match[2]]


def clock(written: Any) -> int:
    """Read a time of day, in minutes from midnight."""
    hours, minute = str(written).split(":")[:2]
    return int(hours) * 60 + int(minute)


def pauses(breaks: list[Table]) -> tuple[tuple[float, float, float, bool], ...]:
    """Return breaks in a form that can be compared."""
    return tuple((minutes(p["length"]), minutes(p["after"]), minutes(p["before"]), bool(p.get("paid"))) for p in breaks)


def hours_on(shift: Table, day: str) -> Hours:
    """Return what a shift is on a day."""
    other = shift.get("on", {}).get(day, {})
    start = clock(other.get("start", shift["start"]))
    ends = other if {"end", "length"} & set(other) else shift
    length = minutes(ends["length"]) if "length" in ends else (clock(ends["end"]) - start - 1) % 1440 + 1
    return start, round(length), pauses(other.get("breaks", shift.get("breaks", [])))


def week_of(shift: Table) -> tuple[Hours, ...]:
    """Return what a shift is on each day of the week."""
    return tuple(hours_on(shift, day) for day in DAYS)


def paid_hours(hours: Hours) -> float:
    """Return what is paid of a shift."""
    return (hours[1] - sum(pause[0] for pause in hours[2] if not pause[3])) / 60


def days_named(name: str, first_day: date) -> frozenset[str]:
    """Return the days of a set."""
    if name in ("every", "once"):
        return frozenset(DAYS) if name == "every" else frozenset({DAYS[first_day.weekday()]})
    named: set[str] = set()
    for part in name.split(","):
        ends = [DAYS.index(day.strip()) for day in part.split("-")]
        day = ends[0]
        named.add(DAYS[day])
        while day != ends[-1]:
            day = (day + 1) % 7
            named.add(DAYS[day])
    return frozenset(named)


def starts_of(written: Any) -> set[int]:
    """Return the starts that a design file allows, in minutes."""
    if isinstance(written, list):
        return {clock(start) for start in written}
    first, last, step = clock(written["from"]), clock(written["to"]), minutes(written["step"])
    last += 0 if last > first else 1440
    return {round(first + number * step) % 1440 for number in range(math.floor((last - first) / step) + 1)}


class DesignedGroup:
    """A designed group, before and after."""

    def __init__(self, name: str, table: Table, today: Table, designed: Table) -> None:
        self.table = table
        self.shifts: Table = designed.get("shifts", {})
        self.old_shifts: Table = today.get("shifts", {})
        self.today: Table = today["groups"][name]
        self.old: Table = self.today.get("rota", {})
        self.new: Table = designed["groups"][name].get("rota", {})
        self.first_day = date.fromisoformat(str(today["start"])[:10])
        self.default_days = ["once"] if today["days"] <= 1 else ["every"]
        self.once = table.get("days", self.default_days) == ["once"]
        self.keep = {tuple(part.replace('"', "").split(".", 2)[1:]) for part in table.get("keep", [])}

    def is_kept(self, kind: str, name: str) -> bool:
        """Tell whether a team or a post is to stay."""
        return bool(self.keep & {(), (kind,), (kind, name)})

    def parts(self, rota: Table, kind: str, *, kept: bool) -> Table:
        """Return teams or posts that are to stay, or the others; a post that was not there before is another."""
        old = {name for name in self.old.get(kind, {}) if self.is_kept(kind, name)}
        return {name: part for name, part in rota.get(kind, {}).items() if (name in old) == kept}

    def in_total(self, rota: Table, kind: str) -> list[Table]:
        """Return the teams or posts that count: those that are not kept, and are there on the first day."""
        return [part for part in self.parts(rota, kind, kept=False).values() if self.is_there(part)]

    def is_there(self, part: Table) -> bool:
        """Tell whether a team or a post is there on the first day."""
        first = self.first_day.isoformat()
        return str(part.get("joins", "")) <= first < str(part.get("leaves", "9999-12-31"))

    def kept(self) -> Iterator[str]:
        """Find parts that were to stay and did not."""
        for kind in ("teams", "fixed"):
            for name, part in self.parts(self.old, kind, kept=True).items():
                if DEFAULTS | self.new.get(kind, {}).get(name, {}) != DEFAULTS | part:
                    yield f"rota.{kind}.{name} was to be kept"
        if self.new.get("teams"):
            for key in ("pattern", "starts"):
                if self.new.get(key) != self.old.get(key):
                    yield f"rota.{key} has changed"

    def teams(self) -> Iterator[str]:
        """Find teams that are not the former ones with one number of people, within its limits."""
        designed = self.parts(self.new, "teams", kept=False)
        if "team_people" not in self.table:
            yield from (f"the team {name} is neither kept nor designed" for name in designed)
            return
        limits, former = self.table["team_people"], self.parts(self.old, "teams", kept=False)
        if set(designed) != set(former):
            yield f"the teams are {sorted(designed)}, and were {sorted(former)}"
        if len({team["people"] for team in designed.values()}) > 1:
            yield "the teams differ in their people"
        for name, team in designed.items():
            if DEFAULTS | team | {"people": 0} != DEFAULTS | former.get(name, {}) | {"people": 0}:
                yield f"the team {name} has changed in more than its people"
            yield from self._within(f"the team {name}", team["people"], limits)

    def posts(self) -> Iterator[str]:
        """Find posts on shifts or days that the file does not allow."""
        sets = [days_named(name, self.first_day) for name in self.table.get("days", self.default_days)]
        for name, post in self.parts(self.new, "fixed", kept=False).items():
            if set(post) != {"shift", "days", "people"} or post["people"] < 1:
                yield f"rota.fixed.{name} is not a post with people: {post}"
            if frozenset(post["days"]) not in sets or len(set(post["days"])) < len(post["days"]):
                yield f"rota.fixed.{name} stands on {post['days']}"
            if not self._allowed(post["shift"]):
                yield f"rota.fixed.{name} is on a shift that is not in the choice: {self.shifts[post['shift']]}"

    def _allowed(self, name: str) -> bool:
        week, choice = week_of(self.shifts[name]), self.table.get("shifts")
        if isinstance(choice, list):
            return name in choice and week == week_of(self.old_shifts[name])
        if isinstance(choice, dict):
            return name in choice and week == week_of(choice[name])
        start, length, breaks = week[0]
        written = self.table.get("breaks", [])
        if isinstance(written, dict):
            written = next((own for key, own in written.items() if minutes(key) == length), None)
        return (
            len(set(week)) == 1
            and start in starts_of(self.table.get("starts", []))
            and length in {minutes(other) for other in self.table.get("lengths", [])}
            and written is not None
            and breaks == pauses(written)
        )

    def kinds(self) -> Iterator[str]:
        """Find too many kinds of shift."""
        kinds = {week_of(self.shifts[post["shift"]]) for post in self.parts(self.new, "fixed", kept=False).values()}
        if len(kinds) > self.table.get("kinds", math.inf):
            yield f"{len(kinds)} kinds of shift"

    def crews(self) -> Iterator[str]:
        """Find too few or too many people on a shift and its days."""
        crews: Counter[tuple[str, frozenset[str]]] = Counter()
        for post in self.parts(self.new, "fixed", kept=False).values():
            crews[post["shift"], frozenset(post["days"])] += post["people"]
        for (shift, days), people in crews.items():
            yield from self._within(f"{shift} on {sorted(days)}", people, self.table.get("each_shift", {}))

    def totals(self) -> Iterator[str]:
        """Find too few or too many people and paid hours, of all that is not kept."""
        for key, total in (("people", self._people), ("paid_hours", self._paid_hours)):
            limits = {
                end: total(self.old, self.old_shifts) if limit == "base" else limit
                for end, limit in self.table.get(key, {}).items()
            }
            yield from self._within(key, total(self.new, self.shifts), limits)

    def _within(self, what: str, number: float, limits: Table) -> Iterator[str]:
        if not limits.get("min", 0) - NEARLY <= number <= limits.get("max", math.inf) + NEARLY:
            yield f"{what}: {number} is not within {limits}"

    def _people(self, rota: Table, _shifts: Table) -> int:
        teams = self.in_total(rota, "teams")
        people = sum(team["people"] for team in teams if not self.once or self.worked(rota, team, self.first_day))
        return people + sum(post["people"] for post in self._posts_of_total(rota))

    def _paid_hours(self, rota: Table, shifts: Table) -> float:
        total = 0.0
        for post in self._posts_of_total(rota):
            days = [DAYS[self.first_day.weekday()]] if self.once else post["days"]
            total += post["people"] * sum(paid_hours(hours_on(shifts[post["shift"]], day)) for day in days)
        for team in self.in_total(rota, "teams"):
            total += team["people"] * team.get("share", 1) * self.hours_of_team(rota, team, shifts)
        return total

    def _posts_of_total(self, rota: Table) -> list[Table]:
        """Return the posts that are not kept; in a span of one day, those that stand on it."""
        posts = self.in_total(rota, "fixed")
        return [post for post in posts if not self.once or DAYS[self.first_day.weekday()] in post["days"]]

    def on_duty(self) -> tuple[list[Table], list[Table]]:
        """Return the posts and the teams that are there, kept or not; in a span of one day, those on duty."""
        posts, teams = (list(filter(self.is_there, self.new.get(kind, {}).values())) for kind in ("fixed", "teams"))
        if not self.once:
            return posts, teams
        day = DAYS[self.first_day.weekday()]
        on_day = [post for post in posts if day in post["days"]]
        return on_day, [team for team in teams if self.worked(self.new, team, self.first_day)]

    def hours_of_team(self, rota: Table, team: Table, shifts: Table) -> float:
        """Return the hours of the day, or of an average week: the mean of as many days as seven whole patterns have."""
        number = 1 if self.once else 7 * len(rota["pattern"])
        days = [self.first_day + timedelta(days=day) for day in range(number)]
        worked = [(name, DAYS[day.weekday()]) for day in days if (name := self.worked(rota, team, day))]
        hours = sum(paid_hours(hours_on(shifts[name], day)) for name, day in worked)
        return hours if self.once else hours / len(rota["pattern"])

    def worked(self, rota: Table, team: Table, day: date) -> str:
        """Return the shift of a team on a day; empty for a rest day."""
        pattern, since = rota["pattern"], (day - date.fromisoformat(str(rota["starts"]))).days
        name: str = pattern[(since + team.get("offset", 0)) % len(pattern)]
        return "" if name == "off" else name

    def working_time(self) -> Iterator[str]:
        """Find shifts without the rest, the break or the refreshment that is due."""
        rules = self.table.get("rules", "officers" if self.today.get("taken_from") else "staff")
        names = {post["shift"] for post in self.parts(self.new, "fixed", kept=False).values()}
        for name in sorted(names) if rules != "none" else ():
            for _, length, breaks in set(week_of(self.shifts[name])):
                rest = [pause[0] for pause in breaks]
                if length > 13 * 60:
                    yield f"{name} leaves no daily rest"
                if length - sum(rest) > 6 * 60 and max(rest, default=0) < 20:
                    yield f"{name} has no break of 20 min"
                due = 60 if length >= 600 else 30 + 5 * max(0, length // 60 - 5) if length >= 300 else 0
                if rules == "officers" and sum(rest) < due:
                    yield f"{name} has less than {due} min for refreshment"
