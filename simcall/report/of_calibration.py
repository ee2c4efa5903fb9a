"""The report of a calibration, made from its summary and manifest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simcall.errors import ResultsError, SimcallError
from simcall.files.messages import counted
from simcall.measures import Kind, Verdict
from simcall.present.words.figures import number_in_words
from simcall.report.again import scenario_in
from simcall.report.assurance import assurance
from simcall.report.content import (
    Block,
    Cell,
    Illustration,
    Listing,
    Number,
    Paragraph,
    Part,
    Section,
    Table,
)
from simcall.report.contradictions import check_calibration
from simcall.report.reading import Folder
from simcall.report.recipe import recipe_of_calibration
from simcall.report.register import depends_on, differing_register, register
from simcall.report.sentences import days_of, other_version, verdict_mark
from simcall.report.svg import saved
from simcall.scenario import Scenario
from simcall.studies.calibrate.study import in_words
from simcall.studies.sweep.table import kind_of
from simcall.studies.typed_figures import parse_figure

__all__ = ["of_calibration"]

_TITLES = {
    "profiles": "How nearly each value of each parameter can meet the targets",
    "ensemble": "The sets of values that remain",
    "curve": "The published curve and the model",
}
_TARGET_COLUMNS = (
    "target",
    "target value",
    "tolerance",
    "model",
    "95 % interval",
    "spread of one span",
    "verdict",
    "source",
)
_FIT_COLUMNS = (
    "parameter",
    "value",
    "bounds",
    "meets the targets from",
    "90 % of the ensemble",
    "input",
)


def of_calibration(folder: Folder, prefix: str) -> Part:
    """Return the report of a calibration; parameters as for `simcall.report.of_run.of_run`."""
    try:
        return _of_calibration(folder, prefix)
    except ResultsError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, SimcallError) as error:
        raise ResultsError(
            f"{folder.path}: cannot be read ({type(error).__name__}: {error}); another version may have written it. "
            "Calibrate again"
        ) from error


def _of_calibration(folder: Folder, prefix: str) -> Part:
    manifest, summary = folder.manifest, folder.summary
    marks = manifest["scenario_sha256"]
    scenarios = {
        label: scenario_in(folder, document, marks[label]) for label, document in manifest["scenarios"].items()
    }
    check_calibration(folder, scenarios)
    first, *others = scenarios.values()
    registers: tuple[Block, ...] = (
        Paragraph("These are the scenarios before the calibration. The fitted values replace those of the parameters."),
        *register(first),
        *(block for scenario in others for block in differing_register(first, scenario)),
    )
    sections = [
        Section("How well the targets determine the values", tuple(_identified(summary))),
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
        answer=tuple(sentence for sentence in _answer(summary, scenarios) if sentence),
        alerts=tuple(_alerts(folder, summary)),
        targets=_targets(summary, first),
        sections=tuple(section for section in sections if section.blocks or section.sections),
        main=((summary["study"], dict(_main(summary))),),
        evidence=(_fits(summary),),
        basis=depends_on(list(scenarios.values())),
    )


def _about(summary: Mapping[str, Any], scenarios: Mapping[str, Scenario]) -> str:
    named = "; ".join(f"{label}: {scenario.name}, {days_of(scenario)}" for label, scenario in scenarios.items())
    return (
        f"Calibration of {counted(len(summary['parameters']), 'parameter')} to "
        f"{counted(len(summary['targets']), 'target')}: {counted(summary['evaluations'], 'point')} simulated, seed "
        f"{summary['seed']}. {named}."
    )


def _answer(summary: Mapping[str, Any], scenarios: Mapping[str, Scenario]) -> tuple[str, ...]:
    if missed := _missed(summary):
        return (_nearest(summary, missed, scenarios), _obstacles(summary, missed), _ensemble(summary))
    return (
        f"The model meets {_met(summary)}.",
        f"Values: {_values(summary)}. They were {_checked_on(summary)}.",
        _determined(summary),
        _ensemble(summary),
    )


def _checked_on(summary: Mapping[str, Any]) -> str:
    confirmed = counted(summary["confirmed_on"]["replications"], "replication")
    return f"checked on fresh callers ({confirmed})"


def _missed(summary: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [target for target in summary["targets"] if target["verdict"] == Verdict.MISSED]


def _nearest(summary: Mapping[str, Any], missed: Sequence[Mapping[str, Any]], scenarios: Mapping[str, Scenario]) -> str:
    """Say that the targets cannot be met, and how near the model comes."""
    number = len(summary["targets"])
    targets = "the target" if number == 1 else f"all {counted(number, 'target')}: the nearest meet {_met(summary)}"
    near = "; ".join(_near(target, scenarios[target["scenario"]]) for target in missed)
    return (
        f"No values within the bounds meet {targets}. At the nearest, {near}, {_checked_on(summary)}, with "
        f"{_values(summary)}."
    )


def _near(target: Mapping[str, Any], scenario: Scenario) -> str:
    kind = kind_of(parse_figure(target["figure"], scenario, "target"))
    figure = "not defined" if target["found"] is None else str(Number(target["found"], kind))
    return f"{_name(target)} is {figure} and not {Number(target['value'], kind)}"


def _obstacles(summary: Mapping[str, Any], missed: Sequence[Mapping[str, Any]]) -> str:
    """Say which bound or which other target prevents it. `_nearest` names the nearest values."""
    why = summary["why_missed"][len(missed) :]
    return " ".join((*why, "Do not use these values as calibrated: they say nothing about the hub."))


def _met(summary: Mapping[str, Any]) -> str:
    """Count the targets that are met, and say how many of these are too close to call."""
    numbers = Counter(target["verdict"] for target in summary["targets"])
    close = numbers[Verdict.TOO_CLOSE]
    met, number = numbers[Verdict.MET] + close, len(summary["targets"])
    count = f"all {counted(number, 'target')}" if met == number > 1 else f"{met} of {counted(number, 'target')}"
    count = "the target" if met == number == 1 else count
    return f"{count} ({close} too close to call)" if close else count


def _values(summary: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{parameter['name']} {_written(parameter, parameter['value'])}" for parameter in summary["parameters"]
    )


def _determined(summary: Mapping[str, Any]) -> str:
    """Say whether the targets determine the values."""
    targets, parameters = len(summary["targets"]), len(summary["parameters"])
    if parameters == 1:
        return _determined_alone(summary["parameters"][0], bool(summary["not_identified"]))
    if not summary["not_identified"]:
        return "The targets determine each of these values."
    free = (
        f"{counted(targets, 'target')} cannot determine {counted(parameters, 'parameter')}"
        if targets < parameters
        else ""
    )
    lead = f"{free}: other" if free else "The targets do not determine all of them: other"
    return f"{lead} values would meet the targets as well. Do not read a single value as a finding about the hub."


def _determined_alone(parameter: Mapping[str, Any], is_free: bool) -> str:
    """Say whether the targets determine the only value that was fitted."""
    if is_free:
        return (
            f"The targets hardly determine {parameter['name']}: other values would meet them as well. Do not read the "
            "value as a finding about the hub."
        )
    ends = parameter["can_be_met_with"]
    return f"Every target can be met with {parameter['name']} from {_span(parameter, ends)}." if ends else ""


def _ensemble(summary: Mapping[str, Any]) -> str:
    members, tried = len(summary["ensemble"]["members"]), summary["ensemble"]["tried"]
    if summary.get("matching"):
        return str(summary["matching"]["sentence"])
    if not tried:
        return "No ensemble was drawn, so there are no other sets of values to predict with."
    if not members:
        return f"None of the {tried} sets that were tried meets every target within its tolerance."
    return (
        f"{members} of {tried} sets of values that were tried meet every target within its tolerance. Predict with all "
        "of them (simcall run FILE --ensemble), so that the answer shows what the targets leave open."
    )


def _alerts(folder: Folder, summary: Mapping[str, Any]) -> Iterator[str]:
    if other_version_made_it := other_version(folder):
        yield f"{other_version_made_it} The figures are as saved. They were not simulated again."
    yield from summary["warnings"]


def _targets(summary: Mapping[str, Any], scenario: Scenario) -> Table:
    rows = tuple(_target(target, scenario) for target in summary["targets"])
    return Table("Each target, and the model's figure on fresh callers", _TARGET_COLUMNS, rows, sheet="Targets")


def _target(target: Mapping[str, Any], scenario: Scenario) -> tuple[Cell, ...]:
    kind = kind_of(parse_figure(target["figure"], scenario, "target"))
    values = (Number(target["value"], kind), _reach(target["tolerance"], kind), Number(target["found"], kind))
    reaches = (_reach(target[key], kind) for key in ("reach", "one_span_strays"))
    return _name(target), *values, *reaches, verdict_mark(Verdict(target["verdict"])), target["source"]


def _name(target: Mapping[str, Any]) -> str:
    """Name a target by its scenario and its figure."""
    link = " where" if target.get("where") is not None else " at"
    at = f"{link} {target['at']}" if target["at"] else ""
    return f"{target['scenario']}: {target['figure']}{at}"


def _reach(value: float | None, kind: Kind) -> str:
    """Write how far something reaches either way; of a share in points."""
    return "-" if value is None else f"±{number_in_words(value, kind).replace(' %', ' points')}"


def _fits(summary: Mapping[str, Any]) -> Table:
    rows = tuple(
        (
            parameter["name"],
            _written(parameter, parameter["value"]),
            _span(parameter, (parameter["low"], parameter["high"])),
            _span(parameter, parameter["can_be_met_with"]),
            _span(parameter, parameter["ensemble_90"]),
            "; ".join(parameter["paths"]),
        )
        for parameter in summary["parameters"]
    )
    return Table(
        "The parameters: fitted values, and what else would meet the targets", _FIT_COLUMNS, rows, sheet="Measures"
    )


def _written(parameter: Mapping[str, Any], number: float) -> str:
    plain = f"{round(number)}" if parameter["whole"] else f"{number:.4g}"
    return f"{plain} {parameter['unit']}".strip()


def _span(parameter: Mapping[str, Any], ends: Sequence[float] | None) -> str:
    return "-" if ends is None else f"{_written(parameter, ends[0])} to {_written(parameter, ends[1])}"


def _identified(summary: Mapping[str, Any]) -> Iterator[Block]:
    values = ", ".join(f"{value:.3g}" for value in summary["singular_values"])
    yield Paragraph(
        f"Singular values of the targets' slopes, in tolerances from bound to bound: {values}. A value under 2 belongs "
        "to a combination of parameters that no target determines."
    )
    notes = (*summary.get("settled", ()), *summary["not_identified"])
    if notes or _missed(summary):
        yield Listing((*summary["why_missed"], *notes))
    elif len(summary["parameters"]) > 1:
        yield Listing(("The targets determine each parameter.",))


def _pictures(folder: Folder, prefix: str) -> tuple[Block, ...]:
    pictures: tuple[Illustration, ...] = saved(folder.path / "figures", _TITLES, prefix, small_type=True)
    return pictures or (Paragraph("There are no pictures, because the calibration was made with --no-figures."),)


def _main(summary: Mapping[str, Any]) -> Iterator[tuple[str, Cell]]:
    for target in summary["targets"]:
        figure = "not defined" if target["found"] is None else f"{target['found']:.4g}"
        yield f"{target['scenario']}: {target['figure']}", f"{target['verdict']} ({figure} for {target['value']:.4g})"


def _purpose(summary: Mapping[str, Any]) -> Sequence[str]:
    return (
        "To find values for inputs that nobody publishes, so that the model of a contact centre meets published "
        "figures, and to say which of them the published figures determine.",
        f"Fitted: {in_words([parameter['name'] for parameter in summary['parameters']])}.",
    )


def _checked(folder: Folder) -> str:
    return (
        f'These results: simcall read them from the folder "{folder.path.resolve().name}". The calibration checked the '
        "values on fresh callers. simcall did not fit them again for this report."
    )


def _uncertainty() -> Sequence[str]:
    return (
        "Chance: the 95 % interval is of the mean of the replications on fresh callers. The spread of one span, such "
        "as the published month, is beside it.",
        "Parameters: the ensemble covers what the targets leave open, if the tolerances are right. A target observed "
        "in one month is less certain than its tolerance may say.",
        "Other inputs: inputs that were not fitted may be wrong, and fitted values may make up for that.",
        "The model: no interval allows for what the model leaves out (see Limits).",
    )
