"""What the report of a calibration says; all of it stands in its summary and manifest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simcall.errors import ResultsError, SimcallError
from simcall.measures import Kind
from simcall.present.words.figures import number_in_words
from simcall.report.again import scenario_in
from simcall.report.assurance import assurance
from simcall.report.content import (
    Block,
    Cell,
    Illustration,
    Listing,
    Mark,
    Number,
    Paragraph,
    Part,
    Section,
    Table,
    Tone,
)
from simcall.report.contradictions import check_calibration
from simcall.report.reading import Folder
from simcall.report.recipe import recipe_of_calibration
from simcall.report.register import differing_register, register, rests_on
from simcall.report.sentences import counted, days_of, other_version
from simcall.report.svg import saved
from simcall.scenario import Scenario
from simcall.studies.calibrate.study import in_words
from simcall.studies.sweep.table import kind_of
from simcall.studies.targets import parse_figure

__all__ = ["of_calibration"]

_TITLES = {
    "profiles": "How well the targets can be met with each value of each parameter",
    "ensemble": "The sets of values that all meet the targets",
}
_TONES: Mapping[str, Tone] = {"met": "good", "within noise": "unsure", "missed": "bad"}
_TARGET_COLUMNS = (
    "target",
    "wanted",
    "tolerance",
    "found",
    "reach of its interval",
    "one span strays by",
    "verdict",
    "source",
)
_FIT_COLUMNS = (
    "parameter",
    "value",
    "looked for between",
    "targets can be met with",
    "90 % of the ensemble",
    "where it stands",
)


def of_calibration(folder: Folder, prefix: str) -> Part:
    """Return the report of a calibration; parameters as for `simcall.report.of_run.of_run`."""
    try:
        return _of_calibration(folder, prefix)
    except ResultsError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, SimcallError) as error:
        raise ResultsError(
            f"{folder.path}: cannot be read ({type(error).__name__}: {error}); another version may have written it: "
            "calibrate again"
        ) from error


def _of_calibration(folder: Folder, prefix: str) -> Part:
    manifest, summary = folder.manifest, folder.summary
    marks = manifest["scenario_sha256"]
    scenarios = {label: scenario_in(folder, one, marks[label]) for label, one in manifest["scenarios"].items()}
    check_calibration(folder, scenarios)
    first, *others = scenarios.values()
    registers: tuple[Block, ...] = (
        Paragraph(
            "The scenarios as they were before: the fitted values take the place of those named among the parameters."
        ),
        *register(first),
        *(block for other in others for block in differing_register(first, other)),
    )
    sections = [
        Section(_found(summary), (_fits(summary),)),
        Section("What the targets tell, and what they leave open", tuple(_identified(summary))),
        Section("Pictures", _pictures(folder, prefix)),
        assurance(
            _purpose(summary),
            registers,
            [_checked(folder)],
            _uncertainty(),
            recipe_of_calibration(folder, scenarios),
        ),
    ]
    return Part(
        title=summary["study"],
        about=_about(summary, scenarios),
        answer=tuple(one for one in _answer(summary, scenarios) if one),
        alerts=tuple(_alerts(folder, summary)),
        targets=_targets(summary, first),
        sections=tuple(one for one in sections if one.blocks or one.sections),
        main=((summary["study"], dict(_main(summary))),),
    )


def _about(summary: Mapping[str, Any], scenarios: Mapping[str, Scenario]) -> str:
    named = "; ".join(f"{label}: {one.name}, {days_of(one)}" for label, one in scenarios.items())
    return (
        f"A calibration by simcall of {counted(len(summary['parameters']), 'parameter')} to "
        f"{counted(len(summary['targets']), 'target')}, "
        f"{counted(summary['evaluations'], 'point')} simulated, seed {summary['seed']}. {named}."
    )


def _answer(summary: Mapping[str, Any], scenarios: Mapping[str, Scenario]) -> tuple[str, ...]:
    last = f"{_ensemble(summary)} {rests_on(list(scenarios.values()))}"
    if missed := _missed(summary):
        return (_nearest(summary, missed, scenarios), _in_the_way(summary, missed), last)
    return (
        f"Values were found with which the model meets {_met(summary)}, {_checked_on(summary)}: {_values(summary)}.",
        _told(summary),
        last,
    )


def _checked_on(summary: Mapping[str, Any]) -> str:
    confirmed = counted(summary["confirmed_on"]["replications"], "replication")
    return f"checked on callers that the search had not seen ({confirmed})"


def _missed(summary: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in summary["targets"] if one["verdict"] == "missed"]


def _nearest(summary: Mapping[str, Any], missed: Sequence[Mapping[str, Any]], scenarios: Mapping[str, Scenario]) -> str:
    """Say that the targets cannot be met, and how near they can."""
    number = len(summary["targets"])
    targets = "the target" if number == 1 else f"all {counted(number, 'target')}: they meet {_met(summary)}"
    near = "; ".join(_near(one, scenarios[one["scenario"]]) for one in missed)
    return (
        f"No values within the bounds meet {targets}. At the nearest, {near}, {_checked_on(summary)}, with "
        f"{_values(summary)}."
    )


def _near(one: Mapping[str, Any], scenario: Scenario) -> str:
    kind = kind_of(parse_figure(one["figure"], scenario, "target"))
    found = "not defined" if one["found"] is None else str(Number(one["found"], kind))
    return f"{_name(one)} is {found} and not {Number(one['value'], kind)}"


def _in_the_way(summary: Mapping[str, Any], missed: Sequence[Mapping[str, Any]]) -> str:
    """Say which bound or which other target is in the way; what comes nearest is said before it."""
    why = summary["why_missed"][len(missed) :]
    return " ".join((*why, "These values are no finding about the hub: do not take them for calibrated."))


def _met(summary: Mapping[str, Any]) -> str:
    """Count the targets that are met, and those of them of which chance may say otherwise."""
    words = Counter(one["verdict"] for one in summary["targets"])
    met, number = words["met"] + words["within noise"], len(summary["targets"])
    count = f"all {counted(number, 'target')}" if met == number > 1 else f"{met} of {counted(number, 'target')}"
    count = "the target" if met == number == 1 else count
    return f"{count} ({words['within noise']} only within the noise)" if words["within noise"] else count


def _values(summary: Mapping[str, Any]) -> str:
    return "; ".join(f"{one['name']} {_written(one, one['value'])}" for one in summary["parameters"])


def _told(summary: Mapping[str, Any]) -> str:
    """Say whether the targets pin the values down."""
    targets, parameters = len(summary["targets"]), len(summary["parameters"])
    if parameters == 1:
        return _told_alone(summary["parameters"][0], bool(summary["not_identified"]))
    if not summary["not_identified"]:
        return "The targets tell each of these values apart from the others."
    free = (
        f"{counted(targets, 'target')} cannot tell {counted(parameters, 'parameter')}" if targets < parameters else ""
    )
    lead = f"{free}, so that other" if free else "The targets do not tell all of them apart: other"
    return f"{lead} values would do as well, and no single value of these may be read as a finding about the hub."


def _told_alone(one: Mapping[str, Any], is_free: bool) -> str:
    """Say what the targets tell of the only value that was looked for."""
    if is_free:
        return (
            f"The targets hardly tell {one['name']}: other values would do as well, and none of them may be read as a "
            "finding about the hub."
        )
    ends = one["can_be_met_with"]
    return f"Every target can be met with {one['name']} from {_span(one, ends)}." if ends else ""


def _ensemble(summary: Mapping[str, Any]) -> str:
    members, tried = len(summary["ensemble"]["members"]), summary["ensemble"]["tried"]
    if not tried:
        return "No ensemble was drawn: there are no sets of values to predict with."
    if not members:
        return f"No set of the {tried} that were tried meets every target within its tolerance."
    return (
        f"{members} of {tried} sets of values that were tried meet every target within its tolerance: predict with all "
        "of them (simcall run FILE --ensemble), so that what is left open shows in the answer."
    )


def _alerts(folder: Folder, summary: Mapping[str, Any]) -> Iterator[str]:
    if said := other_version(folder):
        yield f"{said} Its figures are printed as they are saved, and were not made again."
    yield from summary["warnings"]


def _targets(summary: Mapping[str, Any], scenario: Scenario) -> Table:
    rows = tuple(_target(one, scenario) for one in summary["targets"])
    return Table("Each target, and what the values give on fresh callers", _TARGET_COLUMNS, rows, sheet="Targets")


def _target(one: Mapping[str, Any], scenario: Scenario) -> tuple[Cell, ...]:
    kind = kind_of(parse_figure(one["figure"], scenario, "target"))
    values = (Number(one["value"], kind), _reach(one["tolerance"], kind), Number(one["found"], kind))
    reaches = (_reach(one[key], kind) for key in ("reach", "one_span_strays"))
    mark = Mark(one["verdict"], _TONES.get(one["verdict"], "plain"))
    return _name(one), *values, *reaches, mark, one["source"]


def _name(one: Mapping[str, Any]) -> str:
    """Return which figure of which scenario a target is of."""
    at = f" at {one['at']}" if one["at"] else ""
    return f"{one['scenario']}: {one['figure']}{at}"


def _reach(value: float | None, kind: Kind) -> str:
    """Write how far something reaches either way; of a share in points."""
    return "-" if value is None else f"±{number_in_words(value, kind).replace(' %', ' points')}"


def _found(summary: Mapping[str, Any]) -> str:
    return "The values that come nearest" if _missed(summary) else "The values that were found"


def _fits(summary: Mapping[str, Any]) -> Table:
    rows = tuple(
        (
            one["name"],
            _written(one, one["value"]),
            _span(one, (one["low"], one["high"])),
            _span(one, one["can_be_met_with"]),
            _span(one, one["ensemble_90"]),
            "; ".join(one["paths"]),
        )
        for one in summary["parameters"]
    )
    return Table("The parameters: what was found, and what would do as well", _FIT_COLUMNS, rows, sheet="Measures")


def _written(parameter: Mapping[str, Any], number: float) -> str:
    plain = f"{round(number)}" if parameter["whole"] else f"{number:.4g}"
    return f"{plain} {parameter['unit']}".strip()


def _span(parameter: Mapping[str, Any], ends: Sequence[float] | None) -> str:
    return "-" if ends is None else f"{_written(parameter, ends[0])} to {_written(parameter, ends[1])}"


def _identified(summary: Mapping[str, Any]) -> Iterator[Block]:
    values = ", ".join(f"{value:.3g}" for value in summary["singular_values"])
    yield Paragraph(
        f"Singular values of the targets' slopes, in tolerances from bound to bound: {values}. One under 2 belongs to "
        "a combination of parameters that no target can tell."
    )
    said = (*summary.get("settled", ()), *summary["not_identified"])
    if said or _missed(summary):
        yield Listing((*summary["why_missed"], *said))
    elif len(summary["parameters"]) > 1:
        yield Listing(("Each parameter is told apart from the others by the targets.",))


def _pictures(folder: Folder, prefix: str) -> tuple[Block, ...]:
    found: tuple[Illustration, ...] = saved(folder.path / "figures", _TITLES, prefix)
    return found or (Paragraph("None were drawn: the calibration was made with --no-figures."),)


def _main(summary: Mapping[str, Any]) -> Iterator[tuple[str, Cell]]:
    for one in summary["targets"]:
        found = "not defined" if one["found"] is None else f"{one['found']:.4g}"
        yield f"{one['scenario']}: {one['figure']}", f"{one['verdict']} ({found} for {one['value']:.4g})"


def _purpose(summary: Mapping[str, Any]) -> Sequence[str]:
    return (
        "To find values for inputs that nobody publishes, so that the model of a contact centre comes out as "
        "published, and to "
        "say which of them the published figures pin down.",
        f"Fitted: {in_words([one['name'] for one in summary['parameters']])}.",
    )


def _checked(folder: Folder) -> str:
    return (
        f'These results: read from the folder "{folder.path.resolve().name}". The values were checked there on '
        "callers that the search had not seen; they were not fitted again for this report."
    )


def _uncertainty() -> Sequence[str]:
    return (
        "Chance: the reach of an interval is of the mean of the replications on fresh callers. How far one observed "
        "span, such "
        "as the month that was published, strays from it stands beside it.",
        "Parameters: the ensemble holds what the targets leave open, as far as the tolerances are right; a target that "
        "was "
        "observed in one month is less sure than its tolerance may say.",
        "Other inputs: what was not fitted was held as it is, and may be wrong; fitted values may make up for it.",
        "The model itself: what it leaves out (see Limits) is in no interval.",
    )
