"""Events, legs and stages of calls, folded into the calls that happened."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.options import ReadingOptions
from tests.unit.observed.reading.logs.made_up import as_text, clock, essence, expected, made_up_calls, read_text

CALLS = made_up_calls()
LONDON = ZoneInfo("Europe/London")
QUEUE = {"999 Emergency": "q999", "101 Non-Emergency": "q101"}


def epoch(moment):
    """Return the seconds since 1970 of a moment on the local clock."""
    return int(moment.replace(tzinfo=LONDON).timestamp())


def queue_log(calls):
    """Return the events of calls as Asterisk writes them, in order of time."""
    rows = []
    for call in calls:
        queue, key, start = QUEUE[call.queue], f"{epoch(call.start)}.{call.number}", epoch(call.start)
        rows.append((start, key, queue, "NONE", "ENTERQUEUE", "", call.caller or "anonymous", "1"))
        if not call.answered:
            rows.append((start + call.wait, key, queue, "NONE", "ABANDON", "1", "1", str(call.wait)))
            continue
        if call.number % 7 == 0:
            rows.append((start + 1, key, queue, "SIP/9", "RINGNOANSWER", "1000", "", ""))
        answered = start + call.wait
        rows.append((answered, key, queue, call.agent, "CONNECT", str(call.wait), "chan.1", "1"))
        end = ("COMPLETEAGENT", "COMPLETECALLER")[call.number % 2]
        rows.append((answered + call.talk, key, queue, call.agent, end, str(call.wait), str(call.talk), "1"))
    return ["|".join(map(str, row)) for row in sorted(rows, key=lambda row: row[0])]


def test_queue_log_in_two_files(tmp_path):
    """Calls that span two files are whole, whichever file is named first."""
    lines = queue_log(CALLS)
    cut = next(number for number, line in enumerate(lines) if number > 100 and "CONNECT" in line)
    (tmp_path / "queue_log.1").write_text("\n".join(lines[:cut]) + "\n")
    (tmp_path / "queue_log").write_text("\n".join(lines[cut:]) + "\n")
    for names in (("queue_log.1", "queue_log"), ("queue_log", "queue_log.1")):
        observed = read_exports([str(tmp_path / name) for name in names])
        assert_frame_equal(essence(observed), expected(CALLS))
        assert {file.kind for file in observed.files} == {"events"}


def test_a_test_queue_of_a_queue_log_is_left_out(tmp_path):
    """Asterisk's queues begin with a q: "qtest" is a test queue as "Test" is."""
    start = epoch(CALLS[0].start)
    tests = [f"{start}|T1|qtest|NONE|ENTERQUEUE||7|1", f"{start + 1}|T1|qtest|SIP/9|CONNECT|1|chan.1|1"]
    (tmp_path / "queue_log").write_text("\n".join([*tests, *queue_log(CALLS)]) + "\n")
    observed = read_exports([str(tmp_path / "queue_log")])
    assert_frame_equal(essence(observed), expected(CALLS))
    assert observed.files[0].left_out["test queue (calls)"] == 1


def test_queue_log_with_a_header_and_dates(tmp_path):
    """A log that was kept in a database has a header and times as dates."""
    rows = [["time", "callid", "queuename", "agent", "event", "data1", "data2", "data3"]]
    for line in queue_log(CALLS):
        time, *cells = line.split("|")
        rows.append([str(pd.Timestamp(int(time), unit="s", tz="UTC")), *cells])
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows))), expected(CALLS))


def test_events_in_plain_words(tmp_path):
    """Any system's events are read if their words say queued, answered and ended; times give the lengths."""
    rows = []
    for call in CALLS:
        key = f"K{call.number}"
        rows.append((call.start, key, call.queue, "", "Queued", call.caller))
        if call.answered:
            rows.append((call.answered_at, key, call.queue, call.agent, "Answered", ""))
        ended = call.ended_at - (call.ended_at - call.start - pd.Timedelta(seconds=call.wait + call.talk))
        rows.append((ended, key, call.queue, call.agent, "Ended", ""))
    rows.sort(key=lambda row: row[0])
    header = ["Event Time", "Call ID", "Queue", "Agent", "Event", "Caller"]
    body = [[f"{moment:%d/%m/%Y %H:%M:%S}", *rest] for moment, *rest in rows]
    assert_frame_equal(essence(read_text(tmp_path, as_text([header, *body]))), expected(CALLS))


