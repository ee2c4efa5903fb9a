"""Which groups the search decides on, for which targets, and the scenario in which it tries numbers of people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simcall.errors import SimcallError
from simcall.files.messages import listed, meant, shown
from simcall.measures import MEASURES
from simcall.measures.measure import AtEnd, Averaged, Kind, Maximum
from simcall.measures.targets import Target, own_targets
from simcall.scenario import Scenario
from simcall.studies.typed_figures import parse_target

__all__ = ["check_target", "held_by_step", "searched_groups", "targets_of", "trial_scenario", "unsearched_groups"]


def targets_of(scenario: Scenario, typed: Sequence[Target | str]) -> tuple[Target, ...]:
    """Return the targets to meet: those given, or by default the scenario's own.

    Raises
    ------
    SimcallError
        If there is none, or one that no number of people at the phones is about.
    """
    targets = tuple(
        parse_target(target, scenario) if isinstance(target, str) else target for target in typed
    ) or own_targets(scenario)
    if not targets:
        raise SimcallError(
            f"{scenario.name} has no target; give a line an answer_target or an abandonment_target, or name one: "
            '--target "999.answered_in_target>=0.9"'
        )
    for target in targets:
        check_target(target)
    return targets


def check_target(target: Target) -> None:
    """Refuse a target that no number of people at the phones is about, with a SimcallError."""
    measure = None if target.is_planned else MEASURES[target.measure]
    if not target.is_of_line or not isinstance(measure, Averaged) or isinstance(measure, AtEnd | Maximum):
        raise SimcallError(
            f"{target}: simcall cannot hold this target; name a share or a mean time of a line, such as "
            "999.answered_in_target>=0.9, 101.abandonment_rate<=0.1 or 101.asa<=60"
        )
    beyond = {">=": 1.0, ">": 1.0, "<=": 0.0, "<": 0.0}[target.comparison]
    if measure.kind is Kind.SHARE and target.value == beyond:
        raise SimcallError(
            f"{target}: a simulation cannot show that this holds for every single call; write a share such as "
            f"{'0.99' if beyond else '0.01'}"
        )
    if measure.kind not in (Kind.SHARE, Kind.SECONDS):
        raise SimcallError(
            f"{target}: this is a number of calls, which depends on the length of the span; name a share or a mean "
            "time, such as 101.abandonment_rate<=0.1"
        )


def held_by_step(scenario: Scenario, target: Target) -> bool:
    """Tell whether a target makes sense hour by hour; work may wait for hours, so its targets are for the span."""
    return not scenario.lines[target.line_or_group].is_work


def searched_groups(scenario: Scenario, targets: Sequence[Target], named: Sequence[str]) -> tuple[str, ...]:
    """Return the groups whose people are searched for: those named, or the first that answers each line with a target.

    Raises
    ------
    SimcallError
        If a name is no group's, a group comes only when it is called up, or nobody answers a line with a target.
    """
    lines = tuple(dict.fromkeys(target.line_or_group for target in targets))
    searched = tuple(dict.fromkeys(named)) or tuple(dict.fromkeys(_first_for_each(scenario, lines)))
    for name in searched:
        _refuse_group(scenario, name)
    for line in lines:
        if not any(line in scenario.groups[name].lines for name in searched):
            raise SimcallError(
                f"{line} has a target, and {listed(list(searched))} does not answer it; add --group for a group that "
                "does, or name other targets with --target"
            )
    return searched


def _refuse_group(scenario: Scenario, name: str) -> None:
    if name not in scenario.groups:
        raise SimcallError(
            f"--group {shown(name)}: there is no such group; {meant(name, scenario.groups, 'the groups are')}"
        )
    group = scenario.groups[name]
    if group.call_up is not None:
        raise SimcallError(
            f"--group {shown(name)}: this group comes only when it is called up, so it has no number of people by hour"
        )
    if group.recruits is not None:
        raise SimcallError(
            f"--group {shown(name)}: these are recruits under supervision; name the group that they join"
        )


def _first_for_each(scenario: Scenario, lines: Sequence[str]) -> Iterator[str]:
    """Yield for each line the group that is tried first; a group that answers several of the lines counts once."""
    planned = [
        (group.overflow, name)
        for name, group in scenario.groups.items()
        if group.call_up is None and group.recruits is None
    ]
    in_order = [name for _, name in sorted(planned, key=lambda pair: pair[0])]
    for line in lines:
        first = next((name for name in in_order if line in scenario.groups[name].lines), None)
        if first is None:
            raise SimcallError(
                f"{line} has a target, and no group with planned duties answers it; name other targets with --target"
            )
        yield first


def unsearched_groups(scenario: Scenario, searched: Sequence[str], targets: Sequence[Target]) -> tuple[str, ...]:
    """Return the groups that answer lines with targets too, and stay on duty as the scenario has them."""
    lines = {target.line_or_group for target in targets}
    return tuple(
        name for name, group in scenario.groups.items() if name not in searched and not lines.isdisjoint(group.lines)
    )


def trial_scenario(scenario: Scenario, searched: Sequence[str]) -> Scenario:
    """Return the scenario with a number of people at the phones in place of the duties of the searched groups.

    They have no absence and no breaks there. Whoever other groups take from a searched group is not missing in it.
    """
    changes: dict[str, object] = {}
    for name, group in scenario.groups.items():
        if name in searched:
            changes |= {f'groups."{name}".headcount': 0, f'groups."{name}".availability': 1.0}
        if group.taken_from in searched:
            changes[f'groups."{name}".taken_from'] = None
        kept = {cohort: table for cohort, table in (group.recruits or {}).items() if table.joins not in searched}
        if group.recruits is not None and len(kept) < len(group.recruits):
            changes |= {f'groups."{name}".headcount': 0} if not kept else {}
    return scenario.update(changes)
