"""The picture of a published curve: what it shows of the pairs, the model and the sets that remain."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import matplotlib.pyplot as plt
import numpy as np
import pytest

from simcall.measures.targets import Figure
from simcall.present.pictures.calibration import draw_curve
from simcall.studies.calibrate import CalibrationTarget
from simcall.studies.calibrate.study import Curve, Study


def test_pairs_by_force_and_a_band():
    """Each force has its own marks, a range has a bar, and the line goes through the model's figures in order."""
    curve = Curve("x", Figure("101", "abandonment_rate"), Figure("101", "mean_wait"), (), 3)
    published = [("A", 400.0, (0.4, 0.5)), ("B", 20.0, (0.03, 0.03)), ("A", 100.0, (0.2, 0.2))]
    targets = tuple(
        CalibrationTarget("x", curve.figure, sum(ends) / 2, 0.1, curve=curve, where=where, force=force, published=ends)
        for force, where, ends in published
    )
    calibration: Any = SimpleNamespace(
        study=Study("a curve", {}, {}, (), targets),
        confirmed=SimpleNamespace(means=np.array([0.44, 0.05, 0.18])),
        ensemble=SimpleNamespace(members=((1.0,), (2.0,)), moments=np.array([[0.4, 0.04, 0.1], [0.5, 0.06, 0.2]])),
        matching=None,
    )
    ax = draw_curve(calibration, curve)
    names = [text.get_text() for text in cast("Any", ax.get_legend()).get_texts()]
    assert names == ["middle 90 % of 2 sets that meet every target", "the calibrated values", "B", "A"]
    line = ax.lines[0]
    assert np.asarray(line.get_xdata()).tolist() == [20, 100, 400]
    assert np.asarray(line.get_ydata()) == pytest.approx([0.05, 0.18, 0.44])
    assert ax.get_xlabel() == "101.mean_wait (seconds)"
    plt.close("all")
