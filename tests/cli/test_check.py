"""What `simcall check` prints of a scenario without errors."""

from __future__ import annotations

import pytest

from tests.cli.calling import TINY, Call, everything_in


def test_what_needs_attention(call: Call, folder):
    """`check` prints what is odd, counts inputs by source, and names the assumed ones; it writes nothing."""
    told = call("check", "tiny.toml")
    assert (told.status, told.err) == (0, "")
    assert "Odd: " in told.out
    assert "no source" in told.out
    lines = [" ".join(line.split()) for line in told.out.splitlines()]
    assert any(line.endswith(" published.") for line in lines if " inputs: " in line)
    assert next(line for line in lines if line.startswith("lines.999 ")).split()[1].rstrip(",") == "priority"
    assert "exponential: mean 5 min" not in told.out
    assert lines[-3:] == [
        "For their values and sources: simcall check tiny.toml --assumed",
        "For every input: simcall check tiny.toml --all",
        "No errors. 1 odd thing: see above.",
    ]
    assert set(everything_in(folder)) == {"tiny.toml"}


def test_assumed_inputs_with_their_sources(call: Call):
    """--assumed lists the assumed inputs with their values and sources, and no other."""
    out = call("check", "tiny.toml", "--assumed").out
    assert "exponential: mean 5 min" in out
    assert "a guess" in out
    assert "the force's web page" not in out
    assert "--assumed" not in out


def test_every_input(call: Call):
    """--all lists every input with its kind and source, those left at their default too."""
    out = call("check", "tiny.toml", "--all").out
    for words in ("lines.999.patience", "exponential: mean 5 min", "assumed", "a guess", "the force's web page"):
        assert words in out
    assert "default" in out
    assert "For every input" not in out


def test_assumed_names_of_one_table_stand_together(call: Call, folder):
    """Inputs in one table are named together, so that a rota of many shifts does not fill the screen."""
    own_source = '"lines.999.patience.mean" = { kind = "assumed", source = "another guess" }'
    (folder / "tiny.toml").write_text(f"{TINY}{own_source}\n", encoding="utf-8")
    assert "patience (mean, distribution)" in " ".join(call("check", "tiny.toml").out.split())


def test_inputs_with_a_span(call: Call, folder):
    """Inputs with a span stand in a table of their own, and not among the assumed inputs without one."""
    spanned = '"lines.999.patience.mean" = { kind = "assumed", source = "a guess", span = ["2 min", "9 min"] }'
    (folder / "tiny.toml").write_text(f"{TINY}{spanned}\n", encoding="utf-8")
    out = call("check", "tiny.toml").out
    table, _, without = out.partition("Assumed, without a span:")
    assert "lines.999.patience.mean 5 min 2 min to 9 min assumed" in " ".join(table.split())
    assert "patience" in without
    assert "mean" not in without


def test_nothing_assumed(call: Call, folder):
    """Where nothing is assumed, no list of assumed inputs is printed or offered."""
    (folder / "tiny.toml").write_text(
        TINY.partition("[provenance]")[0] + '[provenance]\nlines = { kind = "measured", source = "our logs" }\n'
        'groups = { kind = "measured", source = "our rota" }\n',
        encoding="utf-8",
    )
    out = call("check", "tiny.toml").out
    assert "assumed" not in out
    assert "For every input: simcall check tiny.toml --all" in out


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_scenario_that_no_machine_can_hold(call: Call, command: str):
    """A scenario that run refuses for its memory had no problems in check."""
    told = call(command, "tiny.toml", "--set", "days=365", "--set", "lines.999.demand.calls_per_day=10000000")
    assert told.status == 1
    assert "the run needs about" in told.err
    assert not told.out
