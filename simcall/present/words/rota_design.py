"""Sentences and tables about a designed rota: its hours, its figures, its posts, and how far from the best it is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from simcall.files.messages import counted
from simcall.measures import MEASURES
from simcall.measures.targets import Figure
from simcall.present.words.differences import points
from simcall.present.words.figures import figure_in_words
from simcall.scenario import holdings, staffing_oddities
from simcall.scenario.models.quantities import plain_duration
from simcall.scenario.models.week import WEEKDAYS, days_in_words, span_in_words, spans_in_words
from simcall.studies.design.designed import Post, RotaDesignNumbers, TargetCheck
from simcall.studies.design.people_sharing import RULES_OF_SHARING
from simcall.studies.design.request import Minimise, WorkingRules
from simcall.studies.design.rota_posts import posts_of
from simcall.studies.figure_names import figure_name, requirement_in_words

__all__ = [
    "ASSUMPTION",
    "POST_HEADINGS",
    "POST_MEANING",
    "POST_NUMBERS",
    "TARGET_HEADINGS",
    "answer_sentences",
    "assumed_inputs",
    "bound_sentences",
    "days_of_post",
    "headline",
    "method_sentences",
    "odd_sentences",
    "places_of_post",
    "post_rows",
    "target_rows",
    "targets_sentence",
    "times_of_post",
    "worst_hours",
]

TARGET_HEADINGS = ("target", "today", "with this rota", "verdict")
POST_HEADINGS = ("group", "shift", "times", "days", "posts", "paid hours")
POST_NUMBERS = POST_HEADINGS[4:]
"""The columns of numbers."""
_NEAREST = "This rota keeps every limit and comes nearest to the targets."
"""The sentence for a rota that does not meet its targets."""
_SAME_HOURS = 0.005
"""A difference of less than this share of the paid hours does not count."""
_WHOLE = 100
"""From here on amounts are written without decimals."""
_TEAMS = "teams"


def targets_sentence(numbers: RotaDesignNumbers) -> str:
    """Say which targets the rota has to meet, over what time, and how sure that has to be."""
    request = numbers.request
    named = ", and ".join(requirement_in_words(target, request.scenario.lines) for target in request.targets)
    span = span_in_words(request.scenario.start, request.scenario.days)
    over = "in every hour of the week" if request.hold == "every-hour" else f"over {span}"
    return f"Targets {over}: {named}."


def answer_sentences(numbers: RotaDesignNumbers) -> Iterator[str]:
    """Say first what the rota costs and changes, then its posts beside today's, then how many people fill them.

    If the targets do not hold, the reason comes before that.
    """
    if numbers.obstacle:
        yield numbers.obstacle
        yield _NEAREST
    yield headline(numbers)
    designed, today = (
        _posts_in_words([post for group in numbers.request.groups for post in posts_of(scenario, group)])
        for scenario in (numbers.scenario, numbers.request.scenario)
    )
    yield f"{designed}; today: {today}." if today else f"{designed}."
    if numbers.least_people:
        people = _people(sum(numbers.least_people.values()))
        of_each = "; ".join(f"{group}: {number:,}" for group, number in numbers.least_people.items())
        groups = f" ({of_each})" if len(numbers.least_people) > 1 else ""
        yield f"To fill these posts takes at least {people}, before leave and absence{groups}."


def headline(numbers: RotaDesignNumbers) -> str:
    """Return the whole answer: "1,560 paid hours a week, the same as today; 101 abandoned: 4.1 points lower"."""
    figures = [_change_in_words(numbers, check) for check in numbers.checks]
    return f"{'; '.join([_hours_in_words(numbers), *figures])}."


def _hours_in_words(numbers: RotaDesignNumbers) -> str:
    """Write the paid hours beside today's, if people have paid hours today."""
    hours = f"{_amount(numbers.paid_hours)} paid hours{_a_week(numbers)}"
    more = numbers.paid_hours - numbers.today_paid_hours
    if not numbers.today_paid_hours:
        return hours
    if abs(more) <= _SAME_HOURS * numbers.today_paid_hours:
        return f"{hours}, the same as today"
    return f"{hours}, {_amount(abs(more))} {'more' if more > 0 else 'fewer'} than today"


