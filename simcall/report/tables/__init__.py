"""Fact and dimension tables of results, for Power BI, Excel or a database."""

from __future__ import annotations

from simcall.report.tables.writing import KINDS_OF_TABLES, write_tables

__all__ = ["KINDS_OF_TABLES", "write_tables"]