def test_events_that_are_no_whole_calls_are_counted(tmp_path):
    """Calls that never end, calls from before the log, other events and repeats are left out and counted."""
    lines = queue_log(CALLS)
    start = epoch(CALLS[0].start)
    extra = [
        f"{start - 500}|1.1|q101|Pip|COMPLETEAGENT|3|60|1",
        f"{start - 400}|NONE|NONE|NONE|CONFIGRELOAD|",
        f"{epoch(CALLS[-1].start)}|9.9|q101|NONE|ENTERQUEUE||07700900001|1",
    ]
    observed = read_text(tmp_path, "\n".join([*extra[:2], *lines, extra[2], lines[-1]]) + "\n", "queue_log")
    assert len(observed.calls) == len(CALLS)
    assert observed.files[0].left_out == {
        "exact duplicate": 1,
        "event of no call": 1,
        "call that began before the log (calls)": 1,
        "call that never ended (calls)": 1,
    }


OVERFLOW = """\
1791000000|1.1|q101|NONE|ENTERQUEUE||07700900001|1
1791000060|1.1|q101|NONE|EXITWITHTIMEOUT|1|1|60
1791000060|1.1|q999|NONE|ENTERQUEUE||07700900001|1
1791000070|1.1|q999|SIP/1|CONNECT|10|x|2
1791000170|1.1|q999|SIP/1|COMPLETECALLER|10|100|1
1791000175|1.1|desk|NONE|ENTERQUEUE||07700900001|1
1791000180|1.1|desk|NONE|ABANDON|1|1|5
1791000300|1.1|desk|NONE|ENTERQUEUE||07700900001|1
1791000310|1.1|desk|NONE|ABANDON|1|1|10
"""


def onward(observed):
    """Return where each visit of a call went on to."""
    visits = observed.calls.fillna({"to_after": -1.0})
    return visits[["line", "outcome", "transferred", "to_line", "to_after"]].to_numpy().tolist()


def test_a_call_that_is_sent_on_counts_once(tmp_path):
    """Overflow and transfer are followed; whoever hung up and is there again came from outside, not from a line."""
    observed = read_text(tmp_path, OVERFLOW, "queue_log")
    assert onward(observed) == [
        ["101", "other", False, "999", 0.0],
        ["999", "answered", True, "desk", 5.0],
        ["desk", "abandoned", True, "", -1.0],
        ["desk", "abandoned", False, "", -1.0],
    ]
    assert observed.counts.groupby("line")["offered"].sum().to_dict() == {"101": 1, "999": 0, "desk": 1}
    assert observed.transferred[["line", "offered", "answered"]].to_numpy().tolist() == [["999", 1, 1], ["desk", 1, 0]]


def test_a_call_from_a_queue_that_is_no_line_came_from_outside(tmp_path):
    """The model does not have the queue that sent the call, so the call is new to it."""
    (tmp_path / "queue_log").write_text(OVERFLOW)
    observed = read_exports([tmp_path / "queue_log"], ReadingOptions(lines={"desk": "desk", "999": "q999"}))
    assert onward(observed)[0] == ["999", "answered", False, "desk", 5.0]
    assert observed.counts.groupby("line")["offered"].sum().to_dict() == {"999": 1, "desk": 1}


def test_log_ins_of_a_log_count_where_people_answer_in_them(tmp_path):
    """Log-ins are read if people answer calls while they are logged in, and left out if they do not."""
    start, agents = epoch(CALLS[0].start) - 60, sorted({call.agent for call in CALLS if call.agent})
    log_ins = [f"{start}|MANAGER|{queue}|{agent}|ADDMEMBER" for agent in agents for queue in ("q101", "q999")]
    end = epoch(CALLS[-1].ended_at) + 60
    log_outs = [line.replace("ADDMEMBER", "REMOVEMEMBER").replace(str(start), str(end)) for line in log_ins]
    whole = read_text(tmp_path, "\n".join([*log_ins, *queue_log(CALLS), *log_outs]), "queue_log")
    assert sorted(whole.people["person"]) == sorted(set(whole.calls["agent"]) - {""})
    short = [line.replace(str(end), str(start + 60)) for line in log_outs]
    observed = read_text(tmp_path, "\n".join([*log_ins, *short, *queue_log(CALLS)]), "queue_log")
    assert observed.people is None
    assert any("logged in" in finding.text for finding in observed.findings)


LEG_HEADER = ["Session ID", "Sequence No", "Call Start Time", "CSQ Names", "Contact Disposition", "Originator DN",
              "Agent Name", "Queue Time", "Ring Time", "Talk Time", "Hold Time", "Work Time"]  # fmt: skip


