"""Spans of inputs that nobody knows exactly, in the entries of their provenance."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from simcall.errors import Problem, ScenarioError
from simcall.scenario import Scenario, load, spanned_inputs
from simcall.scenario.checks.problems import problems_of
from simcall.scenario.checks.span_ends import is_accepted_alone
from simcall.scenario.models.paths import KeyPath, format_path
from simcall.scenario.reading.layers import Layer
from simcall.scenario.reading.merging import lay_over, merge
from simcall.scenario.reading.overrides import override_layer

Over = Callable[[str], Scenario]
Refused = Callable[..., list[Problem]]


def with_spans(**spans: str) -> str:
    """Return provenance with a span for each path; ``__`` stands for a dot."""
    entries = (
        f'"{path.replace("__", ".")}" = {{ kind = "assumed", source = "a guess", span = {span} }}'
        for path, span in spans.items()
    )
    return "[provenance]\n" + "\n".join(entries)


def test_spans_keep_the_form_of_the_value(over: Over) -> None:
    """Times, whole numbers and other numbers may have a span; parts of distributions and defaults too."""
    scenario = over(
        with_spans(
            lines__101__patience__mean='["3 min", "540 s"]',
            groups__handlers__headcount="[12, 16]",
            lines__101__redial__divert__share="[0, 0.2]",
            lines__101__demand__growth="[0.9, 1.1]",
            lines__101__short_abandon='["0 s", "10 s"]',
        )
    )
    rows = {row.path: row for row in spanned_inputs(scenario)}
    assert {path: (row.form, row.low, row.high) for path, row in rows.items()} == {
        "lines.101.patience.mean": ("time", "3 min", "540 s"),
        "groups.handlers.headcount": ("whole", 12, 16),
        "lines.101.redial.divert.share": ("number", 0, 0.2),
        "lines.101.demand.growth": ("number", 0.9, 1.1),
        "lines.101.short_abandon": ("time", "0 s", "10 s"),
    }
    assert rows["lines.101.patience.mean"].span_in_words == "3 min to 9 min"
    assert rows["lines.101.demand.growth"].value == 1.0
    assert spanned_inputs(Scenario.from_document(scenario.document())) == tuple(rows.values())


def test_a_span_within_a_list(over: Over) -> None:
    """A path leads into the components of a mixture by number."""
    mixture = (
        "[lines.101]\n"
        'patience = { distribution = "mixture", weights = [0.3, 0.7], components = [\n'
        '    { distribution = "exponential", mean = "2 min" }, { distribution = "exponential", mean = "1 h" } ] }\n'
    )
    entry = with_spans(lines__101__patience__components__0__mean='["1 min", "4 min"]')
    (row,) = spanned_inputs(over(mixture + entry))
    assert (row.value, row.low) == ("2 min", "1 min")


@pytest.mark.parametrize(
    ("path", "span", "message"),
    [
        ("lines.101.patience", '["3 min", "9 min"]', "give an entry to one of lines.101.patience.mean"),
        ("lines.999.demand.profile", "[1, 2]", "and lines.999.demand.profile is neither"),
        ("lines.101.patience.mean", '["9 min", "3 min"]', 'the low end "9 min" must be below the high end "3 min"'),
        ("lines.101.patience.mean", '["5 min", "5 min"]', "must be below"),
        ("lines.101.patience.mean", '["6 min", "9 min"]', 'is "5 min", outside its span from "6 min" to "9 min"'),
        ("lines.101.patience.mean", "[180, 540]", "does not have the form of the value; write lengths of time"),
        ("groups.handlers.headcount", "[12.0, 16.0]", "write whole numbers, such as [2, 5]"),
        ("lines.101.redial.probability", "[0.5]", "a span has two ends"),
        ("lines.101.redial.probability", '[0.5, "1"]', "is a number and the other is text"),
        ("lines.101.redial.probability", "[0.5, inf]", "has no end"),
        ("lines.101.redial.probability", "[0.5, true]", "true is neither a number nor a length of time"),
        ("lines.101.redial.probability", "[0.5, 1.5]", "does not accept 1.5 there (lines.101.redial.probability"),
        ("lines.101.patience.mean", '["0 s", "9 min"]', 'does not accept "0 s" there'),
        ("days", "[7, 14]", "days is chosen for the run"),
    ],
)
def test_refused(refused: Refused, path: str, span: str, message: str) -> None:
    """What a span cannot be is one problem of its own entry, with a remedy."""
    (problem,) = refused(f'[provenance]\n"{path}" = {{ kind = "assumed", source = "a guess", span = {span} }}')
    assert problem.path.startswith("provenance.")
    assert problem.path.endswith(".span")
    assert message in problem.message


def test_all_problems_at_once(refused: Refused) -> None:
    """Every span has its own problems, those of ends that the scenario does not accept included."""
    problems = refused(
        with_spans(
            lines__101__patience="[1, 2]",
            groups__handlers__headcount="[15, 16]",
            lines__101__redial__probability="[-1.0, 2.0]",
        )
    )
    assert len(problems) == 4


def test_a_span_needs_a_source(refused: Refused) -> None:
    """An entry without a source is refused, span or not."""
    (problem,) = refused('[provenance]\n"groups.handlers.headcount" = { kind = "assumed", span = [12, 16] }')
    assert problem.path.endswith(".source")


def test_a_changed_value_leaves_its_span_behind(over: Over, write: Callable[..., object]) -> None:
    """A span goes with its value: whoever changes the value gives the new one a span of its own, or has none."""
    with_span = over(with_spans(groups__handlers__headcount="[12, 16]"))
    assert spanned_inputs(with_span)
    assert not spanned_inputs(load("x.toml", ["groups.handlers.headcount=13"]))
    assert not spanned_inputs(with_span.update({"groups.handlers.headcount": 13}))
    assert spanned_inputs(load("x.toml", ["groups.handlers.headcount=14"])) == spanned_inputs(with_span)
    write("y.toml", 'extends = "x.toml"\n[groups.handlers]\nheadcount = 20')
    assert not spanned_inputs(load("y.toml"))


def test_a_file_that_moves_the_value_out_of_its_own_span(write: Callable[..., object], over: Over) -> None:
    """A file that changes the value and writes the entry again is told of both, and simcall moves neither."""
    over(with_spans(groups__handlers__headcount="[12, 16]"))
    entry = with_spans(groups__handlers__headcount="[12, 16]")
    path = write("y.toml", f'extends = "x.toml"\n[groups.handlers]\nheadcount = 20\n{entry}')
    with pytest.raises(ScenarioError, match=r"is 20, outside its span from 12 to 16") as caught:
        load(path)  # type: ignore[arg-type]
    assert "y.toml" in str(caught.value)


SCENARIOS = Path(__file__).parents[3] / "scenarios"


def numbers_and_times(node: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Return the numbers and lengths of time of a document, but for those of a long list."""
    if isinstance(node, list):
        node = dict(enumerate(node)) if len(node) < 20 else {}
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from numbers_and_times(value, (*path, str(key)))
    elif is_number(node) or is_time(node):
        yield path, node


