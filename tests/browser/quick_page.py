"""Serve the page as `simcall page` does, with few replications in all that it works out, so that a test ends soon."""

from __future__ import annotations

import sys
from functools import partial

import simcall.page.server
from simcall.cli import main
from simcall.page.answers import Answers
from simcall.studies.design import study as design_study
from simcall.studies.staff import study as staff_study
from simcall.studies.trials.effort import Effort

EFFORT = Effort(range(4), range(8), (range(8, 28),))

if __name__ == "__main__":
    simcall.page.server.Answers = partial(Answers, replications=int(sys.argv[1]))  # type: ignore[misc]
    for study in (staff_study, design_study):
        study.effort_of = lambda _: EFFORT
    main(["page", *sys.argv[2:]])
