"""Pictures in the style of the Government Analysis Function: one message each, named axes, intervals as bands."""

from __future__ import annotations

from simcall.measures.plots.choosing import Choice, choose
from simcall.measures.plots.drawing import Plots
from simcall.measures.plots.pictures import Picture, pictures_of, save_figures, save_picture
from simcall.measures.plots.style import (
    distinct_colours,
    draw_target,
    group_looks,
    new_axes,
    one_hue,
    period_axis,
    style,
)
from simcall.measures.plots.writing import save_both, svg_text, write_picture

__all__ = [
    "Choice",
    "Picture",
    "Plots",
    "choose",
    "distinct_colours",
    "draw_target",
    "group_looks",
    "new_axes",
    "one_hue",
    "period_axis",
    "pictures_of",
    "save_both",
    "save_figures",
    "save_picture",
    "style",
    "svg_text",
    "write_picture",
]
