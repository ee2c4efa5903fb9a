"""The design file supplied: it is read, and today's rota is among the rotas that it allows."""

from __future__ import annotations

from simcall.studies.design.request_files import read_request
from simcall.studies.design.rota_posts import posts_of
from tests.scenarios.shared import FOLDER

FEBRUARY = FOLDER / "designs" / "february.toml"


def test_today_is_within_the_rules() -> None:
    """So a design can be no worse than today's rota: same hours, days, numbers and kinds, at most eight in all."""
    request = read_request(FEBRUARY)
    assert sum(group.kinds or 0 for group in request.groups.values()) <= 8
    for name, group in request.groups.items():
        posts = [post for post in posts_of(request.scenario, name) if post.start]
        choice = {(f"{shift.start:%H:%M}", 60.0 * shift.minutes) for shift in group.shifts.values()}
        assert {(post.start, post.length_s) for post in posts} <= choice
        assert {post.days for post in posts} <= set(group.days.values())
        assert len({post.shift for post in posts}) <= (group.kinds or 0)
        assert group.people.most is None or sum(post.people for post in posts) <= group.people.most
