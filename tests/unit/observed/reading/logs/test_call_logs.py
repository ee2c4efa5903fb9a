"""Call logs, as different systems write the same calls."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from simcall.errors import SimcallError
from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.options import ReadingOptions
from tests.unit.observed.reading.logs.made_up import (
    COMPARED,
    as_text,
    clock,
    essence,
    expected,
    made_up_calls,
    minutes,
    read_text,
    rows_of,
)

CALLS = made_up_calls()
LONDON = ZoneInfo("Europe/London")
NO_AGENT = [name for name in COMPARED if name != "agent"]


def renamed(rows, **names):
    """Return rows with other names of columns; None takes a column out."""
    header, *body = rows
    kept = [number for number, name in enumerate(header) if names.get(name.replace(" ", "_"), "") is not None]
    names = [names.get(header[number].replace(" ", "_"), header[number]) for number in kept]
    return [names, *([row[number] for number in kept] for row in body)]


def test_a_plain_log_gives_every_call(tmp_path):
    """Every call has its line, start, outcome, wait, talk, caller and person."""
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows_of(CALLS)))), expected(CALLS))


def test_a_person_in_place_of_a_queue_is_no_line(tmp_path):
    """A person's own line, or a damaged row, has a name or a number under "Queue": it is left out and not shown."""
    header, *body = rows_of(CALLS)
    queue, agent, caller = (header.index(name) for name in ("Queue", "Agent", "CLI"))
    number = next(row[caller] for row in body if row[caller])
    body = [*body, [*body[0]], [*body[1]]]
    body[-2][header.index("Call Ref")], body[-1][header.index("Call Ref")] = "R99998", "R99999"
    body[-2][queue], body[-2][agent] = "Ivy Invented", "Ivy Invented"
    body[-1][queue] = number
    observed = read_text(tmp_path, as_text([header, *body]))
    assert_frame_equal(essence(observed), expected(CALLS))
    assert observed.files[0].left_out == {"a person or a number in place of a queue": 2}
    assert "Ivy" not in repr(observed.queues) + repr(observed.files)


def test_the_line_of_one_person_is_no_line(tmp_path):
    """A queue named after the person who answers it is left out and not shown, however the name is written."""
    header, *body = rows_of(CALLS)
    queue, agent = header.index("Queue"), header.index("Agent")
    own = [[*row[:queue], f"Direct line {row[agent]}", *row[queue + 1 :]] for row in body if row[agent]]
    own = [["R9" + cell if number == 1 else cell for number, cell in enumerate(row)] for row in own]
    turned = [[*row[:agent], ", ".join(reversed(row[agent].split())), *row[agent + 1 :]] for row in [*body, *own]]
    observed = read_text(tmp_path, as_text([header, *turned]))
    assert set(observed.queues) == {"999", "101"}
    assert observed.files[0].left_out == {"a person or a number in place of a queue": len(own)}
    assert "Invented" not in repr(observed)


def test_a_person_within_an_outcome_is_not_shown(tmp_path):
    """The words of a transfer may name who it went to."""
    header, *body = rows_of(CALLS)
    body[0][header.index("Result")] = "Answered by Ivy Invented"
    observed = read_text(tmp_path, as_text([header, *body]))
    assert "Ivy" not in repr(observed.files)


def test_a_code_of_the_wrap_up_is_no_time(tmp_path):
    """Beside a column of wrap-up times, one named "Wrap-up" holds what the call was about."""
    header, *body = renamed(rows_of(CALLS), Wrap_Up="Total ACW")
    rows = [[*header, "Wrap-up"], *([*row, "Noise complaint"] for row in body)]
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows))), expected(CALLS))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(tmp_path, encoding):
    """The encoding does not matter, with or without a mark."""
    observed = read_text(tmp_path, as_text(rows_of(CALLS), "\t"), encoding=encoding)
    assert_frame_equal(essence(observed), expected(CALLS))


@pytest.mark.parametrize(
    "written",
    ["%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d.%m.%y %H:%M:%S", "%a %d %b %Y %H:%M:%S", "%Y%m%d %H%M%S",
     "%d-%b-%Y %H.%M.%S", "%H:%M:%S %d/%m/%Y", "%B %d, %Y %I:%M:%S %p", "%Y-%m-%dT%H:%M:%S"],
)  # fmt: skip
def test_dates(tmp_path, written):
    """The format of dates and times does not matter, if it can only be read in one way."""
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows_of(CALLS, date=written)))), expected(CALLS))


