from __future__ import annotations

from hypothesis import given

from simcall.measures.targets import Figure
from simcall.scenario.models.paths import format_path
from simcall.studies.calibrate.study_entries import parse_fit, parse_target
from tests.making import any_name


@given(line=any_name())
def test_whatever_the_name_of_a_line(line: str) -> None:
    """The label, the period and the value of an entry would be cut off inside a line called ``A=B`` or ``A:B``."""
    path = format_path(("lines", line, "handling", "mean"))
    fit = parse_fit(f"winter:{path}=8 min..12 min").entry
    assert (fit.scenarios, fit.paths, fit.values) == (("winter",), (path,), "8 min..12 min")
    figure = str(Figure(line, "asa"))
    target = parse_target(f"winter:{figure}@Fri 18:00=10 s+-2 s").entry
    assert (target.scenario, target.figure, target.at) == ("winter", figure, "Fri 18:00")
    assert (target.value, target.tolerance) == ("10 s", "2 s")
