"""The made-up exports that a newcomer tries are those that their generator makes."""

from __future__ import annotations

import pytest

from docs.builder.exports import CALL_LOG, DUTY_SHEET, call_log, duty_sheet


def test_the_duty_sheet_is_up_to_date() -> None:
    """``python -m docs.builder.exports`` writes it."""
    assert duty_sheet() == DUTY_SHEET.read_text(encoding="utf-8")


@pytest.mark.long
def test_the_call_log_is_up_to_date() -> None:
    """A month's calls are in it, second by second."""
    assert call_log() == CALL_LOG.read_text(encoding="utf-8")
