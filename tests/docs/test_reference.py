"""The pages of keys and of measures agree with what the program accepts and prints."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from docs.builder import reference
from simcall.measures.definitions import GROUP_MEASURES, LINE_MEASURES
from simcall.measures.measure import Measure
from simcall.scenario.models.base import Frozen
from simcall.scenario.models.field_docs import described_fields
from simcall.scenario.models.schema import bounds, schema_key
from tests.docs.pages import DOCS

PAGE = DOCS / "reference.md"


def models(parent: type[BaseModel] = Frozen) -> Iterator[type[BaseModel]]:
    """Return every model of a scenario, and of nothing else."""
    for model in parent.__subclasses__():
        if model.__module__.startswith("simcall.scenario"):
            yield model
        yield from models(model)


def test_the_page_is_the_one_that_the_models_make():
    """The page is as the generator writes it, byte for byte: run `python -m docs.builder.reference` to renew it."""
    assert PAGE.read_bytes() == reference.page().encode()


@pytest.mark.parametrize(
    "model", sorted(set(models()), key=lambda model: model.__name__), ids=lambda model: model.__name__
)
def test_every_key_has_its_description_on_the_page(model: type[BaseModel]):
    """Each field of each model has a description, which is on the page."""
    lines = PAGE.read_text("utf-8").splitlines()
    for name, field in model.model_fields.items():
        if name == "duties":  # the page describes them below the table of a roster
            continue
        words = " ".join(described_fields(model).get(name, "").replace("``", "`").split())
        assert words, f"{model.__name__}.{name} has no docstring"
        assert [line for line in lines if line.startswith(f"| `{field.alias or name}` | {words} |")]


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield the table's path, the key and what to write, for each row except those of distributions."""
    section = ""
    for line in PAGE.read_text("utf-8").partition("## Distributions")[0].splitlines():
        if line.startswith("## "):
            section = "".join(re.findall(r"`\[(.*)\]`", line))
        elif (row := re.match(r"\| `(\w+)` \| .*? \| (.*?) \|", line)) and not section.endswith("roster"):
            yield section, row[1], row[2]


def test_paths_on_the_page_are_paths_of_a_scenario():
    """Each key is a path that a scenario accepts, with the bounds in force there."""
    keys = list(rows())
    assert len(keys) > 80
    for section, key, value in keys:
        steps = section.replace("breaks", "breaks.0").split(".") if section else []
        place = schema_key((*steps, key), {})
        assert place is not None, f"{section}.{key}"
        if bounds(place).get("le") == 1:
            assert "at most 1" in value, f"{section}.{key}"


@pytest.mark.parametrize(
    ("heading", "measures"), [("Measures of a line", LINE_MEASURES), ("Measures of a group", GROUP_MEASURES)]
)
def test_every_measure_has_its_row(heading: str, measures: tuple[Measure, ...]):
    """The table of lines and the table of groups list exactly their measures."""
    part = (DOCS / "measures.md").read_text("utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    firsts = [row.split("|")[1] for row in part.splitlines() if row.startswith("| `")]
    assert {name for cell in firsts for name in re.findall(r"`(\w+)`", cell)} == {measure.name for measure in measures}