def legs(calls):
    """Return rows for each leg: some calls ring at somebody who does not pick up, some have a second person in them."""
    rows = [LEG_HEADER]
    for call in calls:
        start = f"{call.start:%Y-%m-%d %H:%M:%S}"
        first = [str(call.number), "0", start, call.queue]
        if not call.answered:
            rows.append([*first, "1", call.caller, "", clock(call.wait), *[clock(0)] * 4])
            continue
        if call.number % 5 == 0 and call.wait > 1:
            rows.append([*first, "2", call.caller, "Una Unanswered", clock(0), clock(1), *[clock(0)] * 3])
        lengths = [clock(seconds) for seconds in (call.wait - 1, 1, call.talk, call.hold, call.wrap)]
        rows.append([*first, "2", call.caller, call.agent, *lengths])
        if call.number % 11 == 0:
            again = f"{call.start + pd.Timedelta(seconds=call.wait + 5):%Y-%m-%d %H:%M:%S}"
            second = map(clock, (0, 0, 9, 0, 0))
            rows.append([first[0], "0", again, call.queue, "2", call.caller, "Una Unanswered", *second])
    return rows


@pytest.mark.parametrize("apart", [True, False])
def test_legs_are_folded_into_calls(tmp_path, apart):
    """Unanswered ringing and conferences are no calls, whether the number of the leg stands apart or not."""
    rows = legs(CALLS)
    if not apart:
        rows = [[f"{row[0]}-{row[1]}", *row[2:]] for row in rows]
        rows[0][0] = "Node ID - Session ID - Sequence No"
    observed = read_text(tmp_path, as_text(rows))
    assert observed.files[0].kind == "legs"
    assert_frame_equal(essence(observed), expected(CALLS))


def test_a_transfer_is_counted_apart(tmp_path):
    """A leg with a later number in another queue is a transfer: it is a call of its own that was not offered."""
    rows = legs(CALLS[:20])
    call = next(call for call in CALLS[:20] if call.answered)
    later = f"{call.ended_at:%Y-%m-%d %H:%M:%S}"
    rows.append(
        [str(call.number), "1", later, "Crime Desk", "2", call.caller, "Dot Desk", *map(clock, (40, 2, 300, 0, 10))]
    )
    observed = read_text(tmp_path, as_text(rows))
    (transfer,) = observed.calls[observed.calls["transferred"]].to_dict("records")
    assert (transfer["line"], transfer["wait"], transfer["talk"]) == ("crime-desk", 42.0, 300.0)
    assert observed.counts["offered"].sum() == 20
    assert observed.calls["to_line"].value_counts().to_dict() == {"": 20, "crime-desk": 1}


def with_lengths(rows, start, end):
    """Return rows with the length of each in place of its end."""
    header, *body = rows
    form = "%d/%m/%Y %H:%M:%S"
    ends = header.index(end)
    lengths = [
        (datetime.strptime(row[ends], form) - datetime.strptime(row[header.index(start)], form)).seconds for row in body
    ]
    changed = [[*row[:ends], str(length), *row[ends + 1 :]] for row, length in zip(body, lengths, strict=True)]
    return [[*header[:ends], "Duration (s)", *header[ends + 1 :]], *changed]


def test_segments_with_a_start_and_an_end_alone(tmp_path):
    """A segment in which a person is named is a talk; one without is the wait before it."""
    rows = [["Interaction ID", "Segment", "Start", "End", "Queue", "Agent", "ANI"]]
    for call in CALLS:
        joined, left = call.start, call.start + pd.Timedelta(seconds=call.wait)
        ended = left + pd.Timedelta(seconds=call.talk)
        spans = [(joined, left, ""), *([(left, ended, call.agent)] if call.answered else [])]
        for number, (start, end, agent) in enumerate(spans, start=1):
            times = [f"{moment:%d/%m/%Y %H:%M:%S}" for moment in (start, end)]
            rows.append([str(call.number), str(number), *times, call.queue, agent, call.caller])
    assert_frame_equal(essence(read_text(tmp_path, as_text(rows))), expected(CALLS))
    assert_frame_equal(essence(read_text(tmp_path, as_text(with_lengths(rows, "Start", "End")))), expected(CALLS))