def is_number(node: object) -> bool:
    """Return whether a value of a document is a number."""
    return isinstance(node, int | float) and not isinstance(node, bool)


def is_time(node: object) -> bool:
    """Return whether a value of a document is a length of time."""
    return isinstance(node, str) and re.fullmatch(r"[\d.]+ (ms|s|min|h|day)", node) is not None


@pytest.mark.parametrize("file", ["2024-02-hub-and-response.toml", "2024-recruits.toml", "switchboard.toml"])
def test_an_end_that_its_own_table_accepts_is_accepted_by_the_scenario(file: str) -> None:
    """The quick answer never hides a problem that a check of the whole scenario finds; most ends get it."""
    merged = merge([Layer.of(load(SCENARIOS / file).document(), file, file)])
    document, accepted, refused = merged.document(), 0, 0
    for number, (path, value) in enumerate(numbers_and_times(document)):
        ends = ("0 s", "1 ms", "400 day") if isinstance(value, str) else (0, -1, 10_000, 1.5)
        end = ends[number % len(ends)]
        if not is_accepted_alone(document, path, end):
            refused += 1
            continue
        accepted += 1
        layer, _ = override_layer({format_path(path): end}, file)
        found = problems_of(lay_over(merged, layer), file)
        assert not [problem for problem in found if not problem.path.startswith("provenance.")], (path, end)
    assert accepted > 20
    assert refused > 20


def test_an_end_that_contradicts_another_part_of_the_scenario(over: Over, refused: Refused) -> None:
    """A share of what calls lead to is right in itself, and with others it adds up to more than all."""
    leads = '[[lines.101.leads_to]]\nto = "desk"\nwhen = "released"\nshare = 0.3\none_of = "a"\n' * 2
    desk = '[lines.desk]\nkind = "work"\nhandling = { distribution = "constant", value = "1 min" }\n'
    text = f'groups.handlers.lines = ["999", "101", "desk"]\n{desk}{leads}'
    over(text + with_spans(lines__101__leads_to__0__share="[0.2, 0.6]"))
    (problem,) = refused(text + with_spans(lines__101__leads_to__0__share="[0.2, 0.8]"))
    assert "does not accept 0.8 there (lines.101.leads_to: at most one of the entries" in problem.message