def _change_in_words(numbers: RotaDesignNumbers, check: TargetCheck) -> str:
    """Write "101 abandoned: 4.1 points lower"; without a figure on both sides, what there is."""
    figure = Figure(check.target.line_or_group, check.target.measure)
    name, kind = figure_name(figure, numbers.request.scenario.lines), MEASURES[check.target.measure].kind
    if check.estimate.mean is None or check.today.mean is None:
        return f"{name}: not defined in both"
    more = check.estimate.mean - check.today.mean
    size = points(more, kind)
    if not any(digit in size for digit in "123456789"):
        return f"{name}: as today"
    return f"{name}: {size} {'higher' if more > 0 else 'lower'}"


def target_rows(numbers: RotaDesignNumbers) -> Iterator[tuple[str, str, str, str]]:
    """Yield each target, with its figure today and with the designed rota, and the verdict."""
    for check in numbers.checks:
        kind = MEASURES[check.target.measure].kind
        yield (
            requirement_in_words(check.target, numbers.request.scenario.lines),
            figure_in_words(check.today, kind),
            figure_in_words(check.estimate, kind),
            check.verdict,
        )


def worst_hours(numbers: RotaDesignNumbers) -> Iterator[str]:
    """Say for each target held in every hour which hour is nearest to missing it."""
    for check in numbers.checks:
        if check.worst_hour is not None and check.worst is not None:
            hour = spans_in_words([(60 * check.worst_hour, 60 * check.worst_hour + 60)], in_full=True)[0]
            name = figure_name(Figure(check.target.line_or_group, check.target.measure), numbers.request.scenario.lines)
            figure = figure_in_words(check.worst, MEASURES[check.target.measure].kind)
            yield f"{name}, worst hour: {hour}, {'no call is answered' if check.worst.mean is None else figure}."


def post_rows(numbers: RotaDesignNumbers) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Yield the posts: group, shift, times, days, how many, and paid hours a week."""
    for post in numbers.posts:
        yield (
            post.group,
            post.shift if post.start else _TEAMS,
            times_of_post(post),
            days_of_post(post),
            places_of_post(post),
            _amount(post.paid_hours),
        )


def times_of_post(post: Post) -> str:
    """Write when a post is on duty: "22:00 to 06:00 (8 h)"; of the teams, that they work their pattern."""
    if not post.start:
        return "their pattern"
    hour, minute = map(int, post.start.split(":"))
    end = 60 * hour + minute + round(post.length_s / 60)
    return f"{post.start} to {end // 60 % 24:02d}:{end % 60:02d} ({plain_duration(post.length_s)})"


def places_of_post(post: Post) -> str:
    """Write how many posts there are; of the teams, how many people they have."""
    return f"{post.people:,}" if post.start else _people(post.people)


def days_of_post(post: Post) -> str:
    """Write the days on which a post starts: "Mon to Fri"."""
    return days_in_words([WEEKDAYS.index(day) for day in post.days])


POST_MEANING = (
    "A post is a place for one person on each of its days. It is not a person: a post on seven days a week takes more "
    "than one, and one person may fill a weekday post and a weekend post."
)
"""The difference between posts and people."""
ASSUMPTION = "more people never make a figure worse, and a further person helps no more than the one before"
"""What the bound of a design rests on."""


def bound_sentences(numbers: RotaDesignNumbers) -> Iterator[str]:
    """Say what every rota within the rules needs, how far this rota is from that, and what the bound rests on."""
    bound, has = numbers.bound, numbers.objective
    if numbers.obstacle and bound is None:
        return
    if bound is None or bound <= _EQUAL < has:
        yield "simcall could not find out how little would be enough, so a better rota may exist."
        return
    less, this_has = _LESS_THAN[numbers.request.minimise]
    in_teams = " and people in teams" if any(not post.start for post in numbers.posts) else ""
    least = less.format(_amount(_rounded_down(bound)), _a_week(numbers), in_teams)
    best = f"No rota within these rules can meet the targets with {least}"
    if has <= bound * (1 + _EQUAL):
        yield f"{best}, and this one {this_has} {_amount(has)}."
    else:
        more = 100 * (has / bound - 1)
        size = f"at most {more:.1f} % more" if more >= _LEAST_PERCENT else f"less than {_LEAST_PERCENT} % more"
        yield f"{best}. This one {this_has} {_amount(has)}, {size} than needed."
    yield (f"This least number holds with {100 * numbers.request.confidence:g} % confidence, and only if {ASSUMPTION}.")


_LESS_THAN = {
    Minimise.PAID_HOURS: ("fewer than {0} paid hours{1}", "has"),
    Minimise.PEOPLE: ("fewer than {0} posts{2}", "has"),
    Minimise.COST: ("a cost under {0}{1}", "costs"),
}
_LEAST_PERCENT = 0.1
_EQUAL = 1e-9
"""A relative difference that comes from the computer's rounding."""