def test_stages_of_calls(tmp_path):
    """A row for the menu, the queue, the ringing, the talk and the wrap-up of a call are one call."""
    rows = [["Conversation ID", "Segment Type", "Segment Start", "Segment End", "Queue Name", "User", "ANI"]]
    for call in CALLS:
        wrap_end = call.ended_at + pd.Timedelta(seconds=call.wrap)
        talk_end = call.ended_at - pd.Timedelta(seconds=call.hold)
        stages = [
            ("IVR", call.start - pd.Timedelta(seconds=12), call.start, ""),
            ("Queue", call.start, call.start + pd.Timedelta(seconds=call.wait), ""),
        ]
        if call.answered:
            stages.append(("Interact", call.answered_at, talk_end, call.agent))
            stages += [("Hold", talk_end, call.ended_at, call.agent)] if call.hold else []
            stages.append(("Wrapup", call.ended_at, wrap_end, call.agent))
        for stage, start, end, agent in stages:
            queue = call.queue if stage != "IVR" else ""
            rows.append(
                [
                    f"c{call.number}",
                    stage,
                    f"{start:%d/%m/%Y %H:%M:%S}",
                    f"{end:%d/%m/%Y %H:%M:%S}",
                    queue,
                    agent,
                    call.caller,
                ]
            )
    observed = read_text(tmp_path, as_text(rows))
    by_length = read_text(tmp_path, as_text(with_lengths(rows, "Segment Start", "Segment End")))
    assert_frame_equal(essence(observed), expected(CALLS))
    assert_frame_equal(essence(by_length), expected(CALLS))
    assert set(observed.calls["menu"]) == {12.0}
    wraps = {call.wrap for call in CALLS if call.answered}
    assert set(observed.calls["wrap"].dropna()) == wraps


def test_stages_in_another_queue_without_a_talk_are_an_overflow(tmp_path):
    """The call rings in vain and waits on in 101; then it leaves that queue for the desk, which answers."""
    log = """\
Conversation ID,Segment Type,Segment Start,Segment End,Queue Name,User
c1,Queue,14/10/2026 09:00:00,14/10/2026 09:00:20,101,
c1,Alert,14/10/2026 09:00:20,14/10/2026 09:00:30,101,Una Unanswered
c1,Queue,14/10/2026 09:00:30,14/10/2026 09:01:00,101,
c1,Queue,14/10/2026 09:01:02,14/10/2026 09:01:12,desk,
c1,Interact,14/10/2026 09:01:12,14/10/2026 09:03:12,desk,Dot Desk
"""
    observed = read_text(tmp_path, log)
    assert onward(observed) == [["101", "other", False, "desk", 2.0], ["desk", "answered", True, "", -1.0]]
    assert observed.calls["wait"].tolist() == [60.0, 10.0]


def test_an_overflow_within_a_line_is_one_call(tmp_path):
    """A caller who waits on in another queue of the same line waits once; after an answer it is a transfer."""
    log = """\
Conversation ID,Start,Queue,Outcome,Wait,Talk
c1,14/10/2026 09:00:00,101,Overflowed,90,0
c1,14/10/2026 09:01:30,101 Overflow,Answered,20,200
c2,14/10/2026 10:00:00,101,Answered,5,60
c2,14/10/2026 10:01:05,101 Overflow,Answered,7,100
c3,14/10/2026 11:00:00,101,Abandoned,8,0
"""
    apart = read_text(tmp_path, log)
    assert apart.calls["wait"].tolist() == [90.0, 20.0, 5.0, 7.0, 8.0]
    together = read_text(tmp_path, log, lines={"101": ["101", "101 Overflow"]})
    assert together.calls["wait"].tolist() == [110.0, 5.0, 7.0, 8.0]
    assert together.calls["outcome"].tolist() == ["answered", "answered", "answered", "abandoned"]
    assert together.calls["transferred"].tolist() == [False, False, True, False]


LOG_INS = """\
Agent Name,Login Time,Logout Time
Ivy Invented,14/10/2026 07:00,14/10/2026 15:00
Max Madeup,14/10/2026 22:00,15/10/2026 07:00
Sol Sample,14/10/2026 09:00,
Total,,
"""


def test_log_ins_and_calls_name_people_alike(tmp_path):
    """The same person has one name in the calls and in the log-ins, which count whole sessions alone."""
    log = "Call Start,Result,Wait,Talk,Agent\n14/10/2026 09:00:00,Answered,5,60,Max Madeup\n"
    (tmp_path / "log.csv").write_text(log)
    (tmp_path / "people.csv").write_text(LOG_INS)
    observed = read_exports([str(tmp_path / name) for name in ("log.csv", "people.csv")], ReadingOptions())
    assert observed.calls["agent"].tolist() == ["A01"]
    assert observed.people["person"].tolist() == ["A02", "A01"]
    assert observed.people["end"].max() == pd.Timestamp("2026-10-15 07:00")
    assert observed.files[1].left_out == {"totals": 1, "no log-out": 1}
    assert "Invented" not in str(observed.files)
