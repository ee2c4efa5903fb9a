"""docs/validity.md: a template with prose, and the tables and figures that are kept of each section."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

import simcall as sc
from docs.builder.validity import kept, tables
from docs.builder.validity.sections import SECTIONS, SEED

__all__ = ["PAGE", "officers_table", "text"]

PAGE = Path(__file__).parents[2] / "validity.md"
_HERE = Path(__file__).parent
_ON_THE_PAGE = "Do not edit this page: `make validity` writes it from docs/builder/validity/template.md"


def text() -> str:
    """Return the page, from the template and what is kept."""
    results = {section: kept.kept(section) for section in SECTIONS}
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE), undefined=jinja2.StrictUndefined, keep_trailing_newline=True,
        trim_blocks=True, lstrip_blocks=True, autoescape=False,
    )  # fmt: skip
    environment.filters |= {form.replace(" ", "_"): _filter(form) for form in tables.FORMS}
    return environment.get_template("template.md").render(
        results=results,
        version=sc.__version__,
        seed=SEED,
        comment=f"<!-- {_ON_THE_PAGE} -->",
        table=lambda section, name: tables.written(results[section]["tables"][name]),
        figure=lambda section, name: results[section]["figures"][name],
        sections=_stamps(results),
        published=_published(),
    )


def officers_table() -> str:
    """Return the table of the officers' part of the rise, which README shows as well."""
    found = kept.kept("officers")
    assert found is not None
    return tables.written(found["tables"]["short"])


def _filter(form: str) -> Any:
    return lambda value: tables.cell(value, form)


def _stamps(results: Mapping[str, Any]) -> str:
    """Return the table of what made each section."""
    rows = [
        (section, result["made"]["simcall"], result["made"]["date"], result["made"]["seconds"])
        for section, result in results.items()
        if result is not None
    ]
    columns = {"section": "text", "simcall": "text", "made on": "text", "seconds": "count"}
    return tables.written({"columns": columns, "rows": rows})


def _published() -> str:
    """Return the table of what each published figure was used for."""
    entries = tomllib.loads((_HERE / "published.toml").read_text("utf-8"))["figures"]
    rows = [(one["figure"], one["use"], one["how"]) for one in entries]
    return tables.written({"columns": dict.fromkeys(("published figure", "use", "how"), "text"), "rows": rows})