@pytest.mark.parametrize(
    "write",
    [
        lambda moment: f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        lambda moment: f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S UTC}",
        lambda moment: moment.isoformat(),
        lambda moment: moment.astimezone(ZoneInfo("Asia/Kolkata")).isoformat(timespec="milliseconds"),
        lambda moment: str(int(moment.timestamp())),
        lambda moment: str(int(moment.timestamp() * 1000)),
        lambda moment: f"{moment.timestamp():.6f}",
    ],
)
def test_times_that_say_their_zone(tmp_path, write):
    """Times in UTC, with an offset or counted since 1970 become times on the local clock."""
    rows = rows_of(CALLS)
    for row, call in zip(rows[1:], CALLS, strict=True):
        row[0] = write(call.start.replace(tzinfo=LONDON))
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows))), expected(CALLS))


@pytest.mark.parametrize(
    ("name", "options"),
    [("Call Start (UTC)", {}), ("start_time_utc", {}), ("startTimeUTC", {}), ("Call Start", {"zone": "UTC"})],
)
def test_times_in_utc_by_name_or_option(tmp_path, name, options):
    """A column's name or --zone says that the clock is UTC."""
    rows = renamed(rows_of(CALLS), Call_Start=name)
    for row, call in zip(rows[1:], CALLS, strict=True):
        row[0] = f"{call.start.replace(tzinfo=LONDON).astimezone(UTC):%d/%m/%Y %H:%M:%S}"
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows), **options)), expected(CALLS))


@pytest.mark.parametrize(
    ("local", "utc"),
    [("Start (Local)", "Start (UTC)"), ("startTime", "startTimeUTC"), ("Call Start", "Start Time UTC")],
)
def test_local_times_beside_the_same_in_utc(tmp_path, local, utc):
    """Whichever of two columns stands first, simcall reads its times on its own clock."""
    header, *body = renamed(rows_of(CALLS), Call_Start=local)
    in_utc = [f"{call.start.replace(tzinfo=LONDON).astimezone(UTC):%d/%m/%Y %H:%M:%S}" for call in CALLS]
    rows = [[local, utc, *header[1:]], *([row[0], time, *row[1:]] for row, time in zip(body, in_utc, strict=True))]
    turned = [[row[1], row[0], *row[2:]] for row in rows]
    for written in (rows, turned):
        assert_frame_equal(essence(read_text(tmp_path, as_text(written))), expected(CALLS))


@pytest.mark.parametrize(
    ("names", "length"),
    [
        ({}, clock),
        ({}, minutes),
        ({}, lambda seconds: f"{clock(seconds)}.000"),
        ({}, lambda seconds: f"{seconds} s"),
        ({}, lambda seconds: f"{seconds // 60}m {seconds % 60}s"),
        ({}, lambda seconds: str(seconds * 1000)),
        ({}, lambda seconds: f"{seconds / 86_400:.12f}"),
        ({}, lambda seconds: f"{seconds}.0"),
        ({"Wait_Time": "wait_ms", "Talk_Time": "talk_ms", "Hold_Time": "hold_ms", "Wrap_Up": "wrap_ms"},
         lambda seconds: str(seconds * 1000)),
        ({"Wait_Time": "Wait (sec)", "Talk_Time": "Talk (sec)", "Hold_Time": "Hold (s)", "Wrap_Up": "Wrap (s)"}, str),
    ],
)  # fmt: skip
def test_durations(tmp_path, names, length):
    """Seconds, milliseconds, fractions of a day and clocks are the same lengths."""
    observed = read_text(tmp_path, as_text(renamed(rows_of(CALLS, length=length), **names)))
    assert_frame_equal(essence(observed), expected(CALLS))


@pytest.mark.parametrize("includes", [True, False])
def test_the_end_of_calls_tells_whether_talk_includes_hold(tmp_path, includes):
    """Hold is inside the talk time of some systems: then wait and talk alone reach the end of the call."""
    rows = rows_of(CALLS)
    rows[0].append("Call End")
    for row, call in zip(rows[1:], CALLS, strict=True):
        row.append(f"{call.ended_at:%d/%m/%Y %H:%M:%S}")
        if call.answered:
            row[5] = str(call.talk + call.hold * includes)
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows))), expected(CALLS))


@pytest.mark.parametrize("includes", [True, False])
def test_answer_times_tell_whether_the_queue_includes_ringing(tmp_path, includes):
    """The time in the queue and the ringing are the wait together, or the first alone is."""
    rows = renamed(rows_of(CALLS), Wait_Time="Queue Time")
    rows[0] += ["Ring Time", "Answered At"]
    for row, call in zip(rows[1:], CALLS, strict=True):
        ring = min(6, call.wait) if call.answered else 0
        row[4] = str(call.wait - (0 if includes else ring))
        row += [str(ring), f"{call.answered_at:%d/%m/%Y %H:%M:%S}" if call.answered else ""]
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows))), expected(CALLS))


