"""R13: one call-up rule, and when it calls people up and stands them down."""

from __future__ import annotations

from simcall.engine.records import NONE
from simcall.inputs.world import NEVER, CallUps

__all__ = ["CallUp"]


class CallUp:
    """A call-up rule and its state."""

    def __init__(self, rules: CallUps, index: int) -> None:
        self.group = int(rules.group[index])
        self.lines = [line for line, watched in enumerate(rules.watches[index].tolist()) if watched]
        self.waiting, self.longest, self.held = (
            int(rules.waiting[index]),
            int(rules.longest[index]),
            int(rules.held[index]),
        )
        self.people, self.pool, self.delay = int(rules.people[index]), int(rules.pool[index]), int(rules.delay[index])
        self.stint, self.calm = int(rules.stint[index]), int(rules.calm[index])
        self.holds_since: int | None = None
        self.calm_since: int | None = None
        self.coming = 0
        self.called = 0
        """How many have come and have not been stood down."""
        self.came_at = 0
        self.stood_down_at = NONE

    def update(self, now: int, joined: list[int]) -> None:
        """R13: update since when the rule holds and no call waits; `joined` has the waiting calls' ticks of joining."""
        holds = len(joined) >= self.waiting or bool(joined and now - min(joined) >= self.longest)
        if not holds or self.coming:
            self.holds_since = None
        elif self.holds_since is None:
            self.holds_since = now
        if joined:
            self.calm_since = None
        elif self.calm_since is None:
            self.calm_since = now

    def calls_now(self, now: int) -> bool:
        """R13: whether the rule calls people up now."""
        if self.holds_since is None or self.stood_down_at == now:
            return False
        return now - self.holds_since >= self.held and self.called < self.pool

    def stands_down_now(self, now: int) -> bool:
        """R13: whether the people called up are stood down now."""
        if self.calm_since is None or self.coming or not self.called:
            return False
        return now - self.calm_since >= self.calm and now - self.came_at >= self.stint

    def next_looks(self, now: int, joined: list[int]) -> list[int]:
        """R13: return the ticks at which time alone may make the rule do something."""
        looks = [min(joined) + self.longest] if joined else []
        if self.holds_since is not None:
            looks.append(max(self.holds_since + self.held, self.stood_down_at + 1))
        if self.calm_since is not None and self.called:
            looks.append(max(self.calm_since + self.calm, self.came_at + self.stint))
        return [look for look in looks if now < look < NEVER]
