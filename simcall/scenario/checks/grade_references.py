"""Check the grades and areas of incidents, on the raw document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simcall.files.messages import meant, shown
from simcall.scenario.checks.odd_names import odd_name
from simcall.scenario.models.faults import Fault
from simcall.scenario.models.paths import KeyPath, child, named

__all__ = ["grade_faults"]


def grade_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield grades that share the name of a line or a group, areas without incidents, and areas that do not exist.

    Parameters
    ----------
    document : mapping
        The merged document, right or wrong: what has the wrong type is passed over here.
    """
    for name, line in named(document, "lines").items():
        if not isinstance(line, Mapping) or line.get("kind") != "work":
            continue  # `follow_on_faults` refuses both keys on phone lines
        path: KeyPath = ("lines", name)
        yield from _of_grade(document, (*path, "grade"), line)
        yield from _of_area(document, (*path, "area"), line)


def _of_grade(document: Mapping[str, Any], path: KeyPath, line: Mapping[str, Any]) -> Iterator[Fault]:
    grade = child(line, "grade")
    if not isinstance(grade, str):
        return
    yield from odd_name(path, grade)
    for kind in ("lines", "groups"):
        if grade in named(document, kind):
            noun = kind.removesuffix("s")
            message = f"{shown(grade)} is the name of a {noun} too; give one of the two another name"
            yield Fault(path, message, "reference")


def _of_area(document: Mapping[str, Any], path: KeyPath, line: Mapping[str, Any]) -> Iterator[Fault]:
    area, areas = child(line, "area"), named(document, "areas")
    if not isinstance(area, str):
        return
    if "grade" not in line:
        message = 'only incidents happen in an area; give the line a grade too, such as grade = "immediate"'
        yield Fault(path, message, "reference")
    if areas and area not in areas:
        yield Fault(path, f"{shown(area)} is not an area; {meant(area, areas, 'the areas are')}", "reference")
    else:
        yield from odd_name(path, area)
