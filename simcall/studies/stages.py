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
        self.reach(self.done + 1)

    def finish(self) -> None:
        """Note that all stages are done."""
        self.reach(self.planned)

    def reach(self, stage: int) -> None:
        """Note that all stages up to this one are done; progress never goes back."""
        if self.done < min(stage, self.planned):
            self.done = min(stage, self.planned)
            if self.progress is not None:
                self.progress(self.done, self.planned)

    def until(self, stage: int) -> Progress:
        """Return what reports the progress of the work that ends with a stage."""
        first = self.done

        def report(done: int, planned: int) -> None:
            self.reach(first + (stage - first) * done // max(planned, 1))

        return report
