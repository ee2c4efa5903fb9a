"""The tables and their columns, declared once: the files and the page that describes them are made from this.

Dimensions say what a figure is of, facts hold the figures. A key is one column, so that programs that join tables by
one column only, such as Power BI, can use it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["TABLES", "Column", "Kind", "Layout", "layout_of"]

Kind = Literal["text", "whole number", "number", "yes or no", "date", "date and time"]


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
        Its name in the files.
    kind : Kind
        What its cells hold.
    meaning : str
        What it is, with its unit.
    key_of : str
        The dimension whose rows it names; empty if it is no key of another table.
    """

    name: str
    kind: Kind
    meaning: str
    key_of: str = ""


@dataclass(frozen=True)
class Layout:
    """A table.

    Attributes
    ----------
    name : str
        The name of its files.
    about : str
        What a row is.
    columns : tuple of Column
        In the order of the files. Of a dimension with `has_key`, the first is its key.
    has_key : bool
        Whether the first column names each row, so that other tables can refer to it.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    has_key: bool = False


_UNIT = "In the unit of the measure"
_SCENARIO = Column("scenario_key", "text", "The scenario and how it was simulated.", "dim_scenario")
_SUBJECT = Column("subject_key", "text", "The line, grade or group that the figure is of, or the total.", "dim_subject")
_MEASURE = Column("measure_key", "text", "What is measured.", "dim_measure")
_COMPARISON = Column("comparison_key", "text", "Which scenario is compared with which.", "dim_comparison")
_POINT = Column("point_key", "text", "The point of a sweep.", "dim_point")
_HOUR = Column("hour_of_week", "whole number", "The hour of the week, local time.", "dim_hour_of_week")
_HOURS = Column("hours", "number", "Hours of the span that the row covers, in each replication.")
_INTERVAL = (
    Column("low", "number", f"{_UNIT}: lower end of the 95 % interval of the mean."),
    Column("high", "number", f"{_UNIT}: upper end of the 95 % interval of the mean."),
)
_ESTIMATE = (
    Column("mean", "number", f"{_UNIT}: the figure. Empty if it is not defined, such as a share of no calls."),
    *_INTERVAL,
    Column("span_low", "number", f"{_UNIT}: one such span falls above this and below span_high in 95 of 100 cases."),
    Column("span_high", "number", f"{_UNIT}: see span_low."),
)
_DIFFERENCE = (
    Column("base", "number", f"{_UNIT}: the figure of the base."),
    Column("other", "number", f"{_UNIT}: the figure of the scenario that is compared with it."),
    Column(
        "difference", "number", f"{_UNIT}: other less base. A difference of shares of 0.01 is one percentage point."
    ),
    Column("low", "number", f"{_UNIT}: lower end of the 95 % interval of the difference."),
    Column("high", "number", f"{_UNIT}: upper end of the 95 % interval of the difference."),
)

TABLES: tuple[Layout, ...] = (
    Layout(
        "dim_scenario",
        "A scenario with its seed and number of replications.",
        (
            Column("scenario_key", "text", "The key. It depends on the scenario's contents, seed and replications."),
            Column("name", "text", "The scenario's name."),
            Column("label", "text", "The name; with the end of the key if another scenario here has the same name."),
            Column("start", "date and time", "When the measured span starts, local time."),
            Column("days", "number", "Length of the measured span in days."),
            Column("time_zone", "text", "The time zone of the local clock."),
            Column(
                "seed", "text", "The seed of the random numbers: digits, of which there may be more than a number has."
            ),
            Column(
                "replications",
                "whole number",
                "How often the span was simulated; of a sweep's base, the smallest number for a point.",
            ),
            Column("changes", "text", "What was changed in the scenario's file for this run, as PATH=VALUE."),
            Column("version", "text", "The version of simcall that made the results."),
            Column("results", "text", "The name of the folder of results."),
            Column(
                "has_figures", "yes or no", "Whether the scenario itself was simulated. The base of a sweep may not be."
            ),
        ),
        has_key=True,
    ),
    Layout(
        "dim_subject",
        "A line, a grade of incidents or a group, or all phone lines together (total). If its settings differ between "
        "scenarios, it has a row for each, with the same name.",
        (
            Column("subject_key", "text", "The key."),
            Column("subject", "text", "line, grade, group or total."),
            Column("name", "text", "The name in the scenario. Use it for slicers and filters."),
        ),
        has_key=True,
    ),
    Layout(
        "dim_line",
        "The settings of a line: one row for each line in dim_subject. For points of a sweep they are those of the "
        "base.",
        (
            Column("subject_key", "text", "The line.", "dim_subject"),
            Column("name", "text", "The line's name."),
            Column("kind", "text", "phone if callers ring, work if items wait to be done."),
            Column("priority", "whole number", "Calls with priority 1 are taken first."),
            Column("grade", "text", "Of incidents: their grade."),
            Column("area", "text", "Of incidents: where they happen."),
            Column("target_seconds", "number", "Seconds within which calls should be answered (the main target)."),
            Column(
                "target_share",
                "number",
                "The share of answered calls, from 0 to 1, that should be answered in that time.",
            ),
            Column("abandonment_target", "number", "The largest share abandoned, from 0 to 1, that is acceptable."),
            Column("short_abandon_seconds", "number", "An abandonment after fewer seconds than this counts as short."),
            Column(
                "service_level_ignores_seconds",
                "number",
                "service_level leaves out abandonments after fewer seconds than this.",
            ),
        ),
        has_key=True,
    ),
    Layout(
        "dim_group",
        "The settings of a group: one row for each group in dim_subject. For points of a sweep they are those of the "
        "base.",
        (
            Column("subject_key", "text", "The group.", "dim_subject"),
            Column("name", "text", "The group's name."),
            Column("lines", "text", "The lines that the group answers, separated by semicolons."),
            Column("taken_from", "text", "The work that loses the group's hours; empty if there is none."),
            Column("cost_per_hour", "number", "What an hour of that work costs, in the scenario's currency."),
        ),
        has_key=True,
    ),
    Layout(
        "dim_measure",
        "A measure, with its unit and definition.",
        (
            Column("measure_key", "text", "The key: the measure's name in simcall."),
            Column("label", "text", "The measure in a few words."),
            Column("kind", "text", "count, share, seconds, hours or number."),
            Column("unit", "text", "The unit of the figures."),
            Column("definition", "text", "How it is counted. The line's own targets and thresholds are in dim_line."),
            Column("worse_end", "text", "Which end is worse for callers: lowest or highest; empty if neither."),
            Column(
                "adds_up",
                "yes or no",
                "Whether means of separate hours or dates add up to that of the span. Never add others.",
            ),
        ),
        has_key=True,
    ),
    Layout(
        "dim_hour_of_week",
        "An hour of the week.",
        (
            Column(
                "hour_of_week", "whole number", "The key: 0 is Monday 00:00 to 01:00, 167 is Sunday 23:00 to 24:00."
            ),
            Column("weekday_number", "whole number", "1 is Monday, 7 is Sunday. Sort weekday by it."),
            Column("weekday", "text", "The day of the week."),
            Column("hour", "whole number", "The hour of the day, from 0 to 23."),
            Column("label", "text", "The day and the time at which the hour starts. Sort it by hour_of_week."),
        ),
        has_key=True,
    ),
    Layout(
        "dim_date",
        "A date. There is a row for every date from the first to the last, so Power BI accepts it as a date table.",
        (
            Column("date", "date", "The key: the local date."),
            Column("year", "whole number", "The year."),
            Column("month", "text", "The year and month, such as 2024-02."),
            Column("week_start", "date", "The Monday of its week."),
            Column("weekday_number", "whole number", "1 is Monday, 7 is Sunday. Sort weekday by it."),
            Column("weekday", "text", "The day of the week."),
        ),
        has_key=True,
    ),
    Layout(
        "dim_comparison",
        "A scenario that is compared with a base, with the same callers in both.",
        (
            Column("comparison_key", "text", "The key."),
            Column("label", "text", "Which scenario is compared with which."),
            Column("scenario_key", "text", "The scenario that is compared.", "dim_scenario"),
            Column("base_scenario_key", "text", "The base. In Power BI this relationship is inactive.", "dim_scenario"),
            Column(
                "compared_together",
                "whole number",
                "How many scenarios were compared with the base. The intervals hold for all of them together.",
            ),
        ),
        has_key=True,
    ),
    Layout(
        "dim_point",
        "A point of a sweep: one combination of values.",
        (
            Column("point_key", "text", "The key."),
            Column("scenario_key", "text", "The base of the sweep.", "dim_scenario"),
            Column("sweep", "text", "The sweep's name."),
            Column("number", "whole number", "The point's place in the sweep, from 0."),
            Column("label", "text", "The point's values in a few words."),
            Column("replications", "whole number", "How often the span was simulated."),
            Column(
                "verdict",
                "text",
                "On all targets of the sweep together: met, missed, too close to call or nobody rang; empty if there "
                "is no target.",
            ),
            Column(
                "on_frontier",
                "yes or no",
                "Whether no other point is as good in everything that the sweep trades off and better in one.",
            ),
            Column("error", "text", "Why the point could not be simulated; empty if it was."),
        ),
        has_key=True,
    ),
    Layout(
        "dim_point_value",
        "A value that a point of a sweep has, for each path that is varied.",
        (
            _POINT,
            Column("path", "text", "What is varied, as --set names it."),
            Column("value", "text", "The value in words."),
            Column("number", "number", "The value, if it is a plain number."),
        ),
    ),
    Layout(
        "fact_figure",
        "A figure of the whole span.",
        (_SCENARIO, _SUBJECT, _MEASURE, *_ESTIMATE),
    ),
    Layout(
        "fact_figure_by_hour_of_week",
        "A figure of one hour of the week, over all its hours in the span. Each interval is for its own hour.",
        (_SCENARIO, _SUBJECT, _MEASURE, _HOUR, _HOURS, *_ESTIMATE),
    ),
    Layout(
        "fact_figure_by_date",
        "A figure of one date. Each interval is for its own date.",
        (_SCENARIO, _SUBJECT, _MEASURE, Column("date", "date", "The local date.", "dim_date"), _HOURS, *_ESTIMATE),
    ),
    Layout(
        "fact_target",
        "A target of a line in its scenario, and whether the figure meets it.",
        (
            _SCENARIO,
            _SUBJECT,
            _MEASURE,
            Column("comparison", "text", ">= if the figure should be at least the target, <= if at most."),
            Column("target", "number", f"{_UNIT}: the target."),
            *_ESTIMATE,
            Column(
                "verdict",
                "text",
                "met or missed if the whole interval says so, otherwise too close to call; or nobody rang.",
            ),
        ),
    ),
    Layout(
        "fact_difference",
        "A difference of the whole span between two scenarios.",
        (_COMPARISON, _SUBJECT, _MEASURE, *_DIFFERENCE),
    ),
    Layout(
        "fact_difference_by_hour_of_week",
        "A difference in one hour of the week. Each interval is for its own hour.",
        (_COMPARISON, _SUBJECT, _MEASURE, _HOUR, *_DIFFERENCE),
    ),
    Layout(
        "fact_point_figure",
        "A figure of the whole span at a point of a sweep.",
        (_POINT, _SUBJECT, _MEASURE, *_ESTIMATE),
    ),
    Layout(
        "fact_input",
        "An input of a scenario: the register of assumptions.",
        (
            _SCENARIO,
            Column("path", "text", "What is set, as --set names it."),
            Column("meaning", "text", "What it is."),
            Column("value", "text", "The value in words, with its unit."),
            Column(
                "kind",
                "text",
                "published, measured, given, calibrated or assumed; setting if chosen for the study; default if the "
                "model's own value holds.",
            ),
            Column("source", "text", "Where the value is from."),
        ),
    ),
)
"""In the order in which the page describes them."""


def layout_of(name: str) -> Layout:
    """Return a table by its name."""
    return next(table for table in TABLES if table.name == name)
