"""The page on imports names what the readers of exports accept: fields of --map, questions, and their choices."""

from __future__ import annotations

import re

import pytest

from simcall.observed.reading import durations, lines
from simcall.observed.reading.logs import event_words, fields, login_events, logins, outcomes, queue_paths, times
from simcall.observed.reading.reports import bins, impossible, rows, running_counts
from simcall.observed.reading.reports.fields import INTERVAL_FIELDS
from simcall.observed.reading.together import counts, repeated_calls
from tests.docs.pages import DOCS, ROOT

PAGE = (DOCS / "import.md").read_text("utf-8")
CHOICES = {
    durations.DURATIONS: set(durations.DURATION_WORDS),
    times.OPTION: {choice for choice, _ in times.CHOICES},
    outcomes.OPTION: {choice for choice, _ in outcomes.CHOICES},
    bins.BINS: {choice for choice, _ in bins.CHOICES},
    rows.REPEATS: {choice for choice, _ in rows.REPEAT_CHOICES},
    rows.EMPTY_PERIODS: {choice for choice, _ in rows.EMPTY_CHOICES},
    running_counts.COUNTS: {choice for choice, _ in running_counts.COUNTS_CHOICES},
    impossible.IMPOSSIBLE: {choice for choice, _ in impossible.IMPOSSIBLE_CHOICES},
    repeated_calls.REPEATED_CALLS: set(repeated_calls.ANSWERS),
    counts.CALLS_OR_REPORT: {choice for choice, _ in counts.CHOICES},
    lines.SAME_QUEUE: {lines.SEPARATE},
    queue_paths.QUEUE_PATH: set(queue_paths.ANSWERS),
}


def table_rows(heading: str) -> list[list[str]]:
    """Return the cells of each row below a heading."""
    part = re.split(r"\n#+ ", PAGE.partition(f" {heading}\n")[2])[0]
    return [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| `")]


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Fields of calls, legs and events", {*fields.VOCABULARY.names, *event_words.VOCABULARY.names}),
        ("Fields of log-ins", {*logins.VOCABULARY.names, *login_events.VOCABULARY.names}),
        ("Fields of reports by interval or day", set(INTERVAL_FIELDS)),
    ],
)
def test_each_field_has_its_place_in_one_row(heading: str, names: set[str]) -> None:
    """A planner finds each field on the page, and no other."""
    listed = [name for cells in table_rows(heading) for name in re.findall(r"`(\w+)`", cells[0])]

    assert sorted(listed) == sorted(names)


def test_each_question_has_a_row_with_its_choices() -> None:
    """A script can answer before simcall asks."""
    listed = {cells[0].strip("`"): set(re.findall(r"`([^`]+)`", cells[1])) for cells in table_rows("Answer a question")}

    assert {name.removesuffix(" WORD").removesuffix(" NAME"): choices for name, choices in listed.items()} == {
        option.removeprefix("--"): choices for option, choices in CHOICES.items()
    }


def test_no_reader_has_another_question() -> None:
    """Every option that a reader of exports names is on the list above, or has an option of its own."""
    sources = [path.read_text("utf-8") for path in (ROOT / "simcall" / "observed" / "reading").rglob("*.py")]
    options = {option for source in sources for option in re.findall(r'^\w+(?:: Final)? = "(--[^"]+)"$', source, re.M)}
    asked = {option for source in sources for option in re.findall(r'Question\(\s*"(--[^"]+)"', source)}

    assert options == set(CHOICES)
    assert asked <= {"--dates", "--zone", "--line", "--map"}
