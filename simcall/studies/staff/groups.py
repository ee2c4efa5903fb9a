"""Which groups the search decides on, and for which targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simcall.errors import SimcallError
from simcall.files.messages import listed, meant, shown
from simcall.measures.targets import Target, own_targets
from simcall.scenario import Scenario
from simcall.studies.trials.goals import check_target
from simcall.studies.typed_figures import parse_target

__all__ = ["searched_groups", "targets_of", "unsearched_groups"]


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
        check_target(target, scenario)
    return targets


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
    planned = {
        name: group for name, group in scenario.groups.items() if group.call_up is None and group.recruits is None
    }
    for line in lines:
        serving = {name: group.on_line(line).overflow for name, group in planned.items() if line in group.lines}
        first = min(serving, key=lambda name: serving[name], default=None)
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