def _a_week(numbers: RotaDesignNumbers) -> str:
    """Return the unit of amounts: those of a design for one day are of that day."""
    return "" if all(group.is_for_one_day for group in numbers.request.groups.values()) else " a week"


def _rounded_down(value: float) -> float:
    """Round a bound down, to the decimals of `_amount`: a larger bound was not proved."""
    steps = 1 if value >= _WHOLE else 10
    return math.floor(steps * value * (1 + _EQUAL)) / steps


def odd_sentences(numbers: RotaDesignNumbers) -> Iterator[str]:
    """Say what is odd about the new staffing and not about today's, such as hours without anybody on duty.

    Shifts of today that the design no longer uses are not odd.
    """
    today = staffing_oddities(numbers.request.scenario)
    unused = tuple(f"shift {name} is" for name in numbers.request.scenario.shifts)
    new = (message for message in staffing_oddities(numbers.scenario) if message not in today)
    yield from (f"Odd: {message}." for message in new if not message.startswith(unused))


def method_sentences(numbers: RotaDesignNumbers) -> Iterator[str]:
    """Say how the rota was checked, and then what the planner has to know about it."""
    confidence = f"{100 * numbers.request.confidence:g} % confidence"
    verdict = "" if numbers.obstacle else f"It meets each target with {confidence}. "
    yield (
        f"simcall checked this rota in {counted(numbers.replications, 'simulation')} with callers that the search had "
        f"not seen (seed {numbers.check_seed}). {verdict}"
        "The figures of today's rota come from the same callers."
    )
    for group, number in numbers.least_people.items():
        yield _least_people_in_words(numbers, group, number, numbers.request.groups[group].rules)
    yield from numbers.notes


def _least_people_in_words(numbers: RotaDesignNumbers, group: str, number: int, rules: WorkingRules) -> str:
    """Say how many people fill the posts of a group, and by which rules."""
    posts = counted(_places([post for post in numbers.posts if post.group == group]), "post")
    fill = "fills" if number == 1 else "fill"
    return f"At least {_people(number)} {fill} the {posts} of {group}: {RULES_OF_SHARING[rules]}."


def assumed_inputs(numbers: RotaDesignNumbers) -> str:
    """Say how many inputs of the scenario are assumed; nothing if none is."""
    count = sum(holding.kind == "assumed" for holding in holdings(numbers.request.scenario))
    if not count:
        return ""
    return f"{counted(count, 'input')} of {numbers.request.scenario.name} {'is' if count == 1 else 'are'} assumed."


def _posts_in_words(posts: Sequence[Post]) -> str:
    """Write "26 posts on 8 kinds of shift, and 40 people in the teams"; nothing if there are none."""
    fixed = [post for post in posts if post.start]
    kinds = len({(post.group, post.shift) for post in fixed})
    in_teams = sum(post.people for post in posts if not post.start)
    parts = [f"{counted(_places(fixed), 'post')} on {counted(kinds, 'kind')} of shift" if fixed else ""]
    parts.append(f"{_people(in_teams)} in the teams" if in_teams else "")
    return ", and ".join(filter(None, parts))


def _places(posts: Iterable[Post]) -> int:
    """Return how many posts there are; one whose hours differ between its days is one."""
    return sum({(post.group, post.name): post.people for post in posts if post.start}.values())


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _amount(value: float) -> str:
    """Write an amount: whole from 100 on, or if it is whole."""
    return f"{value:,.0f}" if value >= _WHOLE or value == round(value) else f"{value:,.1f}"
