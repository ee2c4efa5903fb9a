"""The tables of `simcall report --format tables`: a star schema whose figures are those of the results."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

import simcall as sc
from simcall.errors import ResultsError, SimcallError
from simcall.measures.definitions import ANSWERED_IN_TARGET, MEASURES
from simcall.measures.targets import PAID_HOURS
from simcall.report import report
from simcall.report.tables.layout import TABLES
from simcall.studies.sweep import cells as sweep_cells
from tests.incidents import incidents
from tests.making import TWO_LINES, scenario

Rows = Callable[..., list[tuple[Any, ...]]]
ALL = [table.name for table in TABLES]
HAS_KEY = {table.name: table.columns[0].name for table in TABLES if table.has_key}
REFERENCES = [(table.name, column.name, column.key_of) for table in TABLES for column in table.columns if column.key_of]


@pytest.fixture(scope="session")
def written(results: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables of a run, a comparison, a sweep and a run whose names are hostile, together; for reading alone."""
    out = tmp_path_factory.mktemp("written") / "tables"
    kinds = ("run", "comparison", "sweep", "hostile")
    return report([results[kind] for kind in kinds], format="tables", out=out, contact="Planning <b>")


@pytest.fixture(scope="session")
def sql(written: Path) -> Rows:
    """Ask the tables a question, by their names."""
    connection = duckdb.connect()
    for table in TABLES:
        connection.sql(f"CREATE VIEW {table.name} AS SELECT * FROM '{written}/parquet/{table.name}.parquet'")
    return lambda query: connection.sql(query).fetchall()


def test_every_key_is_one_row(sql: Rows):
    """The first column of a dimension with a key names each row, also where capitals make no difference."""
    for name, key in HAS_KEY.items():
        ((rows, keys),) = sql(f"SELECT count(*), count(DISTINCT lower(CAST({key} AS text))) FROM {name}")
        assert rows == keys > 0, name


@pytest.mark.parametrize(("table", "column", "dimension"), REFERENCES)
def test_every_key_is_in_its_dimension(sql: Rows, table, column, dimension):
    """No row refers to a row that is not there, and none is without a key."""
    key = HAS_KEY[dimension]
    known = f"(SELECT {key} FROM {dimension})"
    assert sql(f"SELECT {column} FROM {table} WHERE {column} IS NULL OR {column} NOT IN {known}") == []
    assert sql(f"SELECT count(*) FROM {table}") > [(0,)]


def _saved(folder: Path) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Return the figures of a run's summary, by what they are of."""
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    subjects = [(of, name, table) for of in ("line", "group") for name, table in summary[f"{of}s"].items()]
    subjects.append(("total", "total", summary["total"]))
    return {(of, name, measure): ends for of, name, table in subjects for measure, ends in table.items()}


@pytest.mark.parametrize("kind", ["run", "hostile"])
def test_figures_are_those_of_the_summary(sql: Rows, results, kind):
    """Every figure of the summary is there once, to the last digit, and no other; hostile names are as they are."""
    name = json.loads((results[kind] / "summary.json").read_text(encoding="utf-8"))["scenario"].replace("'", "''")
    rows = sql(
        "SELECT subject, u.name, measure_key, mean, low, high, span_low, span_high FROM fact_figure "
        f"JOIN dim_subject u USING (subject_key) JOIN dim_scenario s USING (scenario_key) WHERE s.name = '{name}'"
    )
    names = ("mean", "low", "high", "span_low", "span_high")
    assert {row[:3]: dict(zip(names, row[3:], strict=True)) for row in rows} == _saved(results[kind])
    assert len(rows) == len(_saved(results[kind]))


@pytest.mark.parametrize("by", ["hour_of_week", "date"])
def test_periods_add_up(sql: Rows, by):
    """Measures that are said to add up over periods do: their means add up to that of the whole span."""
    wrong = sql(
        f"SELECT scenario_key, subject_key, measure_key, sum(p.mean), any_value(f.mean) FROM fact_figure_by_{by} p "
        "JOIN fact_figure f USING (scenario_key, subject_key, measure_key) JOIN dim_measure USING (measure_key) "
        "WHERE adds_up GROUP BY ALL HAVING abs(sum(p.mean) - any_value(f.mean)) > 1e-6"
    )
    assert wrong == []
    assert sql(f"SELECT count(DISTINCT measure_key) > 10 FROM fact_figure_by_{by}") == [(True,)]


