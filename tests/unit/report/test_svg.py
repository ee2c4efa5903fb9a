"""Pictures in a page: nothing in them acts, leads out, or meets another picture's names."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from simcall.errors import ResultsError
from simcall.report.svg import as_saved, for_page, saved, smallest_type

PICTURE = b"""<?xml version="1.0"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="alert(1)">
 <metadata><d:description xmlns:d="http://purl.org/dc/elements/1.1/">999 &lt; 101</d:description></metadata>
 <style>* { color: red }</style>
 <script>alert(2)</script>
 <foreignObject><body/></foreignObject>
 <defs><clipPath id="a"/></defs>
 <g id="b" clip-path="url(#a)"><use xlink:href="#b"/><use href="http://evil.example/x.svg#y"/></g>
 <a href="javascript:alert(3)"><text>out</text></a>
 <text id="c" style="fill: url(http://evil.example/)" onclick="alert(4)">kept &amp; safe</text>
 <image xlink:href="data:image/png;base64,AA=="/><image xlink:href="file:///etc/passwd"/>
</svg>"""


def test_nothing_acts_or_leads_out():
    """Scripts, style sheets, handlers, links and addresses outside are left out; the drawing and its text stay."""
    svg, _ = for_page(PICTURE, "a title", "p1")
    assert "kept &amp; safe" in svg
    assert "data:image/png;base64,AA==" in svg
    for bad in ("alert", "script", "<style", "evil", "passwd", "foreign", "onload", "onclick", "<!DOCTYPE", "<?xml"):
        assert bad not in svg


def test_ids_begin_with_the_prefix():
    """Every id, and every reference to one, begins with the picture's own prefix."""
    root = ElementTree.fromstring(for_page(PICTURE, "a title", "p1")[0])
    assert {one.get("id") for one in root.iter() if one.get("id")} == {"p1-a", "p1-b", "p1-c"}
    assert root.find(".//{*}g").get("clip-path") == "url(#p1-a)"
    assert root.find(".//{*}use").get("{http://www.w3.org/1999/xlink}href") == "#p1-b"


def test_what_it_says():
    """A picture says what its file says of it; one that says nothing says its title."""
    svg, said = for_page(PICTURE, "a title", "p")
    root = ElementTree.fromstring(svg)
    assert (said, root.get("role"), root.get("aria-label")) == ("999 < 101", "img", "999 < 101")
    assert for_page(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a title", "p")[1] == "a title"


def test_saved_pictures(tmp_path):
    """The pictures of a folder come in the order of their titles, each with ids of its own; others are left."""
    for name in ("heat-map-999", "heat-map-101", "frontier-999", "mine"):
        (tmp_path / f"{name}.svg").write_bytes(PICTURE)
    found = saved(tmp_path, {"frontier": "Traded: {}", "heat-map": "Map: {}"}, "p")
    assert [one.title for one in found] == ["Traded: 999", "Map: 101", "Map: 999"]
    assert len({one.draw() for one in found}) == 3
    assert saved(tmp_path / "none", {"a": "A"}, "p") == ()


def test_only_what_says_the_same_is_taken_as_saved(tmp_path):
    """A saved picture stands for one that would be drawn only if it says the very same figures."""
    file = tmp_path / "a.svg"
    assert as_saved(file, "999 < 101", "p") is None
    file.write_bytes(PICTURE)
    assert as_saved(file, "999 < 101", "p") is not None
    assert as_saved(file, "999 > 101", "p") is None
    file.write_bytes(b"no picture")
    assert as_saved(file, "999 < 101", "p") is None


def test_no_picture():
    """What is no SVG is refused by its title."""
    with pytest.raises(ResultsError, match='the picture "a title" cannot be read'):
        for_page(b"<svg", "a title", "p")


def test_small_type(tmp_path):
    """A saved picture whose type would be too small on paper is not used, unless nothing can draw it anew."""
    wide = b'<svg xmlns="http://www.w3.org/2000/svg" width="792pt"><text style="font-size: 9px">a</text></svg>'
    assert smallest_type(wide) == pytest.approx(9 * 521.6 / 792)
    assert smallest_type(wide.replace(b"792", b"500")) == 9
    (tmp_path / "lines.svg").write_bytes(wide)
    assert saved(tmp_path, {"lines": "Lines"}, "p1") == ()
    assert len(saved(tmp_path, {"lines": "Lines"}, "p1", small_type=True)) == 1
    assert as_saved(tmp_path / "lines.svg", "", "p1") is None
