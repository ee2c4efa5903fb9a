"""What is odd about the staffing is said before a run; what else is odd, `simcall check` tells."""

from __future__ import annotations

import json

from tests.cli.calling import QUICK, Call


def test_a_run_says_first_what_is_odd(call: Call):
    """In the same words as `check`, on stderr, before the work; the results and the exit status are as ever."""
    nobody = ("--set", "groups.handlers.headcount=0")
    told = call("run", "tiny.toml", *QUICK, *nobody, "--json")
    assert told.status == 0
    assert json.loads(told.out)["schema"] == 2
    odd = "999 cannot be answered at any time (168 h a week): nobody in handlers is on duty"
    assert told.err.splitlines()[0] == f"Odd: {odd}"
    assert told.err.splitlines()[2] == "For everything that is odd: simcall check tiny.toml"
    assert told.err.splitlines()[3].startswith("simulated")
    assert f"Odd: {odd}" in call("check", "tiny.toml", *nobody).out


def test_what_is_not_about_staffing_is_left_to_check(call: Call):
    """Values without a source, and callers who never give up, are told by `check` alone."""
    patient = ("--set", "lines.999.pass_on={ after = '9 min' }", "--set", "lines.999.handling.mean=1 min")
    assert "no source" in call("check", "tiny.toml", *patient).out
    assert "Odd" not in call("run", "tiny.toml", *QUICK, *patient).err
