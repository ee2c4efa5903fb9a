"""Pictures in the style of the Government Analysis Function: one message each, named axes, intervals as bands."""

from __future__ import annotations

from simcall.present.pictures.catalogue import Choice, choose
from simcall.present.pictures.picture_files import save_both, svg_text, write_picture
from simcall.present.pictures.plots import Plots
from simcall.present.pictures.run import Picture, pictures_of, save_figures, save_picture
from simcall.present.pictures.style import (
    distinct_colours,
    draw_target,
    group_looks,
    new_axes,
    one_hue,
    period_axis,
    style,
)

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