def test_calls_that_do_not_add_up_are_said(tmp_path):
    """If wait and talk do not reach the end of the call, the planner is told."""
    rows = rows_of(CALLS)
    rows[0].append("Call End")
    for row, call in zip(rows[1:], CALLS, strict=True):
        row.append(f"{call.ended_at + timedelta(seconds=100):%d/%m/%Y %H:%M:%S}")
    kinds = [finding.kind for finding in read_text(tmp_path, as_text(rows)).findings]
    assert kinds.count("identity") == 1


def test_a_sheet_for_each_queue(tmp_path):
    """Where no column names the queue, the title, the sheet or the file does."""
    book = openpyxl.Workbook()
    for queue in sorted({call.queue for call in CALLS}):
        sheet = book.create_sheet(queue[:3])
        sheet.append([f"Queue: {queue}"])
        for row, call in zip(renamed(rows_of(CALLS), Queue=None), [None, *CALLS], strict=True):
            if call is None or call.queue == queue:
                sheet.append(row)
    book.remove(book.active)
    book.save(tmp_path / "log.xlsx")
    observed = read_exports([str(tmp_path / "log.xlsx")])
    assert_frame_equal(essence(observed), expected(CALLS))
    assert observed.queues == {"101": "101 Non-Emergency", "999": "999 Emergency"}


def test_gmt_in_summer_is_asked(tmp_path):
    """GMT may mean a clock that never changes, or carelessly the local one."""
    rows = renamed(rows_of(CALLS), Call_Start="Call Start (GMT)")
    (question,) = read_text(tmp_path, as_text(rows)).questions
    assert question.option == "--zone"
    assert read_text(tmp_path, as_text(rows), zone="Europe/London").questions == ()


def test_semicolons_and_decimal_commas(tmp_path):
    """A file with semicolons has commas before its decimals."""
    rows = rows_of(CALLS, length=lambda seconds: f"{seconds},0")
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows, ";"))), expected(CALLS))


def test_date_and_time_apart(tmp_path):
    """A date in one column and a time in another are a moment."""
    rows = [
        ["Date", "Time", *row[1:]] if row[0] == "Call Start" else [*row[0].split(), *row[1:]] for row in rows_of(CALLS)
    ]
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows))), expected(CALLS))


def clock_rows(calls, written="%d/%m/%Y %H:%M:%S", empty=""):
    """Return a log with times of day in place of an outcome and of durations."""
    return [
        ["Start Time", "Answer Time", "End Time", "Service", "Caller", "Operator"],
        *(
            [
                call.start.strftime(written),
                call.answered_at.strftime(written) if call.answered else empty,
                (call.ended_at - timedelta(seconds=call.hold)).strftime(written),
                call.queue,
                call.caller,
                call.agent,
            ]
            for call in calls
        ),
    ]


def test_clock_times_in_place_of_outcome_and_durations(tmp_path):
    """A call with an empty answer time was abandoned; its end is when the caller gave up."""
    assert_frame_equal(essence(read_text(tmp_path, as_text(clock_rows(CALLS)))), expected(CALLS))


def test_times_of_day_beside_a_moment(tmp_path):
    """Only the start has a date: the times of answer and end are of that day, or past midnight."""
    late = made_up_calls(40, first=datetime(2026, 10, 14, 23, 55), days=1, seed=3)
    rows = clock_rows(late, "%H:%M:%S")
    for row, call in zip(rows[1:], late, strict=True):
        row[0] = f"{call.start:%d/%m/%Y %H:%M:%S}"
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows))), expected(late))


def test_times_of_day_beside_a_date(tmp_path):
    """Times of day past midnight belong to the next day, and 0:00:00 means none."""
    late = made_up_calls(40, first=datetime(2026, 10, 14, 23, 55), days=1, seed=3)
    rows = clock_rows(late, "%H:%M:%S", "0:00:00")
    rows[0].insert(0, "Date")
    for row, call in zip(rows[1:], late, strict=True):
        row.insert(0, f"{call.start:%d/%m/%Y}")
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows))), expected(late))


