"""The pictures of the page in a browser: each is there, small, and described."""

from __future__ import annotations

import re
from itertools import pairwise

from PIL import Image

from docs.builder.walk_through import LARGEST_BYTES, PICTURES, STEPS
from tests.docs.pages import DOCS

SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")


def test_the_pictures_that_the_page_names_exist():
    """The page shows every step of the walk-through, in its order, and no other picture; none is left over."""
    shown = [name for _, name in SHOWN.findall((DOCS / "page.md").read_text("utf-8"))]
    assert shown == [f"{PICTURES.name}/{name}.png" for name in STEPS]
    assert sorted(file.name for file in PICTURES.iterdir()) == sorted(f"{name}.png" for name in STEPS)


def test_each_picture_is_a_small_png():
    """Not more than five, each under the limit, and none the same as the one before."""
    assert 1 <= len(STEPS) <= 5
    files = [PICTURES / f"{name}.png" for name in STEPS]
    for file in files:
        assert file.stat().st_size < LARGEST_BYTES
        with Image.open(file) as picture:
            assert picture.format == "PNG"
            assert picture.width >= 1000
    assert all(one.read_bytes() != other.read_bytes() for one, other in pairwise(files))


def test_each_picture_is_described():
    """Who cannot see a picture is told what it shows, in a sentence or more of its own."""
    descriptions = [text for text, _ in SHOWN.findall((DOCS / "page.md").read_text("utf-8"))]
    assert all(text.endswith(".") and len(text.split()) >= 10 for text in descriptions)
    assert len(set(descriptions)) == len(descriptions)
