"""What the assurance record claims of the project is what the project does."""

from __future__ import annotations

import re
from pathlib import Path

from simcall.report.assurance import assurance
from simcall.report.content import Listing, Section
from tests.oracle.days import EXPERIMENTS

MODEL = Path(__file__).parents[3] / "docs" / "model.md"


def said(start: str) -> str:
    """Return the sentences of the part of the record whose heading begins so."""
    record = assurance(("why",), (), ("made again",), ("chance",), Section("How to make it again"))
    (found,) = [one for one in record.sections if one.heading.startswith(start)]
    return " ".join(item for block in found.blocks if isinstance(block, Listing) for item in block.items)


def test_exact_cases():
    """The record counts the exact cases that are simulated in the tests."""
    assert f"simcall simulates {len({name.split()[0] for name in EXPERIMENTS})} queues" in said("Verification")
    assert said("Verification").startswith("made again ")


def test_published_states():
    """The figures that the record calls reproduced, or not, are those of the model's own page."""
    model, record = MODEL.read_text(encoding="utf-8"), said("Validation")
    for share in re.findall(r"(\d+\.\d) %", record):
        assert f"{share} %" in model
    assert "Not determined: the mean answer time of 999" in record
    assert "the share in 10 s leaves the mean open" in model