@pytest.mark.parametrize(
    ("name", "answered", "abandoned"),
    [
        ("Contact Disposition", "2", "1"),
        ("Disposition", "ANSWERED", "NO ANSWER"),
        ("Status", "Handled", "Lost"),
        ("Call Result", "Connected", "Caller hung up"),
        ("Abandoned", "No", "Yes"),
        ("Abandoned", "FALSE", "TRUE"),
        ("Answered", "Y", "N"),
        ("Answered", "1", "0"),
    ],
)
def test_words_for_outcomes(tmp_path, name, answered, abandoned):
    """Words, codes and flags say what became of a call."""
    rows = renamed(rows_of(CALLS), Result=name)
    for row, call in zip(rows[1:], CALLS, strict=True):
        row[3] = answered if call.answered else abandoned
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows))), expected(CALLS))


def test_the_end_of_wrap_up(tmp_path):
    """A system may write when the call was answered, when it ended and when the wrap-up did."""
    rows = [["Call Start", "Queue", "Answered at", "Ended at", "Wrap end"]]
    for call in CALLS:
        wrapped_at = call.ended_at + pd.Timedelta(seconds=call.wrap) if call.answered else None
        moments = (call.start, call.answered_at, call.ended_at, wrapped_at)
        start, *others = (f"{moment:%d/%m/%Y %H:%M:%S}" if moment else "" for moment in moments)
        rows.append([start, call.queue, *others])
    observed = read_text(tmp_path, as_text(rows))
    answered = observed.calls[observed.calls["outcome"] == "answered"]
    assert answered["wrap"].tolist() == [call.wrap for call in CALLS if call.answered]


def queued_and_ringing(calls, names, write=str):
    """Return a log with the start, the time to answer of answered calls, the time in the queue and the ringing."""
    header, *body = renamed(rows_of(calls), Wait_Time=None, Talk_Time="Talk Duration")
    times = [
        [
            write(call.start),
            str(call.wait) if call.answered else "",
            str(call.wait - (ring := min(call.wait, 3) if call.answered else 0)),
            str(ring),
        ]
        for call in calls
    ]
    chosen = [number for number, name in enumerate(names) if name]
    added = [[row[number] for number in chosen] for row in ([*names], *times)]
    return [[*row, *more] for row, more in zip([header, *body], added, strict=True)]


@pytest.mark.parametrize(
    "names",
    [
        ("Queue Time", "", "Waiting In Queue Duration", "Offering Duration"),
        ("", "", "Queue Duration", "Alert Duration"),
        ("", "Time to Answer", "Queue Wait Time", "Ringing"),
        ("", "Speed of Answer", "Time In Queue", "Alert"),
    ],
)
def test_time_in_the_queue_and_ringing(tmp_path, names):
    """Together they are the wait, whatever the systems call them; "Queue Time" may be when a call joined the queue."""
    rows = queued_and_ringing(CALLS, names, write=lambda start: f"{start:%d/%m/%Y %H:%M:%S}")
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows))), expected(CALLS))


def test_a_unit_in_a_name_makes_it_a_length_of_time(tmp_path):
    """The name "queue_ms" is the time in the queue, not its name, and "connected_ms" the talk, not when it began."""
    header, *body = renamed(
        rows_of(CALLS), Queue="service", Hold_Time=None, Wrap_Up=None, Talk_Time="connected_ms", Wait_Time="queue_ms"
    )
    lengths = [header.index("connected_ms"), header.index("queue_ms")]
    rows = [[f"{cell}000" if cell and number in lengths else cell for number, cell in enumerate(row)] for row in body]
    assert_frame_equal(essence(read_text(tmp_path, as_text([header, *rows]))), expected(CALLS))


def test_a_mapped_name_is_that_column_alone(tmp_path):
    """The column "Call Time (s)" is not "Call Time", although simcall compares names without their units elsewhere."""
    header, *body = renamed(rows_of(CALLS, length=clock), Call_Start="Call Date", Talk_Time="Call Time (s)")
    rows = [[row[0][:10], row[0][11:], *row[1:]] for row in body]
    text = as_text([[header[0], "Call Time", *header[1:]], *rows])
    assert_frame_equal(essence(read_text(tmp_path, text, columns={"Call Time (s)": "talk"})), expected(CALLS))


def test_without_talk_the_wrap_up_is_not_the_handling(tmp_path):
    """If no column has the talk, simcall says so, and gives no handling in the totals."""
    observed = read_text(tmp_path, as_text(renamed(rows_of(CALLS), Talk_Time="Spoken")))
    assert observed.counts["handling"].isna().all()
    assert any("no talk time" in finding.text for finding in observed.findings)


