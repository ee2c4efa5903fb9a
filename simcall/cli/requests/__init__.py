"""What each command can be given: one frozen record a command, whose fields are its arguments and options."""

from __future__ import annotations

from simcall.cli.requests.hand_on import PlotRequest, ReportRequest
from simcall.cli.requests.last_month import FitRequest, ValidateRequest
from simcall.cli.requests.page import PageRequest
from simcall.cli.requests.staffing import DesignRequest, StaffRequest
from simcall.cli.requests.start import CheckRequest, ImportRequest, NewRequest, RotaRequest, RunRequest
from simcall.cli.requests.what_if import (
    BestRequest,
    CalibrateRequest,
    CompareRequest,
    ExplainRequest,
    MergeRequest,
    RecruitsRequest,
    SweepRequest,
)

__all__ = [
    "BestRequest",
    "CalibrateRequest",
    "CheckRequest",
    "CompareRequest",
    "DesignRequest",
    "ExplainRequest",
    "FitRequest",
    "ImportRequest",
    "MergeRequest",
    "NewRequest",
    "PageRequest",
    "PlotRequest",
    "RecruitsRequest",
    "ReportRequest",
    "RotaRequest",
    "RunRequest",
    "StaffRequest",
    "SweepRequest",
    "ValidateRequest",
]
