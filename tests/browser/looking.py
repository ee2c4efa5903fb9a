"""What holds for every page: its controls say what they are, it fits every window, and axe-core finds nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

__all__ = ["WIDTHS", "check_with_axe", "look", "open_everything"]

WIDTHS = (1280, 768, 640, 320)
"""640 px is a window of 1280 px at 200 %, 320 px at 400 %."""
_SMALLEST_PX = 24
_CONTROLS = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
)].filter((one) => one.checkVisibility() && !one.closest("[inert]"))"""
_EXPECTED = """one => {
    const words = (each) => each.textContent.replace(/\\s+/g, " ").trim();
    const label = one.labels?.length ? [...one.labels].map(words).join(" ") : words(one);
    const around = (each) => each.parentElement.closest("fieldset, section, form");
    const groups = [];
    for (let each = around(one); each; each = around(each))
        groups.push(each.querySelector("legend, h2, h3")?.textContent);
    return {
        kind: one.matches("input") ? one.type : one.localName,
        label: one.getAttribute("aria-label") ?? label,
        value: one.matches("select") ? words(one.selectedOptions[0]) : (one.value ?? ""),
        isOn: one.checked ?? one.parentElement.open ?? false,
        place: groups.join(" / ") + (one.type === "radio" ? one.name : ""),
        html: one.outerHTML.slice(0, 160),
    };
}"""
_ROLES = {
    "a": "link",
    "button": "button",
    "submit": "button",
    "checkbox": "checkbox",
    "file": "button",
    "number": "spinbutton",
    "radio": "radio",
    "range": "slider",
    "select": "combobox",
    "select-one": "combobox",
    "summary": "DisclosureTriangle",
    "text": "textbox",
    "textarea": "textbox",
    "time": "InputTime",
}
_WITH_VALUE = {"number", "range", "select", "select-one", "text", "textarea", "time"}
_FIELDS = {*_WITH_VALUE, "checkbox", "file", "radio"}


def look(page: Any) -> None:
    """Assert all that holds for every page, of the page as it stands."""
    check_controls(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        check_room(page, width)
    check_with_axe(page)


def open_everything(page: Any) -> None:
    """Open every part that is closed."""
    for summary in page.locator("main summary").all():
        if summary.evaluate("one => !one.parentElement.open"):
            summary.click()


def check_controls(page: Any) -> None:
    """Each control has the role of its kind, its label as its name, and its value; no two fields sound alike."""
    session = page.context.new_cdp_session(page)
    found = page.evaluate_handle(_CONTROLS)
    names = []
    for handle in found.get_properties().values():
        one = handle.as_element()
        expected = one.evaluate(_EXPECTED)
        node = _node(session, one)
        name = " ".join(str(node.get("name", {}).get("value", "")).split())
        role = node.get("role", {}).get("value")
        kind = expected["kind"]
        assert role == _ROLES.get(kind, one.get_attribute("role")), expected
        assert name, expected
        assert expected["label"] in name, (name, expected)  # whoever speaks the label reaches the control
        states = {each["name"]: each["value"].get("value") for each in node.get("properties", [])}
        if kind in _WITH_VALUE:
            assert str(node.get("value", {}).get("value", "")) == expected["value"], (node, expected)
        elif kind in ("checkbox", "radio"):
            assert states["checked"] == str(expected["isOn"]).lower(), (states, expected)
        elif kind == "summary":
            assert states["expanded"] is expected["isOn"], (states, expected)
        if kind in _FIELDS:
            names.append((expected["place"], name))
    session.detach()
    assert len(names) == len(set(names)), sorted(names)
    assert found.get_properties()  # it has looked


def _node(session: Any, one: Any) -> dict[str, Any]:
    """Return what a screen reader is given of an element."""
    one.evaluate("one => { window.lookedAt = one; }")
    remote = session.send("Runtime.evaluate", {"expression": "window.lookedAt"})["result"]["objectId"]
    nodes = session.send("Accessibility.getPartialAXTree", {"objectId": remote, "fetchRelatives": False})["nodes"]
    return dict(nodes[0])


def check_room(page: Any, width: int) -> None:
    """Nothing is wider than the window, nothing is cut off, and every control is large enough to be pressed."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        "[...document.querySelectorAll('button, select, input, summary')].filter(one => one.checkVisibility())"
        ".map(one => [one.id || one.outerHTML, one.getBoundingClientRect()])"
        f".filter(([, box]) => box.width < {_SMALLEST_PX} || box.height < {_SMALLEST_PX}).map(([name]) => name)"
    )
    assert small == [], small
    outside = page.evaluate(
        "[...document.querySelectorAll('main *')]"
        ".filter(one => one.checkVisibility() && !one.closest('.wide, .unseen, svg'))"
        ".filter(one => one.clientWidth && one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('thead'))"
        ".map(one => one.outerHTML.slice(0, 120))"
    )
    assert outside == [], outside


def check_with_axe(page: Any) -> None:
    """axe-core finds no breach of WCAG 2.2 AA or of its best practices, in a wide window and in a narrow one."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the extra browser")
    script = Path(axe.__file__).with_name("axe.min.js")
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(script.read_text("utf-8"))
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found = page.evaluate("axe.run()")
        wrong = [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found["violations"]]
        assert wrong == [], wrong
        assert len(found["passes"]) > 10  # it has looked