def test_a_wait_that_includes_the_menu(tmp_path):
    """Where the time to answer is the time in the menu and in the queue, the wait is the time in the queue."""
    early = [replace(call, start=call.start - timedelta(seconds=20)) for call in CALLS]
    rows = queued_and_ringing(early, ("", "Time to Answer", "Queue Time", ""))
    whole = rows[0].index("Time to Answer")
    rows = [[*rows[0], "IVR Time"], *([*row, "20"] for row in rows[1:])]
    for row in rows[1:]:
        row[whole] = row[whole] and str(int(row[whole]) + 20)
        row[whole + 1] = str(int(row[whole]) - 20) if row[whole] else row[whole + 1]
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows))), expected(CALLS))


def test_waits_that_no_column_has_are_said(tmp_path):
    """With ringing alone, or a wait of answered calls alone, simcall says what it does not know."""
    ringing = read_text(tmp_path, as_text(queued_and_ringing(CALLS, ("", "", "", "Ringing"))))
    assert any("ringing time as the whole wait" in finding.text for finding in ringing.findings)
    answered = read_text(tmp_path, as_text(queued_and_ringing(CALLS, ("", "Time to Answer", "", ""))))
    assert any("abandoned calls have no wait" in finding.text for finding in answered.findings)
    nothing = read_text(tmp_path, as_text(queued_and_ringing(CALLS, ("", "", "", ""))))
    assert any("The calls have no wait" in finding.text for finding in nothing.findings)


def test_neither_answered_nor_abandoned(tmp_path):
    """With a flag for each, a call that has neither, such as one to voicemail, counts as offered alone."""
    header, *body = renamed(rows_of(CALLS), Result="Answered")
    flags = [
        ["0", "0"] if number == 0 else [str(int(c.answered)), str(int(not c.answered))]
        for number, c in enumerate(CALLS)
    ]
    outcome = header.index("Answered")
    rows = [[*row[:outcome], *flag, *row[outcome + 1 :]] for row, flag in zip(body, flags, strict=True)]
    header[outcome : outcome + 1] = ["Answered", "Abandoned"]
    outcomes = read_text(tmp_path, as_text([header, *rows])).calls["outcome"]
    assert outcomes.tolist() == ["other", *expected(CALLS)["outcome"].tolist()[1:]]


def test_directions_under_another_name(tmp_path):
    """A column whose words say which calls came in and which went out is read by its words, unless the planner says."""
    header, *body = rows_of(CALLS)
    types = [
        "Outbound" if number % 10 == 0 else "Inbound ACD" if number % 2 else "Inbound" for number in range(len(body))
    ]
    text = as_text([[*header, "Type"], *([*row, kind] for row, kind in zip(body, types, strict=True))])
    came_in = [call for call, kind in zip(CALLS, types, strict=True) if kind != "Outbound"]
    assert_frame_equal(essence(read_text(tmp_path, text), NO_AGENT), expected(came_in, NO_AGENT))
    assert_frame_equal(essence(read_text(tmp_path, text, columns={"Type": "ignore"})), expected(CALLS))


def test_no_outcome_at_all(tmp_path):
    """Without an outcome and an answer time, a call with talk was answered."""
    rows = renamed(rows_of(CALLS), Result=None)
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows))), expected(CALLS))


def test_a_word_that_nothing_explains_is_asked(tmp_path):
    """A word for calls without a talk may mean that they were given up, or not: the reader asks."""
    rows = rows_of(CALLS)
    for row in rows[1:]:
        row[3] = {"Abandoned": "Code 17"}.get(row[3], row[3])
    text = as_text(rows)
    (question,) = read_text(tmp_path, text).questions
    assert question.option == "--outcome of Code 17"
    assert [choice for choice, _ in question.choices] == ["answered", "abandoned", "other"]
    observed = read_text(tmp_path, text, answers={"--outcome of Code 17": "abandoned"})
    assert_frame_equal(essence(observed), expected(CALLS))


def test_dates_that_cannot_be_told_are_asked(tmp_path):
    """Dates that are days in both orders are asked for, with what each order makes of one."""
    calls = made_up_calls(60, first=datetime(2026, 10, 1), days=9)
    text = as_text(rows_of(calls))
    (question,) = read_text(tmp_path, text).questions
    assert question.option == "--dates"
    assert [choice for choice, _ in question.choices] == ["dmy", "mdy"]
    assert_frame_equal(essence(read_text(tmp_path, text, dates="dmy")), expected(calls))


