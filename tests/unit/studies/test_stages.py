"""Progress of work in stages."""

from __future__ import annotations

from simcall.studies.stages import Stages


def test_progress_never_goes_back_or_beyond_what_is_planned() -> None:
    """Each stage is reported once."""
    reports: list[tuple[int, int]] = []
    stages = Stages(lambda done, planned: reports.append((done, planned)), 5)
    stages.next()
    stages.reach(3)
    stages.reach(2)
    stages.reach(9)
    stages.next()
    stages.finish()
    assert reports == [(1, 5), (3, 5), (5, 5)]


def test_the_progress_of_a_part_is_shared_out_over_its_stages() -> None:
    """A part begins where the work stands, and ends with the stage that it is for."""
    reports: list[int] = []
    stages = Stages(lambda done, _: reports.append(done), 100)
    stages.reach(60)
    report = stages.until(80)
    for done in range(1, 5):
        report(done, 4)
    assert reports == [60, 65, 70, 75, 80]
