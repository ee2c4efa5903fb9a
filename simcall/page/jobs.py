"""Long work: it runs one after the other, shows progress, can be stopped and resumed, and survives a closed tab."""

from __future__ import annotations

import os
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from threading import Condition, Lock, RLock, Thread, get_native_id
from typing import Any

from simcall.errors import SimcallError
from simcall.files.advice import Advice, Give, advice_of
from simcall.studies.run import Progress

__all__ = ["Job", "Jobs", "Outcome", "Picture", "Work", "drawing"]

_MOST_KEPT = 20
"""Finished jobs whose answers stay in memory."""
_ENDING_S = 0.5
"""How long the page waits for running work to stop before it closes."""
_NICENESS = 10
_MAKE_ROOM = (
    "move what is in the way, or let simcall write there, and press "
    "\N{LEFT DOUBLE QUOTATION MARK}Try again\N{RIGHT DOUBLE QUOTATION MARK}"
)
_DRAWING = RLock()


@contextmanager
def drawing() -> Iterator[None]:
    """Draw alone: Matplotlib has one state for all threads."""
    with _DRAWING:
        yield


@dataclass(frozen=True)
class Picture:
    """A picture of an answer.

    Attributes
    ----------
    title, alternative : str
        What it shows, briefly and with its main figures.
    svg : str
        One ``<svg>`` element.
    """

    title: str
    alternative: str
    svg: str


@dataclass(frozen=True)
class Outcome:
    """What a job found.

    Attributes
    ----------
    template : str
        Shows it, given `values`, `pictures` and the address of the job.
    values : mapping
        For the template.
    pictures : sequence of Picture
        Its pictures.
    saved : str
        The folder in which it is saved; empty if it is not.
    spoken : str
        The sentence that a screen reader reads out when the answer is there.
    files : mapping of str to Path
        Files to open or to get, by the name in their address.
    """

    template: str
    values: Mapping[str, Any]
    pictures: Sequence[Picture] = ()
    saved: str = ""
    spoken: str = ""
    files: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Work:
    """Long work to do.

    Attributes
    ----------
    identity : str
        All that the answer depends on: the same work is done once.
    title : str
        What it is, as people read it.
    command : str
        The command that does the same; empty if there is none.
    do : callable
        Does it; it is given what to call with the progress, which may raise to stop the work.
    keeps_unfinished : bool
        Whether what was done before a stop is not done again.
    page : str or None
        The address of the page that it belongs to, as the navigation has it.
    """

    identity: str
    title: str
    command: str
    do: Callable[[Progress], Outcome]
    keeps_unfinished: bool = False
    page: str | None = None

    @property
    def key(self) -> str:
        """The name of its job in an address."""
        return blake2b(self.identity.encode(), digest_size=12).hexdigest()


class _StoppedError(Exception):
    """The user stopped the work."""


@dataclass
class Job:
    """Work and how far it is. Only its own thread and `Jobs` change it.

    Attributes
    ----------
    work : Work
        What is done.
    state : str
        "waiting", "running", "stopping", "stopped", "done" or "failed".
    done, planned : int
        How much of it is done; `planned` is 0 until that is known.
    message : str
        Why it failed.
    outcome : Outcome or None
        What it found.
    """

    work: Work
    state: str = "waiting"
    done: int = 0
    planned: int = 0
    message: str = ""
    outcome: Outcome | None = None

    @property
    def is_over(self) -> bool:
        """Whether it has ended; it can be started again."""
        return self.state in ("stopped", "done", "failed")

    @property
    def standing(self) -> tuple[str, int, int]:
        """What a page shows of its progress."""
        return self.state, self.done, self.planned

    def advance(self, done: int, planned: int) -> None:
        """Note the progress; end the work if it is to stop."""
        if self.state == "stopping":
            raise _StoppedError
        self.done, self.planned = done, planned


class Jobs:
    """The long work of a page.

    Attributes
    ----------
    are_ending : bool
        Whether the page closes, so that nobody should wait for work any longer.
    """

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock, self._one_at_a_time = Lock(), Lock()
        self._ended = Condition(self._lock)
        self.are_ending = False

    def begin(self, work: Work) -> Job:
        """Begin work, or resume it; work that runs or is done already is not done twice."""
        with self._lock:
            job = self._jobs.get(work.key)
            if job is not None and job.state not in ("stopped", "failed"):
                self._jobs.move_to_end(work.key)
                return job
            job = self._jobs[work.key] = Job(work)
            self._jobs.move_to_end(work.key)
            self._forget_oldest()
        Thread(target=self._do, args=(job,), daemon=True, name=f"job {work.key}").start()
        return job

    def get(self, key: str) -> Job | None:
        """Return a job by its name in an address."""
        return self._jobs.get(key)

    def stop(self, key: str) -> None:
        """Stop a job at its next step."""
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and not job.is_over:
                job.state = "stopping"

    @property
    def are_over(self) -> bool:
        """Whether no work is going on or waits."""
        return all(job.is_over for job in self._jobs.values())

    def end(self) -> None:
        """Stop everything, and wait for it a moment. What is kept of unfinished work is whole whenever this ends."""
        with self._lock:
            self.are_ending = True
            for job in self._jobs.values():
                if not job.is_over:
                    job.state = "stopping"
            self._ended.wait_for(lambda: self.are_over, _ENDING_S)

    def _do(self, job: Job) -> None:
        _give_way()
        with self._one_at_a_time:
            state, message, outcome = "done", "", None
            try:
                with self._lock:
                    if job.state == "stopping":
                        raise _StoppedError
                    job.state = "running"
                outcome = job.work.do(job.advance)
            except _StoppedError:
                state = "stopped"
            except SimcallError as error:
                state, message = "failed", _on_page(advice_of(error))
            except Exception as error:  # the page lives on, and says it
                fault = f"simcall itself has failed ({type(error).__name__}: {error})."
                state, message = "failed", f"{fault} Try again. If it fails again, report these words."
            with self._lock:
                job.state, job.message, job.outcome = state, message, outcome
                self._ended.notify_all()

    def _forget_oldest(self) -> None:
        over = [key for key, job in self._jobs.items() if job.is_over]
        for key in over[: max(0, len(self._jobs) - _MOST_KEPT)]:
            del self._jobs[key]


def _on_page(text: str) -> str:
    """Return a message without the advice to use another folder: the page chooses the folders of its work."""
    return text.worded(_way_words) if isinstance(text, Advice) else text


def _way_words(way: Give) -> str:
    return _MAKE_ROOM if way.option == "--out" else str(way)


def _give_way() -> None:
    """Let this thread, and those that it starts, run after others: a lever that moves is answered first."""
    with suppress(AttributeError, OSError):  # only Linux has a priority for a single thread
        if sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, get_native_id(), _NICENESS)