def test_durations_that_cannot_be_told_are_asked(tmp_path):
    """Lengths of two parts that are short both ways are asked for."""
    rows = renamed(rows_of(CALLS), Talk_Time=None, Hold_Time=None, Wrap_Up=None)
    for row in rows[1:]:
        row[4] = "0:03"
    text = as_text(rows)
    (question,) = read_text(tmp_path, text).questions
    assert question.option == "--durations"
    assert set(read_text(tmp_path, text, answers={"--durations": "m:ss"}).calls["wait"]) == {3.0}
    assert set(read_text(tmp_path, text, answers={"--durations": "h:mm"}).calls["wait"]) == {180.0}


def test_the_end_of_calls_decides_between_two_readings(tmp_path):
    """Start plus wait and talk is the end: that tells minutes and seconds from hours and minutes."""
    rows = renamed(rows_of(CALLS, length=minutes), Hold_Time=None, Wrap_Up=None)
    rows[0].append("Call End")
    for row, call in zip(rows[1:], CALLS, strict=True):
        row.append(f"{call.ended_at - timedelta(seconds=call.hold):%d/%m/%Y %H:%M:%S}")
        row[5] = row[5] or "0:00"
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows))), expected(CALLS))


@pytest.mark.parametrize("whole", [True, False])
def test_a_duration_is_of_the_call_or_of_the_talk(tmp_path, whole):
    """The durations of abandoned calls tell whether a duration includes the wait."""
    rows = renamed(rows_of(CALLS), Talk_Time="Duration", Hold_Time=None, Wrap_Up=None)
    for row, call in zip(rows[1:], CALLS, strict=True):
        row[5] = str(call.talk + call.wait * whole)
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows))), expected(CALLS))


def test_a_duration_that_may_be_either_is_asked(tmp_path):
    """If the durations of abandoned calls do not tell, the reader asks."""
    rows = renamed(
        rows_of([call for call in CALLS if call.answered]), Talk_Time="Duration", Hold_Time=None, Wrap_Up=None
    )
    (question,) = read_text(tmp_path, as_text(rows)).questions
    assert question.option == "--call-length"


def test_a_sheet_for_each_part_of_the_week(tmp_path):
    """Each sheet of a workbook is read, and a sheet without calls is left out with a word."""
    book = openpyxl.Workbook()
    book.active.append(["Notes for the month"])
    header, *rows = rows_of(CALLS)
    for number, part in enumerate((rows[:50], rows[50:])):
        sheet = book.create_sheet(f"Week {number + 1}")
        sheet.append(["Call log"])
        sheet.append([])
        sheet.append(header)
        for row, call in zip(part, CALLS[number * 50 :], strict=False):
            sheet.append([call.start, *row[1:4], *(int(text) if text else None for text in row[4:8]), *row[8:]])
        sheet.column_dimensions["J"].hidden = True
    book.save(tmp_path / "log.xlsx")
    observed = read_exports([str(tmp_path / "log.xlsx")])
    assert_frame_equal(essence(observed), expected(CALLS))
    (file,) = observed.files
    assert file.rows_read == len(CALLS)


def test_a_header_of_two_rows(tmp_path):
    """Names that are there twice are told apart by the row above."""
    header, *body = rows_of(CALLS)
    upper = ["", "", "", "", "Wait", "Talk", "Hold", "Wrap", "", ""]
    lower = [*header[:4], "Time", "Time", "Time", "Time", *header[8:]]
    assert_frame_equal(essence(read_text(tmp_path, as_text([upper, lower, *body]))), expected(CALLS))


def test_columns_with_names_of_their_own(tmp_path):
    """--map says what a column is that no list of names holds."""
    rows = renamed(rows_of(CALLS), Call_Start="Zeit", Wait_Time="Warten", Result="Ergebnis")
    options = {"columns": {"Zeit": "start", "Warten": "wait", "Ergebnis": "outcome"}}
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows), **options)), expected(CALLS))


def test_rows_that_are_no_calls_are_counted_by_reason(tmp_path):
    """Titles, repeated headers, totals, copies, other directions, tests and unreadable times are each counted."""
    header, *body = rows_of(CALLS)
    header.append("Direction")
    body = [[*row, "In"] for row in body]
    outbound = [[*body[3][:-1], "Out"], [*body[4][:-1], "Outgoing"]]
    internal = [*body[5][:-1], "Internal"]
    test_call = ["14/10/2026 03:00:00", "R99", "ZZ Test", *body[0][3:]]
    never = ["31/09/2026 03:00:00", *body[0][1:]]
    totals = ["Total calls", str(len(body)), *[""] * 9]
    rows = [
        ["Call report"],
        [],
        header,
        *body[:60],
        header,
        *body[60:],
        body[7],
        *outbound,
        internal,
        test_call,
        never,
        totals,
    ]
    observed = read_text(tmp_path, as_text(rows))
    assert_frame_equal(essence(observed), expected(CALLS))
    assert observed.files[0].left_out == {
        "repeated header": 1,
        "totals": 1,
        "time that cannot be read": 1,
        "outbound": 2,
        "internal": 1,
        "test queue": 1,
        "exact duplicate": 1,
    }
    assert observed.files[0].rows_read == len(CALLS) + 6


