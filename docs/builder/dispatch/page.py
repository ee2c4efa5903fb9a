"""docs/dispatch.md and a table of docs/predictions.md, from a template and what is kept in results/dispatch/."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
import tomlkit

from docs.builder.validity import tables

__all__ = ["FOLDER", "PAGE", "PREDICTIONS", "SCENARIO", "keep", "kept", "text", "with_prediction"]

_ROOT = Path(__file__).parents[3]
_HERE = Path(__file__).parent
PAGE, PREDICTIONS = _ROOT / "docs" / "dispatch.md", _ROOT / "docs" / "predictions.md"
FOLDER = _ROOT / "results" / "dispatch"
SCENARIO = FOLDER / "week-48.toml"
_STUDY = FOLDER / "study.json"
_ON_THE_PAGE = (
    "Do not edit this page: `python -m docs.builder.dispatch` writes it from docs/builder/dispatch/template.md"
)


def kept() -> dict[str, Any]:
    """Return the tables and figures that are kept."""
    found: dict[str, Any] = json.loads(_STUDY.read_text("utf-8"))
    return found


def keep(study: Mapping[str, Any], scenario: Mapping[str, Any]) -> None:
    """Keep a study's tables and figures, and its scenario."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    _STUDY.write_text(f"{json.dumps(study, indent=1, ensure_ascii=False)}\n", encoding="utf-8", newline="\n")
    SCENARIO.write_text(tomlkit.dumps(scenario), encoding="utf-8", newline="\n")


def text() -> str:
    """Return the page, from the template and what is kept."""
    study = kept()
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE), undefined=jinja2.StrictUndefined, keep_trailing_newline=True,
        trim_blocks=True, lstrip_blocks=True, autoescape=False,
    )  # fmt: skip
    return environment.get_template("template.md").render(
        comment=f"<!-- {_ON_THE_PAGE} -->",
        table=lambda name: tables.written(study["tables"][name]),
        figure=lambda name, form="count": tables.cell(study["figures"][name], form),
        cell=lambda name, row, column: study["tables"][name]["rows"][row][column],
        points=lambda value: tables.cell(value, "points"),
    )


def with_prediction(page: str) -> str:
    """Return docs/predictions.md with the prediction of week 48 as it is kept."""
    mark, end = "<!-- week-48: made by docs/builder/dispatch -->", "<!-- end -->"
    table = tables.written(kept()["tables"]["week 48"])
    pattern = re.compile(f"{re.escape(mark)}.*?{re.escape(end)}", re.DOTALL)
    return pattern.sub(lambda _: f"{mark}\n\n{table}\n\n{end}", page)
