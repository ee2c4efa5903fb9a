"""An explanation in sentences: how much of a figure each cause accounts for, and which causes need each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from simcall.files.messages import capital, counted, in_a_row
from simcall.measures import MEASURES, Kind
from simcall.measures.measure_texts import lines_named, noun_of_lines
from simcall.present.words.differences import points, signed
from simcall.present.words.figures import figure_in_words
from simcall.present.words.fitted import unsettled_staffing
from simcall.scenario import Scenario
from simcall.scenario.listing.holdings import holdings, written_value
from simcall.scenario.models.paths import MISSING, KeyPath, common_path, lookup, overlap, parse_path
from simcall.scenario.models.week import spans_in_words
from simcall.studies.explain.causes import Cause
from simcall.studies.explain.changes import DATES, WHO_IS_THERE
from simcall.studies.explain.explanation import ExplanationNumbers, Part

__all__ = [
    "PART_HEADINGS",
    "PART_NOTES",
    "answer_in_words",
    "cause_in_words",
    "changes_in_cause",
    "figure_name",
    "interaction_in_words",
    "notes_in_words",
    "origins",
    "part_cells",
    "thickest_hours",
]

_OF_A_LEVEL: Mapping[str, str] = {
    "absence": "absence and training",
    "hours of work": "working hours that do not follow demand",
    "reserve": "people kept free (reserve)",
    "variation": "busier days and hours by chance",
    "incidents": "calls about one incident",
    "growth": "growth of demand",
    "redial": "callers who ring again",
    "uneven calls": "uneven length of calls",
}
WITHOUT: Mapping[str, str] = {
    "absence": "Everybody on the rota comes to every duty and does no other work. Breaks stay as they are.",
    "hours of work": (
        "The same person-hours, moved to the hours of the week with the most to do. Each hour has people for its "
        "workload, and a margin in proportion to the square root of the workload."
    ),
    "reserve": "Nobody is kept free for a line with a better priority. The order of priority stays.",
    "variation": "Every day and hour has its average demand. Single calls still come at random.",
    "incidents": "No incident brings many calls at once.",
    "growth": "Demand before its growth.",
    "redial": "Nobody who gave up rings again, on this line or on another.",
    "uneven calls": "Every call takes the mean handling time of its line.",
}
"""What a scenario is without each cause of a level."""
PART_NOTES = (
    "Part: what the cause adds on average, over all orders in which the causes can be added one by one (its Shapley "
    "value). The parts add up to the whole difference. The brackets are 95 % intervals.",
    "First: what the cause does alone. Last: what it does on top of all the others. Remove only this cause, and the "
    "figure changes by that much.",
    "Inputs: where the values behind the cause come from. A part is only as good as its inputs.",
)
PART_HEADINGS = ("cause", "part", "interval", "first", "last", "inputs")
_FEW = 3
_NO_VALUE = "-"
_NO_INPUT = ("setting", "default")
_NAMES: Mapping[tuple[str, ...], str] = {
    ("demand", "calls_per_day"): "calls a day",
    ("demand", "calls_per_hour"): "calls an hour",
    ("demand", "profile"): "hours of demand",
    ("demand", "growth"): "growth of demand",
    ("demand", "bursts"): "incidents",
    ("demand",): "demand",
    ("handling",): "handling times",
    ("wrap_up",): "wrap-up times",
    ("handling_by_hour",): "handling by hour",
    ("patience",): "patience",
    ("redial",): "ringing again",
    ("answer_target",): "answer target",
    ("headcount",): "number of people",
    ("headcount_profile",): "number of people by hour",
    ("handling_factor",): "handling factor",
}
"""What values of a line or a group are called."""
_NEEDED = 0.25
"""Causes need each other if what one does first and last differs by at least this share of the whole change."""


def figure_name(explanation: ExplanationNumbers) -> str:
    """Return what is explained: "101: share of calls abandoned"."""
    figure = explanation.figure
    lines = lines_named(figure.line_or_group, explanation.scenario.lines) if figure.is_of_line else []
    return f"{figure.line_or_group}: {noun_of_lines(MEASURES[figure.measure], lines)}"


def cause_in_words(explanation: ExplanationNumbers, cause: Cause) -> str:
    """Return what a cause is called: "absence and training", "999: calls a day"."""
    if explanation.is_level:
        return _OF_A_LEVEL.get(cause.name, cause.name)
    subjects: dict[KeyPath, list[KeyPath]] = {}
    for path in cause.paths:
        subjects.setdefault(_subject(path), []).append(path)
    names = [_name_of_values(paths) for paths in subjects.values()]
    whole = [name for name in names if ": " not in name]  # new lines and groups say most, so they come first
    return in_a_row(list(dict.fromkeys([*whole, *names])))


def _subject(path: KeyPath) -> KeyPath:
    """Return the line or group whose value a path leads to, or the table of other values."""
    if path[0] in DATES:
        return ("dates",)
    return path[:2] if path[0] in ("lines", "groups") else path[:1]


def _name_of_values(paths: Sequence[KeyPath]) -> str:
    """Name some values of one line or group, or of one table."""
    if paths[0][0] in DATES:
        return "other dates"
    common = common_path(paths)
    if len(common) != 2 or len(paths) == 1:
        return _own_name(common)
    if all(path[2] in WHO_IS_THERE for path in paths):
        return f"{common[1]}: staffing"
    values = list(dict.fromkeys(_own_name(path[:3]).removeprefix(f"{common[1]}: ") for path in paths))
    return f"{common[1]}: {in_a_row(values)}" if len(values) <= _FEW else common[1]


def _own_name(path: KeyPath) -> str:
    """Name one value or table by its line or group, and what it is."""
    if path[0] not in ("lines", "groups") or len(path) < 2:
        return " ".join(key.replace("_", " ") for key in path)
    own = path[2:]
    if not own:
        return path[1]
    name = next((_NAMES[own[:n]] for n in range(len(own), 0, -1) if own[:n] in _NAMES), None)
    return f"{path[1]}: {name or ' '.join(key.replace('_', ' ') for key in own)}"


def changes_in_cause(explanation: ExplanationNumbers, cause: Cause) -> str:
    """Say what a cause changes: "386.5 -> 382", or what a scenario is without it."""
    base = explanation.base
    if base is None:
        return WITHOUT.get(cause.name, "")
    common = common_path(cause.paths)
    named = [
        " ".join((*_own_keys(path, common), _change_at(base, explanation.scenario, path)))
        for path in cause.paths[:_FEW]
    ]
    more = len(cause.paths) - _FEW
    return "; ".join(named) + (f"; and {counted(more, 'more value')}" if more > 0 else "")


def _own_keys(path: KeyPath, common: KeyPath) -> tuple[str, ...]:
    """Return what tells a value from others that change together with it; nothing if it changes alone."""
    return tuple(key.replace("_", " ") for key in path[len(common) :])


def _change_at(base: Scenario, other: Scenario, path: KeyPath) -> str:
    """Write a value before and after: "386.5 -> 382"; of a line or group that one of the two does not have, which."""
    before, after = (lookup(scenario.document(), path) for scenario in (base, other))
    if _is_whole(before) or _is_whole(after):
        return "is new" if _is_absent(before) else "is gone" if _is_absent(after) else "is another"
    return " -> ".join("none" if _is_absent(value) else written_value(path, value) for value in (before, after))


def _is_absent(value: object) -> bool:
    return value is MISSING or value is None


def _is_whole(value: object) -> bool:
    """Tell whether a value is a whole line, group or table, which has no short form."""
    return isinstance(value, dict) and "distribution" not in value


def answer_in_words(explanation: ExplanationNumbers) -> Iterator[str]:
    """Yield the answer in up to three sentences."""
    kind, figure = MEASURES[explanation.figure.measure].kind, figure_name(explanation)
    start, end = (figure_in_words(estimate, kind) for estimate in (explanation.start, explanation.end))
    change = _change(explanation)
    if change is None:
        yield from _without_change(explanation, figure)
        return
    if explanation.is_level:
        yield f"{figure}: {end}. Without the causes below, it would be {start}."
    else:
        yield f"{figure}: {start} in the first scenario, {end} in the second: {signed(change, kind)}."
    if explanation.undefined:
        yield _no_value(explanation)
        return
    if explanation.replications == 1:
        yield "One replication gives no intervals, so it cannot tell which parts are clear of chance."
        return
    clear = [
        (part.mean, cause_in_words(explanation, part.cause))
        for part in explanation.largest_first
        if part.is_clear and part.mean is not None
    ]
    if not clear:
        yield "No cause makes a clear difference."
        return
    if len(explanation.causes) == 1:
        yield f"All of the difference comes from {clear[0][1]}."
        return
    if same_way := [(mean, cause) for mean, cause in clear if mean * change > 0][:_FEW]:
        yield _main_causes(same_way, change, kind)
    if against := [f"{cause} ({signed(mean, kind)})" for mean, cause in clear if mean * change < 0][:_FEW]:
        yield f"The other way: {in_a_row(against)}."


def _main_causes(causes: Sequence[tuple[float, str]], change: float, kind: Kind) -> str:
    """Say what the largest causes do: as shares of the change, unless together they are more than all of it."""
    share = sum(mean for mean, _ in causes) / change
    if share > 1:
        direction = "rise" if change > 0 else "fall"
        return f"Causes of the {direction}: {in_a_row([f'{cause} ({signed(mean, kind)})' for mean, cause in causes])}."
    (largest, first_cause), *others = causes
    due = [f"{_number(largest, kind)} come from {first_cause}"]
    due += [f"{_number(mean, kind)} from {cause}" for mean, cause in others]
    together = f": together {100 * share:.0f} %" if others else ""
    return f"Of the {points(change, kind)} between the two, {in_a_row(due)}{together}."


def _number(value: float, kind: Kind) -> str:
    """Write a part of a difference; "points" is left out, because the whole difference has it."""
    return points(value, kind).removesuffix(" points")


def _change(explanation: ExplanationNumbers) -> float | None:
    start, end = explanation.start.mean, explanation.end.mean
    return None if start is None or end is None else end - start


def _without_change(explanation: ExplanationNumbers, figure: str) -> Iterator[str]:
    """Yield why there is no change to explain: the figure has no value at one end of it."""
    ends = (
        ("without the causes", "as it is")
        if explanation.is_level
        else ("in the first scenario", "in the second scenario")
    )
    values = zip((explanation.start, explanation.end), ends, strict=True)
    missing = in_a_row([end for estimate, end in values if estimate.mean is None])
    yield f"{figure}: there is no value {missing}, so there is nothing to divide."
    yield "A share or a mean has no value if nothing is counted, such as an answer time if no call is answered."


def _no_value(explanation: ExplanationNumbers) -> str:
    combinations = counted(len(explanation.totals), "combination")
    return (
        f"The figure has no value in {explanation.undefined} of the {combinations} of causes, because nothing is "
        "counted there. Causes that depend on these combinations have no part."
    )


def interaction_in_words(explanation: ExplanationNumbers) -> str | None:
    """Say which cause does much more, or much less, when the others are in force; None if no cause does."""
    kind, change = MEASURES[explanation.figure.measure].kind, _change(explanation)
    if not change or explanation.undefined or not any(part.is_clear for part in explanation.parts):
        return None
    effects = [(part.cause, part.first or 0.0, part.last or 0.0) for part in explanation.parts]
    cause, alone, on_top = max(effects, key=lambda effect: abs(effect[2] - effect[1]))
    if abs(on_top - alone) < _NEEDED * abs(change):
        return None
    name = cause_in_words(explanation, cause)
    first, last = signed(alone, kind), signed(on_top, kind)
    if abs(on_top) > abs(alone):
        return (
            f"The causes do more together than one by one. {capital(name)}: {first} alone, but {last} on top of the "
            "others."
        )
    return f"The causes overlap. {capital(name)}: {first} alone, but only {last} on top of the others."


def notes_in_words(explanation: ExplanationNumbers) -> Iterator[str]:
    """Yield what to know beside the answer: which causes need each other, and people whom the data do not settle."""
    if interaction := interaction_in_words(explanation):
        yield interaction
    warnings = (warning for scenario in explanation.scenarios for warning in unsettled_staffing(scenario))
    yield from dict.fromkeys(warnings)


def part_cells(explanation: ExplanationNumbers, part: Part) -> tuple[str, ...]:
    """Return the cells of a part, of `PART_HEADINGS`."""
    kind = MEASURES[explanation.figure.measure].kind
    ends = [signed(end, kind).partition(" ")[0] for end in (part.low, part.high) if end is not None]
    interval = f"[{', '.join(ends)}]" if ends else ""
    values = (_NO_VALUE if value is None else signed(value, kind) for value in (part.mean, part.first, part.last))
    mean, first, last = values
    return (
        capital(cause_in_words(explanation, part.cause)),
        mean,
        interval,
        first,
        last,
        origins(explanation, part.cause),
    )


def origins(explanation: ExplanationNumbers, cause: Cause) -> str:
    """Return where the values that a cause changes come from: "assumed", "assumed and calibrated"."""
    kinds = {
        row.kind
        for scenario in explanation.scenarios
        for row in holdings(scenario)
        if row.kind not in _NO_INPUT and any(overlap(parse_path(row.path), path) for path in cause.paths)
    }
    return in_a_row(sorted(kinds)) if kinds else ""


def thickest_hours(explanation: ExplanationNumbers) -> Iterator[str]:
    """Yield for each cause the hours of the week in which its part is largest; nothing if hours have no parts."""
    if not explanation.hourly:
        yield f"{figure_name(explanation)} has no parts by the hour."
        return
    kind = MEASURES[explanation.figure.measure].kind
    by_hour = explanation.by_hour_of_week()
    for number, cause in enumerate(explanation.causes):
        clear = [(hour, parts[number].mean or 0.0) for hour, parts in by_hour if parts[number].is_clear]
        largest = sorted(clear, key=lambda entry: -abs(entry[1]))[:_FEW]
        hours = ", ".join(f"{_hour(hour)} {signed(mean, kind)}" for hour, mean in largest)
        yield f"{capital(cause_in_words(explanation, cause))}: {hours or 'no clear effect in any hour'}"


def _hour(hour_of_week: int) -> str:
    return spans_in_words([(60 * hour_of_week, 60 * (hour_of_week + 1))])[0]