def test_impossible_values_are_taken_out_and_said(tmp_path):
    """A negative wait and a talk of ten hours are no values; the calls stay."""
    rows = rows_of(CALLS)
    answered = next(number for number, call in enumerate(CALLS, start=1) if call.answered)
    rows[answered][4], rows[answered][5] = "-3", "36291"
    observed = read_text(tmp_path, as_text(rows))
    call = observed.calls.set_index("row").loc[answered + 1]
    assert pd.isna(call["wait"])
    assert pd.isna(call["talk"])
    assert len(observed.calls) == len(CALLS)
    texts = [finding.text for finding in observed.findings if finding.kind == "left out"]
    assert any("negative" in text for text in texts)
    assert any("over 4 hours" in text for text in texts)


def test_only_the_queues_of_lines_are_kept(tmp_path):
    """With --line the other queues are left out and counted; a queue that is not there is refused."""
    text = as_text(rows_of(CALLS))
    observed = read_text(tmp_path, text, lines={"emergency": "999 emergency"})
    assert set(observed.calls["line"]) == {"emergency"}
    assert observed.queues == {"emergency": "999 Emergency"}
    assert observed.files[0].left_out == {"other queue": sum(call.queue.startswith("101") for call in CALLS)}
    with pytest.raises(SimcallError, match="999 Emergency"):
        read_text(tmp_path, text, lines={"emergency": "q999"})


def test_a_clock_that_skips_no_hour_in_spring_is_asked(tmp_path):
    """Calls in the hour that does not exist show that the clock is not local."""
    calls = [replace(CALLS[0], start=datetime(2026, 3, 29, hour, 30)) for hour in (0, 1, 2)]
    (question,) = read_text(tmp_path, as_text(rows_of(calls))).questions
    assert question.option == "--zone"


def test_nothing_of_callers_and_people_is_kept(tmp_path):
    """No caller's number and no person's name is in anything that is handed on."""
    observed = read_text(tmp_path, as_text(rows_of(CALLS)))
    written = "\n".join(
        [observed.calls.to_csv(), observed.counts.to_csv(), str(observed.files), str(observed.findings)]
    )
    for call in CALLS:
        assert not call.caller or call.caller not in written
        assert not call.agent or call.agent not in written


def test_unreadable_starts_name_the_row_and_the_remedy(tmp_path):
    """A column of starts without times is refused with the row and what to write."""
    rows = renamed(rows_of(CALLS), Call_Start="Start Time")
    for row in rows[1:]:
        row[0] = "soon"
    with pytest.raises(SimcallError, match=r"log\.csv: row 2: .*--map"):
        read_text(tmp_path, as_text(rows))


def test_unknown_columns_are_refused_without_naming_them(tmp_path):
    """A table of no kind is refused with the columns that are familiar; others may be somebody's name."""
    with pytest.raises(SimcallError, match=r"log\.csv: simcall knows none of its columns.*--map") as refusal:
        read_text(tmp_path, "Ada Example,Weight\nred,3\nblue,4\n")
    assert "Ada" not in str(refusal.value)
    with pytest.raises(SimcallError, match="knows only Call Start, Queue, CLI"):
        read_text(tmp_path, "Call Start,Queue,CLI\n14/10/2026 07:00,101,07700900001\n")


def test_a_rota_is_no_call_log(tmp_path):
    """Who, from and to make a duty, not a call: the message says where a rota goes, and once for all blocks."""
    duties = "date,post,person,start,end\n2026-10-05,Pod 1,Ada Example,07:00,15:00\n"
    with pytest.raises(
        SimcallError, match=r"knows only date, person, start, end\..*rota, give it with --staff"
    ) as refusal:
        read_text(tmp_path, duties + "\n\n" + duties)
    assert str(refusal.value).count("--staff") == 1