def test_differences_are_those_of_the_summary(sql: Rows, results):
    """Every difference of the comparison is there, with its interval; the base's figures are those of the base."""
    summary = json.loads((results["comparison"] / "summary.json").read_text(encoding="utf-8"))
    (tree,) = summary["differences"].values()
    expected = {
        (of, name, measure): (ends["base"], ends["other"], ends["mean"], ends["low"], ends["high"])
        for of in ("line", "group")
        for name, table in tree[f"{of}s"].items()
        for measure, ends in table.items()
    }
    columns = "base, other, difference, d.low, d.high"
    rows = sql(
        f"SELECT subject, name, measure_key, {columns} FROM fact_difference d JOIN dim_subject USING (subject_key)"
    )
    assert {row[:3]: row[3:] for row in rows} == expected
    same = sql(
        "SELECT count(*) FROM fact_difference d JOIN dim_comparison c USING (comparison_key) JOIN fact_figure f ON "
        "(f.scenario_key, f.subject_key, f.measure_key) = (c.base_scenario_key, d.subject_key, d.measure_key) "
        "WHERE f.mean = d.base"
    )
    assert same == sql(
        "SELECT count(*) FROM fact_difference WHERE base IS NOT NULL AND subject_key IN "
        "(SELECT subject_key FROM fact_figure)"
    )


def test_points_are_those_of_the_sweep(sql: Rows, results):
    """Every figure of every point is there, with the point's value as a number."""
    sweep = sc.load_sweep(results["sweep"])
    expected = {
        (cell.point.values["groups.handlers.headcount"], *row[:3]): row[3:]
        for cell in sweep.cells
        for row in cell.rows()
    }
    of = f"CASE WHEN measure_key = '{PAID_HOURS}' THEN 'plan' ELSE subject END"
    rows = sql(
        f"SELECT v.number, {of}, u.name, measure_key, mean, low, high FROM fact_point_figure JOIN dim_point p "
        "USING (point_key) JOIN dim_point_value v USING (point_key) "
        "JOIN dim_subject u USING (subject_key) WHERE path = 'groups.handlers.headcount'"
    )
    found = {row[:4]: row[4:] for row in rows}
    assert found.keys() == expected.keys()
    assert {key: ends[0] for key, ends in found.items()} == {key: ends[0] for key, ends in expected.items()}
    plan = [key for key in expected if key[1] == "plan"]
    assert {found[key][1:] for key in plan} == {(None, None)}
    assert all(found[key] == expected[key] for key in expected if key not in plan)


def test_settings_and_inputs(sql: Rows):
    """Dimensions have the settings of the scenario, and the register has what nobody has published."""
    line = "SELECT kind, priority, target_seconds, target_share FROM dim_line WHERE name = '101'"
    assert sql(line) == [("phone", 2, 30.0, 0.8)]
    taken = "SELECT lines, taken_from FROM dim_group WHERE name = 'officers' ORDER BY taken_from"
    assert sql(taken) == [("101", "response")]
    assumed = sql("SELECT DISTINCT path, kind, source FROM fact_input WHERE source = 'a guess'")
    assert assumed == [("lines.101.patience", "assumed", "a guess")]
    verdict = sql(
        f"SELECT DISTINCT comparison, target FROM fact_target WHERE measure_key = '{ANSWERED_IN_TARGET.name}'"
    )
    assert sorted(verdict) == [(">=", 0.8), (">=", 0.9)]


def test_measures_have_unit_and_definition(sql: Rows):
    """Each measure has its unit and a definition without a gap that nobody filled."""
    for name, kind, unit, definition in sql("SELECT measure_key, kind, unit, definition FROM dim_measure"):
        assert unit
        assert definition
        assert not re.search(r"[{}]", definition)
        assert name == PAID_HOURS or kind == MEASURES[name].kind


