"""Records in, numbers out: the only definitions of every measure, their intervals, tables, pictures and files."""

from __future__ import annotations

from simcall.measures.definitions import GROUP_MEASURES, LINE_MEASURES, Kind, Measure
from simcall.measures.estimates import CONFIDENCE, Estimate
from simcall.measures.paired import Difference, Pairing, differences
from simcall.measures.periods import HOUR, Periods, periods_of
from simcall.measures.results import Estimates, Results
from simcall.measures.tally import Tally, tally
from simcall.measures.targets import Verdict, verdicts

__all__ = [
    "CONFIDENCE",
    "GROUP_MEASURES",
    "HOUR",
    "LINE_MEASURES",
    "Difference",
    "Estimate",
    "Estimates",
    "Kind",
    "Measure",
    "Pairing",
    "Periods",
    "Results",
    "Tally",
    "Verdict",
    "differences",
    "periods_of",
    "tally",
    "verdicts",
]