@pytest.mark.parametrize(
    "rota",
    [
        "Name,05/10/2026,06/10/2026,07/10/2026\nAda Example,E,L,RD\nBen Sample,L,N,RD\n",
        "Week,Mon,Tue,Wed,Thu,Fri,Sat,Sun\n1,E,E,L,RD,E,RD,N\n2,L,RD,E,E,N,N,RD\n",
        "Date,Mon,Tue,Wed,Thu,Fri,Sat,Sun\n05/10/2026,E,E,L,RD,E,RD,N\n12/10/2026,L,RD,E,E,N,N,RD\n",
    ],
)
def test_a_rota_in_any_layout_is_no_report(tmp_path, rota):
    """Codes under dates or weekdays are no numbers of calls; the message names the file and says where a rota goes."""
    with pytest.raises(SimcallError, match=r"log\.csv: .*rota, give it with --staff"):
        read_text(tmp_path, rota)


def test_files_without_a_table_are_refused_by_name(tmp_path):
    """An empty file, a file that is no text and one that is missing are refused together."""
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\x00\x01\xff\x00\x00")
    names = ("empty.csv", "picture.csv", "missing.csv")
    with pytest.raises(SimcallError) as refusal:
        read_exports([str(tmp_path / name) for name in names])
    for name, line in zip(names, str(refusal.value).splitlines(), strict=True):
        assert name in line


@pytest.mark.parametrize("text", ["", "\n \n", " , ,\n,,\n"])
def test_a_file_with_nothing_in_it_is_called_empty(tmp_path, text):
    """Nobody looks for a header in a file without a cell."""
    with pytest.raises(SimcallError, match="the file is empty; an export of a phone system is needed"):
        read_text(tmp_path, text)


def test_a_log_without_a_header_is_refused(tmp_path):
    """A row of data is never taken for the names of columns: they are shown, and it may name people."""
    with pytest.raises(SimcallError, match="no row has names of columns") as refusal:
        read_text(tmp_path, as_text(rows_of(CALLS)[1:]))
    assert "07700" not in str(refusal.value)


def test_a_log_without_a_call_to_a_queue_is_refused(tmp_path):
    """If every row is left out, the message says why."""
    rows = [[*row, "Out"] for row in rows_of(CALLS)]
    rows[0][-1] = "Direction"
    with pytest.raises(SimcallError, match=f"no row could be used. Left out: outbound {len(CALLS)}"):
        read_text(tmp_path, as_text(rows))


def test_dates_without_times_are_refused(tmp_path):
    """A log needs the time of each call, not its date alone."""
    with pytest.raises(SimcallError, match="no time of day"):
        read_text(tmp_path, as_text(rows_of(CALLS, date="%d/%m/%Y")))


def test_calls_count_for_more_than_a_report_of_the_same_days(tmp_path):
    """Where a log and an interval report tell of one line and date, the log counts; the report fills other dates."""
    (tmp_path / "log.csv").write_text(as_text(rows_of(CALLS)))
    report = [["Date", "Time", "Queue", "Offered", "Answered", "Abandoned"]]
    for day in (14, 30):
        report += [[f"{day}/10/2026", f"{hour:02d}:00", "999 Emergency", "5", "4", "1"] for hour in range(24)]
    (tmp_path / "report.csv").write_text(as_text(report))
    options = ReadingOptions(answers={"--calls-or-report": "calls"})
    observed = read_exports([str(tmp_path / "log.csv"), str(tmp_path / "report.csv")], options)
    assert observed.questions == ()
    counts = observed.counts[observed.counts["line"] == "999"]
    by_day = counts.groupby(counts["start"].dt.day)["offered"].sum()
    assert by_day[14] == sum(call.start.day == 14 and call.queue.startswith("999") for call in CALLS)
    assert by_day[30] == 24 * 5
    assert any("Single calls and a report cover the same days" in finding.text for finding in observed.findings)


def test_a_ring_time_longer_than_the_wait_is_not_known(tmp_path):
    """Three rows ring for longer than callers waited: the planner learns how many rows, and the others keep theirs."""
    text = "Call Start,Queue,Result,Wait Time (s),Ring Time (s),Talk (s)\n" + "".join(
        f"02/03/2026 09:{minute:02d}:00,999,Answered,{wait},{ring},60\n"
        for minute, (wait, ring) in enumerate([(5, 4), (5, 5), (5, 6), (0, 9), (12, 40), (3, 30)])
    )
    observed = read_text(tmp_path, text)
    assert observed.calls["ring"].tolist()[:3] == [4, 5, 6]
    assert observed.calls["ring"].isna().tolist()[3:] == [True] * 3
    (finding,) = [finding.text for finding in observed.findings if "ringing time is longer" in finding.text]
    assert "in 3 rows (the first is row 5)" in finding
    assert '--map "The column of waits=queue_wait"' in finding
