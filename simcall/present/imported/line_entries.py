"""The entries of a line: its measured values, and an assumed value for whatever no file says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simcall.files.messages import counted
from simcall.observed.measured import Estimate, LeadsTo, LineMeasured, TimeDistribution
from simcall.present.imported.entries import Entry, Source
from simcall.present.imported.week_files import week_csv
from simcall.scenario.models.quantities import plain_duration
from simcall.studies.imported import is_emergency

__all__ = ["ASSUMED_HANDLING", "LineToWrite", "line_entries"]

ASSUMED_HANDLING = TimeDistribution(
    {"distribution": "lognormal", "mean": "10 min", "sd": "10 min"},
    mean=600.0,
    basis="No file says how long calls last",
    is_assumed=True,
)
_ASSUMED_PATIENCE = TimeDistribution(
    {"distribution": "exponential", "mean": "10 min"}, basis="No file says how long callers wait", is_assumed=True
)
_OWN_VALUE = "simcall's own value to start with; replace it with yours"
_STANDARD = "national standard for England, Wales and Northern Ireland: 90 % of 999 within 10 s"
_NATIONAL_TARGET = (10.0, 0.9)
_USUAL_TARGET = (30.0, 0.8)
_USUAL = "one force's target for 101"
_HIGHEST_CORRELATION = 0.99


@dataclass(frozen=True)
class LineToWrite:
    """A line with its figures, and what else its entries say.

    Attributes
    ----------
    name, queue : str
        The line, and its queue in the files.
    measured : LineMeasured
        Its figures.
    basis : str
        The files, their rows and the period, for the sources.
    stem : str
        How the names of its files begin.
    by_transfer : int
        How many calls other lines sent on to it.
    """

    name: str
    queue: str
    measured: LineMeasured
    basis: str
    stem: str
    by_transfer: int = 0

    def source(self, text: str) -> Source:
        """Return the source of a figure that was measured."""
        return Source("measured", f"{text.rstrip('.')}; {self.basis}" if text else self.basis)


def line_entries(line: LineToWrite) -> Iterator[Entry]:
    """Yield the entries of a line, in the order in which a planner reads them."""
    table = ("lines", line.name)
    yield _priority(line, table)
    yield _target(line, table)
    yield from _patience(line, table)
    if line.measured.ring is not None:
        yield _distribution(line, table, "pick_up", line.measured.ring, "How long it rings before somebody answers.")
    yield from _handling(line, table)
    yield from _redial(line, table)
    yield from _leads_to(line, table)
    if line.measured.calls_per_day.value > 0 or not line.by_transfer:
        yield from _demand(line, (*table, "demand"))


def _priority(line: LineToWrite, table: tuple[str, ...]) -> Entry:
    priority = 1 if is_emergency(line.name, line.queue) else 2
    reason = "people take emergency calls first, and calls to the other lines in the order in which callers rang"
    queue = f'In the files this is the queue "{line.queue}". ' if line.queue else ""
    comment = f"{queue}{_by_transfer(line)}People take calls with priority 1 first."
    return Entry(table, "priority", priority, Source("assumed", reason), comment)


def _by_transfer(line: LineToWrite) -> str:
    """Say how many calls come from other lines, whose `leads_to` brings them; empty if there are none."""
    if not line.by_transfer:
        return ""
    calls = f"{counted(line.by_transfer, 'call')} in the files"
    if line.measured.calls_per_day.value > 0:
        return f"Besides the calls below, other lines send calls here ({calls}): see their leads_to. "
    return f"All calls come from other lines ({calls}), so it has no calls_per_day: see leads_to there. "


def _target(line: LineToWrite, table: tuple[str, ...]) -> Entry:
    if line.measured.answer_target is not None:
        target, source = line.measured.answer_target, line.source("the target in the report")
    elif "999" in line.name or "999" in line.queue:
        target, source = _NATIONAL_TARGET, Source("published", _STANDARD)
    elif is_emergency(line.name, line.queue):
        target, source = _NATIONAL_TARGET, Source("assumed", f"the same as the {_STANDARD}; replace it with yours")
    elif "101" in line.name or "101" in line.queue:
        target, source = _USUAL_TARGET, Source("assumed", f"{_USUAL}; replace it with yours")
    else:
        reason = f"simcall knows no target for this line; the same as {_USUAL}; replace it with yours"
        target, source = _USUAL_TARGET, Source("assumed", reason)
    within, share = target
    comment = "The target: this share of answered calls is answered within this time."
    return Entry(table, "answer_target", {"within": plain_duration(within), "share": share}, source, comment)


def _patience(line: LineToWrite, table: tuple[str, ...]) -> Iterator[Entry]:
    distribution = line.measured.patience or _ASSUMED_PATIENCE
    yield _distribution(line, table, "patience", distribution, "How long callers wait before they hang up.")
    if line.measured.patience_runs != ("queue",):
        comment = "In these files callers hang up while it rings, whether they wait for a long or a short time."
        runs = list(line.measured.patience_runs)
        yield Entry(table, "patience_runs", runs, line.source("abandonment does not rise with the wait"), comment)


def _handling(line: LineToWrite, table: tuple[str, ...]) -> Iterator[Entry]:
    measured = line.measured
    comment = "Talk and hold." if measured.wrap_up else "Talk, hold and wrap-up together."
    yield _distribution(line, table, "handling", measured.handling or ASSUMED_HANDLING, comment)
    if measured.wrap_up is not None:
        yield _distribution(line, table, "wrap_up", measured.wrap_up, "Work after the call, before the next one.")
    if measured.handling_by_hour is not None:
        name = f"profiles/{line.stem}-handling.csv"
        text = week_csv("factor", 7 * measured.handling_by_hour)
        source = line.source("mean handling of answered calls by hour of the day")
        comment = "Calls are longer at some hours of the day. A factor of 1 is the mean."
        yield Entry(table, "handling_by_hour", name, source, comment, files={name: text})


def _redial(line: LineToWrite, table: tuple[str, ...]) -> Iterator[Entry]:
    measured = line.measured
    if measured.redial_probability is None or measured.redial_delay is None:
        return
    delay, files = _value(measured.redial_delay, f"distributions/{line.stem}-redial.csv")
    value = {"probability": round(measured.redial_probability.value, 4), "delay": delay}
    source = line.source(
        "the share of callers who ring again after they give up, corrected for those who ring again after an answer"
    )
    comment = f"How likely callers who give up are to ring again{_interval(measured.redial_probability)}, and how soon."
    yield Entry(table, "redial", value, source, comment, files=files)


def _leads_to(line: LineToWrite, table: tuple[str, ...]) -> Iterator[Entry]:
    """Yield where calls are sent on: one entry, because a scenario overrides the list as a whole."""
    leads = line.measured.leads_to
    if not leads:
        return
    values: list[Mapping[str, object]] = []
    files: dict[str, str] = {}
    for number, lead in enumerate(leads, start=1):
        value = {"to": lead.to, "share": round(lead.share.value, 4), "when": lead.when}
        if lead.after is None:
            values.append(value)
            continue
        after, of_delay = _value(lead.after, f"laws/{line.stem}-leads-to-{number}.csv")
        values.append({**value, "after": after})
        files |= of_delay
    source = line.source("calls that the files follow from one line to another")
    comment = " ".join(["Calls that are sent on to another line.", *map(_lead_in_words, leads)])
    yield Entry(table, "leads_to", values, source, comment, files=files)


def _lead_in_words(lead: LeadsTo) -> str:
    """Say what a share is a share of, and how sure it is."""
    calls = f"{counted(lead.calls, 'call')}{_interval(lead.share)}"
    if lead.when == "released":
        return f"To {lead.to}: the share of answered calls that are transferred after the talk; {calls}."
    return f"To {lead.to}: the share of calls, of those that wait for so long, that leave the queue for it; {calls}."


def _demand(line: LineToWrite, table: tuple[str, ...]) -> Iterator[Entry]:
    measured = line.measured
    calls = measured.calls_per_day
    counted = "first calls; simcall adds redials" if measured.redial_probability else "calls offered, redials included"
    source = line.source(f"mean of the days that are not left out ({counted})")
    yield Entry(table, "calls_per_day", round(calls.value, 3), source, f"Calls a day{_interval(calls)}: {counted}.")
    if measured.profile is None or not any(measured.profile.values):
        assumed = Source("assumed", "without hours in the files, every hour has the same calls; no hub is like that")
        yield Entry(table, "profile", "flat", assumed, "Give a CSV file with the columns day, from and weight.")
    else:
        name = f"profiles/{line.stem}.csv"
        source = line.source(measured.profile.basis)
        text = week_csv("weight", measured.profile.values)
        yield Entry(table, "profile", name, source, "The shape of the week.", files={name: text})
    for key, spread, span in (
        ("day_factor_cv", measured.day_factor_cv, "days"),
        ("hour_factor_cv", measured.hour_factor_cv, "hours"),
    ):
        if spread is not None and (value := round(max(spread.value, 0.0), 4)):
            basis = f"how much {span} differ beyond chance, and beyond what all lines have in common"
            comment = f"How much the {span} of this line differ beyond that."
            yield Entry(table, key, value, line.source(basis), comment)


def _distribution(
    line: LineToWrite, table: tuple[str, ...], key: str, distribution: TimeDistribution, comment: str
) -> Entry:
    """Return the entry of a distribution; if only its shape is assumed, its mean is measured."""
    value, files = _value(distribution, f"distributions/{line.stem}-{key.replace('_', '-')}.csv")
    basis = distribution.basis.rstrip(".")
    means = {}
    if not distribution.is_assumed:
        source = line.source(basis)
    elif not distribution.calls:
        source = Source("assumed", f"{basis}: {_OWN_VALUE}")
    else:
        source = Source("assumed", basis if "assumed" in basis else f"{basis}; the shape is assumed")
        means = {"mean": line.source(basis)} if "mean" in value else {}
    return Entry(table, key, value, source, comment, means, files)


def _value(distribution: TimeDistribution, name: str) -> tuple[Mapping[str, object], Mapping[str, str]]:
    """Return a distribution as a scenario writes it, and the file of its measured values if it has any."""
    if not distribution.values:
        return distribution.written, {}
    text = "".join(["seconds\n", *(f"{value:.6g}\n" for value in distribution.values)])
    return {**distribution.written, "distribution": "empirical", "values": name}, {name: text}


def _interval(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return ""
    return f" (95 % interval: {estimate.low:.4g} to {estimate.high:.4g})"
