"""Check what calls lead to, and which keys are of work alone or of phone lines alone, on the raw document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simcall.files.messages import listed, meant, shown
from simcall.scenario.checks.endless_loops import loop_faults
from simcall.scenario.models.faults import Fault
from simcall.scenario.models.follow_ons import NOT_OF_PHONES, NOT_OF_WORK, as_distribution
from simcall.scenario.models.paths import MISSING, KeyPath, child, lookup, named
from simcall.scenario.models.quantities import parse_duration

__all__ = ["follow_on_faults", "lead_to"]

_ROUNDING = 1e-9
"""Shares such as 0.1, 0.2 and 0.7 add up to 1 only to within the rounding of the machine."""
_DEMAND = "demand = { calls_per_day = 100 }"


def follow_on_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong between lines of phone calls, lines of work, and what leads to them.

    Parameters
    ----------
    document : mapping
        The merged document, right or wrong: what has the wrong type is passed over here.
    """
    for name, line in named(document, "lines").items():
        path: KeyPath = ("lines", name)
        yield from _of_kind(path, line)
        yield from _more_than_all(path, _entries(line))
        yield from _missing_demand(document, path, line)
        for number, entry in enumerate(_entries(line)):
            entry_path = (*path, "leads_to", str(number))
            yield from _unknown_line(document, entry_path, entry)
            yield from _of_moment(entry_path, entry, line)
    yield from _rung_work(document)
    yield from loop_faults({name: _entries(line) for name, line in named(document, "lines").items()})


def lead_to(document: Mapping[str, Any]) -> set[str]:
    """Return the lines that other calls lead to, or that redials are diverted to."""
    lines = named(document, "lines").values()
    targets = [child(entry, "to") for line in lines for entry in _entries(line)]
    targets += [lookup(line, ("redial", "divert", "to")) for line in lines]
    return {target for target in targets if isinstance(target, str)}


def _entries(line: object) -> Sequence[Any]:
    """Return what a line leads to, if it is a list."""
    entries = child(line, "leads_to")
    return entries if isinstance(entries, list | tuple) else ()


def _is_work(line: object) -> bool:
    return bool(child(line, "kind") == "work")


def _of_kind(path: KeyPath, line: object) -> Iterator[Fault]:
    """Refuse what only a phone line can have on a line of work, and the other way round."""
    if not isinstance(line, Mapping):
        return
    reasons, remedy = (
        (NOT_OF_WORK, "leave it out; if the file extends another, list it under without")
        if _is_work(line)
        else (NOT_OF_PHONES, 'leave it out, or write kind = "work"')
    )
    for key, reason in reasons.items():
        if key in line and line[key] is not False:
            yield Fault((*path, key), f"{reason}; {remedy}", "reference")


def _missing_demand(document: Mapping[str, Any], path: KeyPath, line: object) -> Iterator[Fault]:
    """Refuse a line without demand if no call leads to it; entries that are no list have a message of their own."""
    follow_ons = (child(table, "leads_to") for table in named(document, "lines").values())
    readable = all(entries is MISSING or isinstance(entries, list | tuple) for entries in follow_ons)
    if readable and isinstance(line, Mapping) and "demand" not in line and path[-1] not in lead_to(document):
        message = f"this is missing, and no other line leads here; write who rings, such as {_DEMAND}"
        yield Fault((*path, "demand"), message, "missing")


def _unknown_line(document: Mapping[str, Any], path: KeyPath, entry: object) -> Iterator[Fault]:
    target, lines = child(entry, "to"), named(document, "lines")
    if isinstance(target, str) and target not in lines:
        hint = meant(target, lines, "the lines are")
        yield Fault((*path, "to"), f"it leads to {shown(target)}, which is not a line; {hint}", "reference")


