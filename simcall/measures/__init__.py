"""Records in, numbers out: the only definitions of every measure, and their intervals."""

from __future__ import annotations

from simcall.measures.definitions import GROUP_MEASURES, LINE_MEASURES, MEASURES, MEASURES_OF
from simcall.measures.estimates import CONFIDENCE, Estimate, Estimates
from simcall.measures.measure import Kind, Measure
from simcall.measures.paired import Difference, Pairing, differences
from simcall.measures.run_numbers import RunNumbers
from simcall.measures.tally import Tally, tally
from simcall.measures.verdicts import JudgedLine, JudgedTarget, Verdict, judge, overall, verdicts

__all__ = [
    "CONFIDENCE",
    "GROUP_MEASURES",
    "LINE_MEASURES",
    "MEASURES",
    "MEASURES_OF",
    "Difference",
    "Estimate",
    "Estimates",
    "JudgedLine",
    "JudgedTarget",
    "Kind",
    "Measure",
    "Pairing",
    "RunNumbers",
    "Tally",
    "Verdict",
    "differences",
    "judge",
    "overall",
    "tally",
    "verdicts",
]
