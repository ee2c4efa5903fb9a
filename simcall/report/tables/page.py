"""The page that describes the tables: how to load them, how they belong together, and every column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simcall.measures.definitions import ANSWERED_IN_TARGET
from simcall.report.markdown import escaped
from simcall.report.tables.layout import TABLES, Layout

__all__ = ["QUERY", "page"]

QUERY = f"""\
SELECT scenario.label, subject.name, figure.mean, figure.low, figure.high
FROM 'parquet/fact_figure.parquet' AS figure
JOIN 'parquet/dim_scenario.parquet' AS scenario USING (scenario_key)
JOIN 'parquet/dim_subject.parquet' AS subject USING (subject_key)
WHERE figure.measure_key = '{ANSWERED_IN_TARGET.name}'
ORDER BY scenario.label, subject.name;"""
"""An example for the page: the share answered in time of each line."""

_KINDS = """\
Tables whose names begin with `dim` (dimensions) say what the figures are of. Tables whose names begin with `fact` \
hold the figures. All tables are always there, so a report made on them still works when you write them again. A table \
may be empty: only comparisons have differences, and only sweeps have points."""
_LOADING = f"""\
## Load the tables in three steps

Each table is there twice, with the same contents: in `csv` and in `parquet`. Choose Parquet if your program reads it: \
it keeps numbers, dates and text apart.

### Power BI

1. Choose Get data, then Parquet, and name a file of the folder `parquet`. Repeat for each table that you need. Or \
choose Text/CSV and a file of the folder `csv`, with the file origin "65001: Unicode (UTF-8)".
2. In the model view, check that each relationship in the list below is there. Power BI finds most of them by the \
columns' names.
3. Put a scenario, a subject and one measure into filters or slicers, then draw `mean`, `low` and `high`. Do not let \
Power BI add figures up: choose "Don't summarize" or an average of one row.

### Excel

1. In the Data tab, choose Get Data, From File, From Text/CSV, and a file of the folder `csv`. Set the file origin to \
"65001: Unicode (UTF-8)".
2. Choose Load To, then "Only Create Connection" and "Add this data to the Data Model". Repeat for each table.
3. In Power Pivot, draw the relationships of the list below. Then insert a pivot table from the data model.

If your computer writes decimal commas, choose Transform Data, mark the columns of numbers and choose Change Type, \
Using Locale, Decimal Number, English (United Kingdom).

### A database

1. Make a table for each file with the columns below. DuckDB and most cloud databases do it by themselves: \
`CREATE TABLE fact_figure AS SELECT * FROM 'parquet/fact_figure.parquet';`
2. For other databases, load the CSV files: UTF-8, a header row, commas, double quotes, a point before decimals. \
An empty cell is null. Dates are written as 2024-02-05.
3. Join the tables by their keys. This query for DuckDB, started in this folder, gives the share answered in time of \
each line:

```sql
{QUERY}
```
"""

_USING = """\
## Use the figures

- **Choose one measure.** A table of facts holds figures of every measure, in different units. `dim_measure` has the \
unit and the definition of each. Counts and hours are for one replication of the span, on average.
- **Do not add up or average shares and times.** Take the row that covers what you want: the whole span is in \
`fact_figure`. Only means of measures with `adds_up` may be added over hours or dates. Never add `low`, `high`, \
`span_low` or `span_high`.
- **Read `low` and `high` as the interval of the mean.** They are 95 % intervals. They cover chance, but not errors in \
the inputs. `span_low` and `span_high` say where one such span, for example one month, falls in 95 of 100 cases.
- **An empty cell means that the figure is not defined**, such as a share of no calls, or that one replication gives \
no interval.
- **Filter by name, join by key.** If a line's target or a group's lines differ between scenarios, `dim_subject` has a \
row for each setting. The name is the same. The same results always get the same keys.
- **Do not add up lines, grades and the total.** A grade holds the figures of its lines, and the total those of all \
phone lines. Of incidents, "answered" means that units attended.
- **The total** has no rows by hour, by date, in differences or at points of a sweep.
- Text in CSV that begins with `=`, `+`, `-` or `@` has an apostrophe before it, so that no program takes it for a \
formula. Parquet has the text as it is.
"""


def page(rows: Mapping[str, Sequence[tuple[Any, ...]]], results: Sequence[str], origin: str) -> str:
    """Return the page, in Markdown.

    Parameters
    ----------
    rows : mapping
        The rows of each table, by its name.
    results : sequence of str
        The names of the folders that the tables are of.
    origin : str
        By which version it was written, when, and whom to ask.
    """
    named = ", ".join(map(escaped, results))
    return "\n".join(
        (
            "# Figures of simcall as tables",
            "",
            f"These tables hold the figures of these folders of results: {named}. {escaped(origin)}",
            "",
            _KINDS,
            "",
            _LOADING,
            _USING,
            *_relationships(),
            "## Every table",
            "",
            *(line for table in TABLES for line in _described(table, len(rows[table.name]))),
        )
    )


def _relationships() -> Iterator[str]:
    yield from ("## Relationships", "", "Each runs from many rows of the first to one row of the second.", "")
    yield from ("| from | to |", "|---|---|")
    for table in TABLES:
        for column in table.columns:
            if column.key_of:
                yield f"| `{table.name}`.`{column.name}` | `{column.key_of}`.`{_key(column.key_of)}` |"
    yield ""


def _key(dimension: str) -> str:
    """Return the column that names the rows of a dimension."""
    return next(table.columns[0].name for table in TABLES if table.name == dimension)


def _described(table: Layout, rows: int) -> Iterator[str]:
    number = f"{rows:,} {'row' if rows == 1 else 'rows'}"
    yield from (
        f"### {table.name}",
        "",
        f"{table.about} {number}.",
        "",
        "| column | holds | meaning |",
        "|---|---|---|",
    )
    for column in table.columns:
        yield f"| `{column.name}` | {column.kind} | {column.meaning} |"
    yield ""
