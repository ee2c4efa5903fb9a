"""A report to hand on: the answer, what it rests on, and how it was made, as a page, a workbook or plain text."""

from __future__ import annotations

from simcall.report.writing import FORMATS, report

__all__ = ["FORMATS", "report"]
