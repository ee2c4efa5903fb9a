"""The pictures of a designed rota: posts over the day, and people on duty by hour of the week."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle, StepPatch

from simcall.present.pictures.rota_design import draw_hours, draw_posts, posts_in_words
from tests.designs import hub_file, made_up_design


def test_each_post_is_a_bar_at_its_hours(tmp_path: Path) -> None:
    """The night goes on past midnight; the axis begins and ends at a tick; the teams have no bar."""
    design = made_up_design(hub_file(tmp_path))
    (ax,) = draw_posts(design)
    bars = [(bar.get_x(), bar.get_width()) for bar in ax.patches if isinstance(bar, Rectangle)]
    texts = [text.get_text() for text in ax.texts]
    limits = ax.get_xlim()
    plt.close(ax.figure)
    assert bars == [(9, 10), (15, 8), (22, 9)]
    assert texts == ["1 post, Fri and Sat", "6 posts, every day", "3 posts, every day"]
    assert limits == (9, 33)
    assert "22:00 to 07:00 (9 h), every day: 3" in posts_in_words(design)
    assert posts_in_words(design).endswith("The teams, who work their pattern, are not drawn.")


def test_people_by_hour_against_today(tmp_path: Path) -> None:
    """On Wednesday at 16:00 the teams are off: 6 people, designed and today; at 03:00 one more than today."""
    (ax,) = draw_hours(made_up_design(hub_file(tmp_path)))
    designed, today, load = (patch.get_data().values for patch in ax.patches if isinstance(patch, StepPatch))
    plt.close(ax.figure)
    wednesday = 2 * 24
    assert (designed[wednesday + 16], today[wednesday + 16]) == (6, 6)
    assert (designed[wednesday + 3], today[wednesday + 3]) == (3, 2)
    assert np.allclose(load, 1.2)  # 12 calls an hour of 6 minutes
