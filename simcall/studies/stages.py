"""Progress of work in stages that do not all take as long."""

from __future__ import annotations

from dataclasses import dataclass

from simcall.studies.run import Progress

__all__ = ["Stages"]


@dataclass
class Stages:
    """Reports the stages of the work.

    Attributes
    ----------
    progress : callable or None
        Who wants to know.
    planned : int
        Number of stages.
    done : int
        Those that are done, never more than are planned.
    """

    progress: Progress | None
    planned: int
    done: int = 0

    def next(self) -> None:
        """Note that another stage is done."""
        self.done = min(self.done + 1, self.planned)
        if self.progress is not None:
            self.progress(self.done, self.planned)

    def finish(self) -> None:
        """Note that all stages are done."""
        while self.done < self.planned:
            self.next()