def test_csv_holds_the_same(written: Path):
    """CSV and Parquet have the same columns and cells, numbers to the last digit, and dates in ISO's way."""
    for table in TABLES:
        parquet = pq.read_table(written / "parquet" / f"{table.name}.parquet")
        with (written / "csv" / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            header, *lines = csv.reader(file)
        assert header == parquet.column_names == [column.name for column in table.columns]
        for column, cells in zip(parquet.columns, zip(*lines, strict=True), strict=True):
            for value, text in zip(column.to_pylist(), cells, strict=True):
                assert _is_written(value, text), (table.name, value, text)


def _is_written(value: object, text: str) -> bool:
    if isinstance(value, float):
        return float(text) == value
    if hasattr(value, "isoformat"):
        return text == value.isoformat()
    return (
        text == ""
        if value is None
        else text.removeprefix("'").splitlines() == str(value).removeprefix("'").splitlines()
    )


def test_no_cell_is_a_formula(written: Path):
    """No text in CSV begins as a formula does."""
    for table in TABLES:
        texts = [place for place, column in enumerate(table.columns) if column.kind == "text"]
        with (written / "csv" / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                assert not any(row[place].startswith(("=", "+", "-", "@")) for place in texts)


def test_page_describes_every_column(written: Path, monkeypatch):
    """The page names each table and column, its query runs, and no name in it becomes markup."""
    text = (written / "README.md").read_text(encoding="utf-8")
    for table in TABLES:
        described = text.partition(f"### {table.name}\n")[2].partition("\n### ")[0]
        for column in table.columns:
            assert f"| `{column.name}` | {column.kind} | {column.meaning} |" in described
    assert "Contact: Planning &lt;b&gt;" in text
    monkeypatch.chdir(written)
    query = text.partition("```sql\n")[2].partition("```")[0]
    assert ("101", True) in {(name, mean is not None) for _, name, mean, _, _ in duckdb.sql(query).fetchall()}


def test_same_results_have_the_same_keys(results, sql: Rows, tmp_path):
    """A run alone has the keys that it has beside others, and its empty tables have the same columns and types."""
    alone = report([results["run"], results["run"]], format="tables", out=tmp_path / "alone")
    for table in TABLES:
        own = pq.read_table(alone / "parquet" / f"{table.name}.parquet")
        assert [str(kind) for kind in own.schema.types] == [kind for _, kind in _types(sql, table.name)]
    keys = pq.read_table(alone / "parquet" / "dim_scenario.parquet")["scenario_key"].to_pylist()
    assert len(keys) == 1
    assert sql(f"SELECT count(*) FROM dim_scenario WHERE scenario_key = '{keys[0]}'") == [(1,)]
    assert pq.read_table(alone / "parquet" / "fact_difference.parquet").num_rows == 0


def _types(sql: Rows, table: str) -> list[tuple[str, str]]:
    named = {"VARCHAR": "string", "BIGINT": "int64", "DOUBLE": "double", "BOOLEAN": "bool", "DATE": "date32[day]"}
    described = [(name, kind) for name, kind, *_ in sql(f"DESCRIBE {table}")]
    return [(name, named.get(kind, "timestamp[ms]")) for name, kind in described]


def test_one_name_with_two_settings(tmp_path):
    """Scenarios of one name are told apart, and a line whose target differs has a row for each target."""
    one = scenario(TWO_LINES)
    for number, other in enumerate((one, one.update({"lines.101.answer_target.within": "20 s"}))):
        sc.run(other, replications=2, jobs=1).save(tmp_path / f"run-{number}", figures=False)
    folder = report([tmp_path / "run-0", tmp_path / "run-1"], format="tables")
    assert folder == tmp_path / "run-0" / "tables"
    lines = pq.read_table(folder / "parquet" / "dim_line.parquet").to_pylist()
    assert sorted((line["name"], line["target_seconds"]) for line in lines) == [("101", 20), ("101", 30), ("999", 10)]
    labels = pq.read_table(folder / "parquet" / "dim_scenario.parquet")["label"].to_pylist()
    assert len(set(labels)) == 2
    assert all(re.fullmatch(rf"{one.name} \([0-9a-f]{{10}}\)", label) for label in labels)


def test_other_kinds_are_refused(results, tmp_path):
    """Results that are no figures of scenarios are refused, each with what to do, and nothing is written."""
    with pytest.raises(ResultsError, match="there are tables of run, comparison, sweep; leave this folder out"):
        report([results["run"], results["calibration"]], format="tables", out=tmp_path / "tables")
    assert not any(tmp_path.iterdir())


def test_places_that_are_refused(results, tmp_path):
    """A folder of something else, a file and a report's name are refused before anything is simulated."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.png").write_text("cat")
    asked: list[object] = []
    for name, words in (("photos", "not a folder of simcall's tables"), ("photos/cat.png", "is a file")):
        with pytest.raises(ResultsError, match=words):
            report(results["run"], format="tables", out=tmp_path / name, progress=lambda *about: asked.append(about))
    with pytest.raises(SimcallError, match="--format tables writes a folder"):
        report(results["run"], format="tables", out=tmp_path / "r.html")
    assert not asked
    assert [path.name for path in tmp_path.rglob("*")] == ["photos", "cat.png"]


def test_changed_results_have_no_tables(own):
    """Figures that do not come out of the manifest are not written as tables either."""
    folder = own("run")
    summary = folder / "summary.json"
    summary.write_text(summary.read_text(encoding="utf-8").replace('"fresh"', '"fresher"'), encoding="utf-8")
    with pytest.raises(ResultsError, match="made again from manifest"):
        report(folder, format="tables")
    assert not (folder / "tables").exists()


def test_nothing_is_half_written(own, monkeypatch):
    """If writing fails, earlier tables stay as they were, and nothing else is left."""
    folder = own("run")
    report(folder, format="tables")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def fail(*about: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simcall.report.tables.writing._write_parquet", fail)
    with pytest.raises(ResultsError, match="No space left on device"):
        report(folder, format="tables")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_new_results_take_old_tables_away(own, kind):
    """New results leave no tables of old ones; a table that somebody changed stays."""
    folder = own(kind)
    tables = report(folder, format="tables")
    _replace(folder, kind, headcount=4)
    assert not tables.exists()
    report(folder, format="tables")
    (tables / "csv" / "fact_figure.csv").write_text("mine", encoding="utf-8")
    _replace(folder, kind, headcount=5)
    assert [path.name for path in tables.rglob("*") if path.is_file()] == ["fact_figure.csv"]


def _replace(folder: Path, kind: str, headcount: int) -> None:
    other = scenario(TWO_LINES, {"groups.handlers.headcount": headcount})
    if kind == "run":
        sc.run(other, replications=2, jobs=1).save(folder, figures=False)
    else:
        sc.sweep(other, {"groups.officers.headcount": [1, 2]}, replications=2, jobs=1).save(folder, figures=False)


def test_tables_are_replaced(own):
    """Tables written again take the place of the earlier ones; a file of the user's beside them stays."""
    folder = own("run")
    tables = report(folder, format="tables")
    (tables / "mine.pbix").write_text("mine", encoding="utf-8")
    shutil.copy(tables / "README.md", folder / "before.md")
    assert report(folder, format="tables") == tables
    assert (tables / "mine.pbix").read_text(encoding="utf-8") == "mine"
    assert (tables / "README.md").read_text(encoding="utf-8") == (folder / "before.md").read_text(encoding="utf-8")


def test_grades(tmp_path):
    """Grades have their figures, in a run and at the points of a sweep, and lines their grade."""
    base = incidents()
    sc.run(base, replications=2, jobs=1).save(tmp_path / "run", figures=False)
    first = next(iter(base.groups))
    sc.sweep(base, {f"groups.{first}.handling_factor": [1.0, 1.1]}, replications=2, jobs=1).save(
        tmp_path / "sweep", figures=False
    )
    folder = report([tmp_path / "run", tmp_path / "sweep"], format="tables")
    rows = {name: pq.read_table(folder / "parquet" / f"{name}.parquet").to_pylist() for name in ALL}
    grades = {row["subject_key"]: row["name"] for row in rows["dim_subject"] if row["subject"] == "grade"}
    assert sorted(grades.values()) == sorted(base.grades)
    assert {row["name"]: row["grade"] for row in rows["dim_line"]} == {
        name: line.grade for name, line in base.lines.items()
    }
    summary = json.loads((tmp_path / "run" / "summary.json").read_text(encoding="utf-8"))
    figures = [row for row in rows["fact_figure"] if row["subject_key"] in grades]
    found = {(grades[row["subject_key"]], row["measure_key"]): row["mean"] for row in figures}
    assert found == {
        (name, measure): ends["mean"] for name, table in summary["grades"].items() for measure, ends in table.items()
    }
    assert grades.keys() <= {row["subject_key"] for row in rows["fact_point_figure"]}


def test_a_seed_of_any_length(tmp_path):
    """A seed may have more digits than a whole number of Parquet or a database."""
    sc.run(scenario(TWO_LINES), replications=2, seed=2**64 + 5, jobs=1).save(tmp_path / "run", figures=False)
    folder = report(tmp_path / "run", format="tables")
    seeds = pq.read_table(folder / "parquet" / "dim_scenario.parquet")["seed"].to_pylist()
    assert seeds == [str(2**64 + 5)]


def test_a_point_that_failed(tmp_path, monkeypatch):
    """A point without figures is in its dimension with the reason, and has no figure and no verdict."""
    run_all = sweep_cells.run_all

    def fail_with_three(scenarios, *rest: Any, **options: Any) -> Any:
        if any(one.groups["handlers"].headcount == 3 for one in scenarios):
            raise SimcallError("no room")
        return run_all(scenarios, *rest, **options)

    monkeypatch.setattr(sweep_cells, "run_all", fail_with_three)
    sweep = sc.sweep(scenario(TWO_LINES), {"groups.handlers.headcount": [2, 3]}, replications=2, jobs=1)
    sweep.save(tmp_path / "sweep", figures=False)
    folder = report(tmp_path / "sweep", format="tables")
    points = pq.read_table(folder / "parquet" / "dim_point.parquet").to_pylist()
    assert [point["error"] for point in points] == [None, "no room"]
    assert [point["replications"] for point in points] == [2, None]
    having = set(pq.read_table(folder / "parquet" / "fact_point_figure.parquet")["point_key"].to_pylist())
    assert having == {points[0]["point_key"]}
