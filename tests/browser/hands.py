"""Two ways to use a page: with a mouse, and with a keyboard alone. What a planner does is written once for both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

__all__ = ["Hands", "Keyboard", "Mouse", "control", "summary"]

MOST_TABS = 250
"""A control that this many presses of Tab do not reach cannot be reached."""
THUMB_PX = 16
"""The width of the thumb of Chromium's slider."""
DROP = """([room, files]) => {
    const data = new DataTransfer();
    for (const [name, text] of files) data.items.add(new File([text], name));
    const event = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
    document.querySelector(room).dispatchEvent(event);
}"""
STANDING = """() => {
    const one = document.activeElement;
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const own = [one, ...(one.labels ?? [])];
    const places = [[.5, .5], [.02, .5], [.98, .5], [.5, .1], [.5, .9]].map(([x, y]) =>
        document.elementFromPoint(box.left + x * box.width, box.top + y * box.height));
    return {
        isNowhere: one === document.body,
        isOutlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        isInSight: places.some((seen) => own.some((each) => each.contains(seen))),
        what: one.outerHTML.slice(0, 120),
    };
}"""
"""Where the keyboard's focus is, and whether people see it: WCAG 2.4.7 and 2.4.11."""
Files = Sequence[tuple[str, str]]


def control(page: Any, role: str, name: str) -> Any:
    """Return a control by what a screen reader says it is."""
    return page.get_by_role(role, name=name, exact=True)


def summary(page: Any, text: str) -> Any:
    """Return what opens a part of the page."""
    return page.locator("summary", has_text=text)


class Hands(Protocol):
    """What one does to controls; each is a locator of one control."""

    def press(self, one: Any) -> None:
        """Press a button, follow a link, or open a part."""

    def slide(self, one: Any, amount: int) -> None:
        """Move a slider to an amount."""

    def write(self, one: Any, text: str) -> None:
        """Write over what a text box holds."""

    def pick(self, one: Any) -> None:
        """Choose a radio button."""

    def tick(self, one: Any) -> None:
        """Tick a box, or take the tick off."""

    def give(self, one: Any, room: str, files: Files) -> None:
        """Give files to a chooser, or drop them on the room around it."""


class Mouse:
    """A hand on the mouse; text is typed where it has clicked."""

    def __init__(self, page: Any) -> None:
        self._page = page

    def press(self, one: Any) -> None:
        """Click."""
        one.click()

    def slide(self, one: Any, amount: int) -> None:
        """Drag the thumb, from where it is."""
        low, high, now = (int(one.evaluate(f"one => one.{name}")) for name in ("min", "max", "value"))
        one.scroll_into_view_if_needed()
        box = one.bounding_box()
        x = lambda value: box["x"] + THUMB_PX / 2 + (box["width"] - THUMB_PX) * (value - low) / (high - low)  # noqa: E731
        y = box["y"] + box["height"] / 2
        self._page.mouse.move(x(now), y)
        self._page.mouse.down()
        self._page.mouse.move(x(amount), y, steps=5)
        self._page.mouse.up()

    def write(self, one: Any, text: str) -> None:
        """Select what is there, and type."""
        one.click(click_count=3)
        self._page.keyboard.type(text)

    def pick(self, one: Any) -> None:
        """Click."""
        one.click()

    def tick(self, one: Any) -> None:
        """Click."""
        one.click()

    def give(self, one: Any, room: str, files: Files) -> None:
        """Drop the files."""
        self._page.evaluate(DROP, [room, [list(file) for file in files]])


class Keyboard:
    """Nothing but keys. Wherever the focus comes, it is seen; whatever Tab does not reach fails."""

    def __init__(self, page: Any) -> None:
        self._page = page
        # Whoever asks for choosers only when one is about to open may ask too late on a busy machine.
        page.on("filechooser", lambda _: None)

    def press(self, one: Any) -> None:
        """Go there, and press Enter."""
        self._reach(one)
        self._page.keyboard.press("Enter")

    def slide(self, one: Any, amount: int) -> None:
        """Press an arrow as often as needed."""
        self._reach(one)
        steps = amount - int(one.input_value())
        for _ in range(abs(steps)):
            self._page.keyboard.press("ArrowRight" if steps > 0 else "ArrowLeft")

    def write(self, one: Any, text: str) -> None:
        """Select what is there, and type."""
        self._reach(one)
        self._page.keyboard.press("Control+A")
        self._page.keyboard.type(text)

    def pick(self, one: Any) -> None:
        """Go to the group of buttons, press Space, and go on with arrows: Tab stops once in a group."""
        group = self._page.locator(f"input[type=radio][name='{one.get_attribute('name')}']")
        self._reach(group.first)
        self._page.keyboard.press("Space")
        for _ in range(group.count()):
            if one.is_checked():
                return
            self._page.keyboard.press("ArrowDown")
        raise AssertionError(f"arrows do not reach {one}")

    def tick(self, one: Any) -> None:
        """Go there, and press Space."""
        self._reach(one)
        self._page.keyboard.press("Space")

    def give(self, one: Any, room: str, files: Files) -> None:
        """Open the chooser of files with Enter; the chooser itself is the system's."""
        self._reach(one)
        with self._page.expect_file_chooser() as opened:
            self._page.keyboard.press("Enter")
        opened.value.set_files(
            [{"name": name, "mimeType": "text/csv", "buffer": text.encode()} for name, text in files]
        )

    def _reach(self, one: Any) -> None:
        """Press Tab until a control has the focus."""
        one.wait_for()
        for _ in range(MOST_TABS):
            if one.evaluate("one => one === document.activeElement"):
                return
            self._page.keyboard.press("Tab")
            standing = self._page.evaluate(STANDING)
            if not standing["isNowhere"]:  # after the last control, Tab leaves the page for the browser
                assert standing["isOutlined"], standing
                assert standing["isInSight"], standing
        raise AssertionError(f"Tab does not reach {one}")
