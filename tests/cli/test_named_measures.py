"""Measures that are worked out when somebody names them, on the command line."""

from __future__ import annotations

from tests.cli.calling import QUICK, Call

HEADCOUNT = "groups.handlers.headcount=2,3"


def test_run_until(call: Call):
    """A run goes on until the interval of a quantile of the wait is narrow enough."""
    assert call("run", "tiny.toml", *QUICK, "--until", "999.wait_p90+-1000 s").status == 0
    assert call("run", "tiny.toml", *QUICK, "--until", "999.answered_within_2min+-0.9").status == 0


def test_plot(call: Call, folder):
    """Each has its picture by period and its map of the week."""
    for name in ("answered_within_2min", "week-map:wait_p90"):
        told = call("plot", "tiny.toml", name, "--replications", "2", "--out", "picture.png")
        assert told.status == 0, told.err
        assert (folder / "picture.png").exists()


def test_sweep_and_best(call: Call):
    """What a sweep's targets name its points keep, and the choice may use; of others it says what to do."""
    target = "999.wait_p90<=1000 s"
    told = call("sweep", "tiny.toml", *QUICK, "--vary", HEADCOUNT, "--target", target, "--out", "out")
    assert told.status == 0, told.err
    assert call("best", "out", "--target", target).status == 0
    told = call("best", "out", "--target", "999.wait_p91 <= 1000 s")
    assert told.status == 1
    assert '--target "999.wait_p91 <= 60 s"' in told.err


def test_a_name_that_goes_on_otherwise(call: Call):
    """The message shows how the name of such a measure goes on."""
    told = call("run", "tiny.toml", *QUICK, "--until", "999.answered_within_15+-0.1")
    assert told.status == 1
    assert "write a time, such as answered_within_15s" in told.err