def _of_moment(path: KeyPath, entry: object, line: object) -> Iterator[Fault]:
    """Refuse what does not go with the moment at which a call leads to something."""
    moment = child(entry, "when")
    if not isinstance(moment, str) or not isinstance(entry, Mapping):
        return
    if entry.get("same_person") is True and moment != "released":
        yield _only_when(path, "same_person", "released", "whoever handled a call is known when it is released")
    if entry.get("same_person") is True and _can_be_zero(entry.get("after", "0 s")) is False:
        message = "with same_person the person goes on at once; leave after out"
        yield Fault((*path, "after"), message, "reference")
    if entry.get("after_counts") is True and entry.get("same_person") is True:
        message = "with same_person the person goes on at once; leave after_counts out"
        yield Fault((*path, "after_counts"), message, "reference")
    if entry.get("after_counts") is True and moment in ("waiting", "overdue"):
        message = f'when = "{moment}" has no time after the moment: after is how long a call has waited; leave it out'
        yield Fault((*path, "after_counts"), message, "reference")
    if entry.get("keep_place") is True and moment != "waiting":
        yield _only_when(path, "keep_place", "waiting", "only a call that leaves a queue has a place in it to keep")
    if moment == "abandoned" and _is_work(line):
        yield Fault((*path, "when"), "work is never abandoned; choose another moment", "reference")
    if moment in ("waiting", "overdue"):
        yield from _of_wait(path, entry, moment)


def _more_than_all(path: KeyPath, entries: Sequence[Any]) -> Iterator[Fault]:
    """Refuse shares of which at most one happens, and which add up to more than 1."""
    choices = [child(entry, "one_of") for entry in entries]
    for choice in dict.fromkeys(choice for choice in choices if isinstance(choice, str) and choice):
        shares = [child(entry, "share") for entry, own in zip(entries, choices, strict=True) if own == choice]
        numbers = [share for share in shares if isinstance(share, int | float) and not isinstance(share, bool)]
        if sum(numbers) > 1 + _ROUNDING:
            message = (
                f"at most one of the entries with one_of = {shown(choice)} happens, but their shares add up to "
                f"{sum(numbers):g}; they must add up to 1 at most"
            )
            yield Fault((*path, "leads_to"), message, "reference")


def _only_when(path: KeyPath, key: str, moment: str, reason: str) -> Fault:
    return Fault((*path, key), f'{reason}; leave it out, or write when = "{moment}"', "reference")


def _of_wait(path: KeyPath, entry: Mapping[str, Any], moment: str) -> Iterator[Fault]:
    """Refuse a wait that nobody gives, and one of zero after which a call would leave a queue."""
    if "after" not in entry:
        message = f'this is missing: when = "{moment}" needs how long a call has waited, such as after = "4 min"'
        yield Fault((*path, "after"), message, "missing")
    elif moment == "waiting" and _can_be_zero(entry["after"]):
        message = "a call would leave the queue at the moment when it joins; give a time over 0 s, without at_zero"
        yield Fault((*path, "after"), message, "reference")


def _can_be_zero(after: object) -> bool | None:
    """Tell whether a length of time, or a part of its distribution, is exactly zero; None if it cannot be read."""
    table = as_distribution(after)
    if not isinstance(table, Mapping):
        return None
    share, parts = table.get("at_zero", 0), table.get("components", ())
    if isinstance(share, int | float) and share > 0:
        return True
    if isinstance(parts, list | tuple) and any(_can_be_zero(part) for part in parts):
        return True
    values = table.get("values", ()) if table.get("distribution") == "empirical" else [table.get("value", "1 s")]
    return any(_seconds(value) == 0 for value in values) if isinstance(values, list | tuple) else None


def _seconds(value: object) -> float | None:
    try:
        return parse_duration(value)
    except ValueError:
        return None


def _rung_work(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Refuse redials that ring a line of work."""
    lines = named(document, "lines")
    phones = [name for name, line in lines.items() if not _is_work(line)]
    for name in lines:
        path: KeyPath = ("lines", name, "redial", "divert", "to")
        target = lookup(document, path)
        if isinstance(target, str) and _is_work(lines.get(target)):
            others = [phone for phone in phones if phone != name]
            message = f"nobody can ring {target}, which is work; name a phone line: {listed(others)}"
            yield Fault(path, message, "reference")
