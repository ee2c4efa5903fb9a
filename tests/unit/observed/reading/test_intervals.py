"""Reports of periods: what their names leave open is decided by the figures, or asked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simcall.errors import SimcallError
from simcall.observed.reading.exports import read_exports
from tests.unit.observed.reading.reports import of_line, read_text, texts_of

HEADER = "Date,Time,Queue,Offered,Answered,Abandoned,ASA,AHT\n"


def rows_of(start: str, periods: int, *, minutes: int = 30, queue: str = "999", zone: str | None = None) -> str:
    """Return rows with a call more in each period than in the one before it."""
    times = pd.date_range(start, periods=periods, freq=f"{minutes}min", tz=zone)
    return "".join(
        f"{time:%d/%m/%Y},{time:%H:%M},{queue},{number + 1},{number},1,{10 + number},300\n"
        for number, time in enumerate(times)
    )


# The clock


@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_one_row_for_the_hour_that_comes_twice(tmp_path, minutes):
    """One row in autumn holds both hours: its exposure is twice the clock's."""
    observed = read_text(tmp_path, HEADER + rows_of("2026-10-25 00:00", 240 // minutes, minutes=minutes))
    counts = of_line(observed, "999")
    assert counts.loc["2026-10-25 01:00":"2026-10-25 01:59", "exposure"].sum() == 2
    assert counts.loc["2026-10-25 00:00":"2026-10-25 00:59", "exposure"].sum() == 1
    assert "2026-10-25" in texts_of(observed, "clock")


def test_two_rows_for_the_hour_that_comes_twice(tmp_path):
    """Two rows of one label in autumn add up, even if they are equal: they are no repetition."""
    text = HEADER + "25/10/2026,01:00,999,3,2,1,10,300\n" * 2 + "25/10/2026,01:30,999,3,2,1,10,300\n"
    observed = read_text(tmp_path, text)
    counts = of_line(observed, "999")
    assert counts["offered"].tolist() == [6, 3]
    assert counts["wait_answered"].tolist() == [40, 20]
    assert counts["exposure"].tolist() == [1, 1]
    assert observed.files[0].left_out == {}


def test_utc_gives_the_same_two_rows(tmp_path):
    """A report in UTC has the repeated hour as two hours of their own."""
    text = HEADER + rows_of("2026-10-24 23:00", 4, minutes=60)
    counts = of_line(read_text(tmp_path, text, zone="UTC"), "999")
    assert [f"{start:%H:%M}" for start in counts.index] == ["00:00", "01:00", "02:00"]
    assert counts["offered"].tolist() == [1, 5, 4]
    assert counts["exposure"].tolist() == [1, 2, 1]


@pytest.mark.parametrize("has_zeros", [True, False])
def test_the_hour_that_spring_skips(tmp_path, has_zeros):
    """The hour that spring skips holds no time, whether or not the report has a row of zeros for it."""
    zeros = "29/03/2026,01:00,999,0,0,0,0,0\n" if has_zeros else ""
    text = HEADER + rows_of("2026-03-29 00:00", 1, minutes=60) + zeros + rows_of("2026-03-29 02:00", 3, minutes=60)
    observed = read_text(tmp_path, text)
    counts = of_line(observed, "999")
    assert counts.loc["2026-03-29 01:00", "exposure"] == 0
    assert counts["exposure"].sum() == 4
    assert texts_of(observed, "missing") == ""


# Periods


def test_a_missing_row_is_not_a_zero(tmp_path):
    """A period without a row has no exposure and no figures, and the planner hears of it."""
    text = HEADER + rows_of("2026-10-05 08:00", 4) + rows_of("2026-10-05 12:00", 4)
    observed = read_text(tmp_path, text)
    counts = of_line(observed, "999")
    silent = counts.loc["2026-10-05 10:00":"2026-10-05 11:30"]
    assert silent["exposure"].tolist() == [0] * 4
    assert silent["offered"].isna().all()
    assert "10:00 to 12:00" in texts_of(observed, "missing") or "2 hours of every day" in texts_of(observed, "missing")


def test_rows_without_calls_may_be_left_out(tmp_path):
    """If no row has 0 calls and rows are missing here and there, simcall asks; the answer decides."""
    rows = rows_of("2026-10-13 00:00", 96).splitlines(keepends=True)
    kept = "".join(row for number, row in enumerate(rows) if number not in (3, 10, 20, 30))
    asked = read_text(tmp_path, HEADER + kept)
    assert [question.option for question in asked.questions] == ["--no-row"]
    zero = of_line(read_text(tmp_path, HEADER + kept, answers={"--no-row": "zero"}), "999")
    unknown = of_line(read_text(tmp_path, HEADER + kept, answers={"--no-row": "unknown"}), "999")
    assert zero.iloc[3][["offered", "exposure"]].tolist() == [0, 0.5]
    assert unknown.iloc[3]["exposure"] == 0


@pytest.mark.parametrize(
    "times",
    [
        ["00:00-01:00", "01:00-02:00", "23:00-00:00"],
        ["00:00 - 01:00", "01:00 - 02:00", "23:00 - 24:00"],
        ["0", "1", "23"],
        ["00", "01", "23"],
        ["1", "2", "24"],
        ["12:00 AM", "1:00 AM", "11:00 PM"],
        ["0", "100", "2300"],
        ["0000", "0100", "2300"],
        ["00.00", "01.00", "23.00"],
        ["01:00", "02:00", "24:00"],
    ],
)
def test_times_in_any_style(tmp_path, times):
    """Ranges, hours, numbers of hours and ends of periods give the same starts."""
    text = "Date,Hour,Calls\n" + "".join(f"05/10/2026,{time},{number}\n" for number, time in enumerate(times))
    text += "".join(f"06/10/2026,{time},{number}\n" for number, time in enumerate(times))
    text += "".join(f"13/10/2026,{time},{number}\n" for number, time in enumerate(times))
    counts = of_line(read_text(tmp_path, text), "calls")
    recorded = counts[counts["exposure"] > 0]
    assert [f"{start:%H:%M}" for start in recorded.index] == ["00:00", "01:00", "23:00"] * 3
    assert recorded["offered"].tolist() == [0, 1, 2] * 3
    assert counts["minutes"].unique().tolist() == [60]


@pytest.mark.parametrize(
    "moments",
    [
        ["10/26/2026 0:00", "10/26/2026 1:00", "11/9/2026 0:00"],
        ["26/10/2026 00:00", "26/10/2026 01:00", "09/11/2026 00:00"],
        ["2026-10-26 00:00:00", "2026-10-26 01:00:00", "2026-11-09"],
        ["26-Oct-26 00:00", "26-Oct-26 01:00", "09-Nov-26 00:00"],
        ["2026-10-26T00:00:00Z", "2026-10-26T01:00:00Z", "2026-11-09T00:00:00Z"],
        ["46321", "46321.0416667", "46335"],
    ],
)
def test_dates_in_any_order(tmp_path, moments):
    """The order of day and month is the one in which every date can be read."""
    text = "Interval Start,Offered\n" + "".join(f"{moment},{number}\n" for number, moment in enumerate(moments))
    counts = of_line(read_text(tmp_path, text), "calls")
    recorded = counts[counts["exposure"] > 0]
    assert [f"{start:%Y-%m-%d %H}" for start in recorded.index] == ["2026-10-26 00", "2026-10-26 01", "2026-11-09 00"]


def test_a_week_shows_its_order(tmp_path):
    """Dates that can be read both ways are those of neighbouring days, not of seven months."""
    text = "Date,Offered\n" + "".join(f"{11}/{day}/2026,{day}\n" for day in range(1, 8))
    counts = of_line(read_text(tmp_path, text), "calls")
    assert counts.index[0].isoformat() == "2026-11-01T00:00:00"
    assert len(counts) == 7


def test_a_date_that_cannot_be_told_is_asked_for(tmp_path):
    """One date that can be read both ways is asked for; the answer decides."""
    text = "Date,Time,Offered\n05/10/2026,08:00,1\n05/10/2026,09:00,2\n"
    question = read_text(tmp_path, text).questions[0]
    assert question.option == "--dates"
    assert {choice for choice, _ in question.choices} == {"dmy", "mdy"}
    assert of_line(read_text(tmp_path, text, dates="mdy"), "calls").index[0].month == 5


def test_days(tmp_path):
    """Days have 1440 minutes and 24 hours, 25 in autumn; the planner hears that they show no shape of the day."""
    text = "Date,999 Offered,999 Answered\n24/10/2026,5,4\n25/10/2026,6,6\nTotal,11,10\n"
    observed = read_text(tmp_path, text)
    counts = of_line(observed, "999")
    assert observed.files[0].kind == "days"
    assert counts["minutes"].tolist() == [1440, 1440]
    assert counts["exposure"].tolist() == [24, 25]
    assert "no shape of the day" in texts_of(observed, "assumed")


def test_months_are_refused(tmp_path):
    """Whole months are refused with a way on."""
    with pytest.raises(SimcallError, match="Whole months are too long"):
        read_text(tmp_path, "Month,Calls Offered,Calls Answered\nOctober 2026,5181,4421\nNovember 2026,5000,4000\n")


def test_totals_among_the_periods(tmp_path):
    """Totals of an hour and of a day among half hours do not count."""
    text = "Date,Interval,Offered\n13/10/2026,08:00-08:30,5\n13/10/2026,08:30-09:00,3\n13/10/2026,08:00-09:00,8\n"
    text += "13/10/2026,09:00-09:29,4\n13/10/2026,00:00-24:00,12\n"
    counts = of_line(read_text(tmp_path, text), "calls")
    assert counts["offered"].tolist() == [5, 3, 4]
    assert counts["minutes"].unique().tolist() == [30]


@pytest.mark.parametrize("row", ["{} 00:00,{} 23:59", "{} 00:00:00,{} 23:59:59", "{},{}"])
def test_days_with_times(tmp_path, row):
    """Days that begin at midnight and end a minute before the next are days."""
    text = "Start,End,Calls Offered\n" + "".join(row.format(*[f"{day}/10/2026"] * 2) + f",{day}\n" for day in (13, 14))
    observed = read_text(tmp_path, text)
    assert observed.files[0].kind == "days"
    assert of_line(observed, "calls")["offered"].tolist() == [13, 14]


def test_a_report_of_the_ends_of_periods(tmp_path):
    """Where a report has the ends of periods alone, they begin their length before."""
    text = "Date,Interval End,Calls Offered\n13/10/2026,08:30,5\n13/10/2026,09:00,3\n"
    counts = of_line(read_text(tmp_path, text), "calls")
    assert [f"{start:%H:%M}" for start in counts.index] == ["08:00", "08:30"]


def test_dates_without_a_year(tmp_path):
    """The year of dates without one stands in a title or the file's name, and the planner hears of it."""
    text = "Date,Time,Calls Offered\n13 Oct,08:00,5\n13 Oct,08:30,3\n"
    observed = read_text(tmp_path, text, names=("October 2026.csv",))
    assert of_line(observed, "calls").index[0].year == 2026
    assert "2026" in texts_of(observed, "assumed")
    with pytest.raises(SimcallError, match="need a year"):
        read_text(tmp_path, text)


def test_utc_in_the_name_of_a_column(tmp_path):
    """A column that says UTC is in UTC, and the planner hears of it."""
    observed = read_text(tmp_path, "Interval Start (UTC),Offered\n2026-10-13 08:00,5\n2026-10-13 08:30,3\n")
    assert of_line(observed, "calls").index[0].hour == 9
    assert "UTC" in texts_of(observed, "assumed")


def test_days_that_stand_once(tmp_path):
    """A date or a queue that stands in the first of its rows alone, as in merged cells, holds for the others."""
    text = (
        HEADER
        + "13/10/2026,08:00,A,5,4,1,5,60\n,08:30,,3,3,0,5,60\n14/10/2026,08:00,A,2,2,0,5,60\n,08:30,,1,1,0,5,60\n"
    )
    recorded = of_line(read_text(tmp_path, text), "a").dropna(subset="offered")
    assert recorded["offered"].tolist() == [5, 3, 2, 1]
    assert [f"{start:%d %H:%M}" for start in recorded.index] == ["13 08:00", "13 08:30", "14 08:00", "14 08:30"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path, encoding, separator):
    """The encoding and what stands between cells change nothing."""
    path = tmp_path / "report.csv"
    lines = (HEADER + rows_of("2026-10-13 08:00", 4)).replace("ASA", "Cost (£)").replace(",", separator)
    path.write_text(lines, encoding=encoding)
    assert of_line(read_exports([str(path)]), "999")["offered"].tolist() == [1, 2, 3, 4]


def test_continental_numbers(tmp_path):
    """With decimal commas, a point stands between thousands; without, it stands before decimals."""
    comma = "Date;Time;Calls Offered;Calls Answered;% Answered\n"
    comma += "13.10.2026;08:00;1.200;900;75,0\n13.10.2026;08:30;9;9;100,0\n"
    point = "Date;Time;Calls Offered;Calls Answered;Answer Rate\n"
    point += "13.10.2026;08:00;1200;900;0.750\n13.10.2026;08:30;9;9;1\n"
    for text in (comma, point):
        observed = read_text(tmp_path, text)
        assert of_line(observed, "calls")["offered"].tolist() == [1200, 9]
        assert texts_of(observed, "identity") == ""


def test_a_header_without_rows_is_refused(tmp_path):
    """A report without a row is refused."""
    with pytest.raises(SimcallError, match="no row under it"):
        read_text(tmp_path, HEADER)


# Queues


def test_queues_side_by_side_under_two_rows_of_header(tmp_path):
    """A row of queues above the names of columns says whose they are."""
    text = ",,Emergency,,Enquiries,\nDate,Hour,Offered,Answered,Offered,Answered\n"
    text += "13/10/2026,8,5,4,9,7\n13/10/2026,9,6,6,8,8\n"
    observed = read_text(tmp_path, text)
    assert of_line(observed, "emergency")["offered"].tolist() == [5, 6]
    assert of_line(observed, "enquiries")["abandoned"].tolist() == [2, 0]


def test_other_queues_are_left_out_and_counted(tmp_path):
    """With --line, other queues are left out and counted."""
    text = HEADER + rows_of("2026-10-13 08:00", 2) + rows_of("2026-10-13 08:00", 2, queue="Training")
    observed = read_text(tmp_path, text, lines={"999": "999"})
    assert set(observed.counts["line"]) == {"999"}
    assert observed.files[0].left_out == {"other queues": 2}


def test_an_unknown_queue_is_refused_with_those_that_are_there(tmp_path):
    """A queue that no report has is refused, and the message names those that are there."""
    with pytest.raises(SimcallError, match="Training"):
        read_text(tmp_path, HEADER + rows_of("2026-10-13 08:00", 2, queue="Training"), lines={"999": "Emergency"})


@pytest.mark.parametrize("heading", ["{}", "{} Calls", "Calls {}"])
def test_numbers_to_ring_name_columns(tmp_path, heading):
    """A column named 999 or 999 Calls holds the calls offered to 999; a subset such as silent calls is no queue."""
    names = ",".join(heading.format(number) for number in ("999", "101"))
    observed = read_text(
        tmp_path, f"Date,Hour,{names},Silent Calls\n13/10/2026,08-09,5,40,1\n13/10/2026,09-10,3,30,0\n"
    )
    assert set(observed.queues) == {"999", "101"}
    assert of_line(observed, "101")["offered"].tolist() == [40, 30]


def test_blocks_with_a_queue_above_each(tmp_path):
    """Blocks one below the other, each under its queue, are a queue each."""
    block = "{}\nDate,Time,Calls Offered,Calls Answered\n13/10/2026,08:00,{},4\n13/10/2026,08:30,3,3\nTotal,,9,7\n\n"
    observed = read_text(tmp_path, block.format("999 Emergency", 5) + block.format("101 Enquiries", 6))
    assert of_line(observed, "999")["offered"].tolist() == [5, 3]
    assert of_line(observed, "101")["offered"].tolist() == [6, 3]
    assert observed.files[0].left_out == {"totals": 2}


def test_sheets_of_a_workbook(tmp_path):
    """Sheets that begin alike and name no queue are a queue each; sheets of weeks are one report."""
    header = ["Date", "Time", "Calls Offered", "Calls Answered"]
    first = [["13/10/2026", "08:00", 5, 4], ["13/10/2026", "08:30", 3, 3]]
    later = [["20/10/2026", "08:00", 7, 6], ["20/10/2026", "08:30", 1, 1]]
    queues = tmp_path / "queues.xlsx"
    weeks = tmp_path / "weeks.xlsx"
    write_sheets(queues, {"Emergency": [header, *first], "Enquiries": [header, *first]})
    write_sheets(weeks, {"Week 42": [header, *first], "Week 43": [header, *later]})
    assert set(read_exports([str(queues)]).queues) == {"emergency", "enquiries"}
    assert of_line(read_exports([str(weeks)]), "calls")["offered"].sum() == 16


def write_sheets(path, sheets):
    """Write a workbook."""
    with pd.ExcelWriter(path) as book:
        for name, rows in sheets.items():
            pd.DataFrame(rows).to_excel(book, sheet_name=name, header=False, index=False)


def test_totals_over_queues(tmp_path):
    """A row for all queues is a total, not a queue."""
    text = HEADER + "13/10/2026,08:00,A,5,4,1,5,60\n13/10/2026,08:00,B,3,3,0,5,60\n13/10/2026,08:00,Total,8,7,1,5,60\n"
    observed = read_text(tmp_path, text)
    assert set(observed.queues) == {"a", "b"}
    assert observed.files[0].left_out == {"totals": 1}


# Files


def test_two_files_that_overlap(tmp_path):
    """The same rows in two files count once."""
    first, second = rows_of("2026-10-13 08:00", 4), rows_of("2026-10-13 08:00", 6)
    observed = read_text(tmp_path, HEADER + first, HEADER + second)
    assert of_line(observed, "999")["offered"].tolist() == [1, 2, 3, 4, 5, 6]
    assert observed.files[1].left_out == {"repeated rows": 4}


def test_two_files_that_split_the_hour_that_comes_twice(tmp_path):
    """The two rows of the hour that comes twice may stand in two files: they add up, even if they are equal."""
    first = HEADER + "25/10/2026,00:00,999,1,1,0,5,60\n25/10/2026,01:00,999,3,3,0,5,60\n"
    second = HEADER + "25/10/2026,01:00,999,3,3,0,5,60\n25/10/2026,02:00,999,0,0,0,0,0\n"
    assert of_line(read_text(tmp_path, first, second), "999")["offered"].tolist() == [1, 6, 0]


def test_two_files_that_disagree_are_refused(tmp_path):
    """Two files with different figures for one period are refused, with their rows."""
    with pytest.raises(SimcallError, match=r"report0.csv, row 2, and report1.csv, row 3"):
        read_text(
            tmp_path,
            HEADER + rows_of("2026-10-13 08:30", 4),
            HEADER + rows_of("2026-10-13 08:00", 4),
        )


def test_differing_rows_of_one_period_are_asked_for(tmp_path):
    """Rows of one period and queue that differ are asked for: they may be parts, or a correction."""
    text = (
        HEADER
        + "13/10/2026,08:00,999,3,2,1,10,300\n13/10/2026,08:00,999,5,5,0,10,300\n13/10/2026,09:00,999,0,0,0,0,0\n"
    )
    assert read_text(tmp_path, text).questions[0].option == "--repeats"
    added = of_line(read_text(tmp_path, text, answers={"--repeats": "add"}), "999")
    last = of_line(read_text(tmp_path, text, answers={"--repeats": "last"}), "999")
    assert added["offered"].iloc[0] == 8
    assert last["offered"].iloc[0] == 5


# Lengths of time


@pytest.mark.parametrize(
    ("handling", "seconds"), [("300", 300), ("300000", 300), ("0:05:00", 300), ("5:00", 300), ("0.003472222", 300)]
)
def test_units_of_lengths_of_time(tmp_path, handling, seconds):
    """Seconds, milliseconds, clocks and parts of a day are told apart by the time that a call takes."""
    text = f"Date,Time,Offered,Answered,AHT\n13/10/2026,08:00,4,2,{handling}\n13/10/2026,08:30,4,1,{handling}\n"
    counts = of_line(read_text(tmp_path, text), "calls")
    assert counts["handling"].tolist() == pytest.approx([2 * seconds, seconds], rel=1e-6)


@pytest.mark.parametrize(("handling", "choices"), [("20.5", {"s", "min"}), ("0:30", {"m:ss", "h:mm"})])
def test_an_unclear_unit_is_asked_for(tmp_path, handling, choices):
    """Lengths of time that can be read in two ways are asked for; the answer decides."""
    text = f"Date,Time,Offered,Answered,AHT\n13/10/2026,08:00,4,2,{handling}\n13/10/2026,08:30,4,1,{handling}\n"
    question = read_text(tmp_path, text).questions[0]
    assert question.option == "--durations"
    assert {choice for choice, _ in question.choices} == choices
    totals = [
        of_line(read_text(tmp_path, text, answers={"--durations": choice}), "calls")["handling"].sum()
        for choice in sorted(choices)
    ]
    assert max(totals) == 60 * min(totals)


@pytest.mark.parametrize(
    ("values", "expected"), [((400, 800, 200), 1400), ((400, 420, 380), 4 * 400 + 8 * 420 + 2 * 380)]
)
def test_an_average_and_a_total_are_told_apart(tmp_path, values, expected):
    """A talk time that grows with the calls is that of all of them; one that does not is that of a call."""
    rows = zip(("08:00", "08:30", "09:00"), (4, 8, 2), values, strict=True)
    text = "Date,Time,Answered,Abandoned,Talk Time (s)\n"
    text += "".join(f"13/10/2026,{time},{calls},0,{value}\n" for time, calls, value in rows)
    assert of_line(read_text(tmp_path, text), "calls")["handling"].sum() == expected


def test_a_handling_time_without_wrap_up(tmp_path):
    """Where the report's handling time is talk and hold alone, wrap-up is added."""
    text = (
        "Date,Time,Offered,Answered,Avg Handle Time,Avg Talk Time,Avg Hold Time,Avg ACW Time\n"
        "13/10/2026,08:00,4,2,0:05:00,0:04:00,0:01:00,0:01:00\n13/10/2026,08:30,4,1,0:03:00,0:03:00,0:00:00,0:00:30\n"
    )
    observed = read_text(tmp_path, text)
    assert of_line(observed, "calls")["handling"].tolist() == [720, 210]
    assert "wrap-up" in texts_of(observed, "assumed")


# Identities


def test_of_two_columns_the_one_that_adds_up(tmp_path):
    """Of two columns that may be the calls offered, the one that adds up counts, and the planner hears of it."""
    text = "Date,Time,Incoming,Offered,Handled,Abandons\n13/10/2026,08:00,9,5,4,1\n13/10/2026,08:30,6,3,3,0\n"
    observed = read_text(tmp_path, text)
    assert of_line(observed, "calls")["offered"].tolist() == [5, 3]
    assert "'Offered'" in texts_of(observed, "assumed")


def test_calls_from_their_share(tmp_path):
    """Where the share abandoned alone is given, the calls are worked out from it."""
    text = "Date,Time,Calls Offered,% Abandoned\n13/10/2026,08:00,40,10.0%\n13/10/2026,08:30,20,0.0%\n"
    counts = of_line(read_text(tmp_path, text), "calls")
    assert counts["abandoned"].tolist() == [4, 0]
    assert counts["answered"].tolist() == [36, 20]


def test_calls_that_do_not_add_up(tmp_path):
    """Offered that is not answered and abandoned is a finding with its number of rows and calls."""
    text = HEADER + "13/10/2026,08:00,999,9,5,1,10,300\n13/10/2026,08:30,999,4,3,1,10,300\n"
    finding = texts_of(read_text(tmp_path, text), "identity")
    assert "1 of 2 rows" in finding
    assert "3 calls" in finding


def test_flow_out_explains_the_rest(tmp_path):
    """A column that makes up the rest is named, and no identity fails."""
    text = "Date,Time,Offered,Answered,Abandoned,Overflow Out\n13/10/2026,08:00,9,5,1,3\n13/10/2026,08:30,4,3,1,0\n"
    observed = read_text(tmp_path, text)
    assert texts_of(observed, "identity") == ""
    assert "flowed out" in texts_of(observed, "assumed")


def test_shares_that_disagree_with_their_counts(tmp_path):
    """A printed share that most rows contradict is a finding."""
    text = "Date,Time,Offered,Answered,Abandoned,% Abandoned\n"
    text += "13/10/2026,08:00,10,9,1,30.0%\n13/10/2026,08:30,4,3,1,25.0%\n"
    assert "'% Abandoned'" in texts_of(read_text(tmp_path, text), "identity")


DISJOINT = "Date,Time,Offered,Answered,Abandoned,<10s,<20s,<60s,>60s\n"
DISJOINT += "13/10/2026,08:00,12,10,2,4,3,2,1\n13/10/2026,08:30,5,5,0,5,0,0,0\n"
CUMULATIVE = "Date,Time,Offered,Answered,Abandoned,<10s,<20s,<60s\n"
CUMULATIVE += "13/10/2026,08:00,12,10,2,4,7,9\n13/10/2026,08:30,5,5,0,5,5,5\n"


@pytest.mark.parametrize("text", [DISJOINT, CUMULATIVE])
def test_bins_are_disjoint_or_cumulative(tmp_path, text):
    """Bins that add up are disjoint, bins that grow are cumulative: both give the same calls."""
    observed = read_text(tmp_path, text)
    first = observed.answers[observed.answers["start"] == "2026-10-13 08:00"]
    assert observed.questions == ()
    assert first[["low", "high", "answered"]].to_numpy().tolist() == [
        [0, 10, 4],
        [10, 20, 3],
        [20, 60, 2],
        [60, np.inf, 1],
    ]


def test_bins_that_can_be_both_are_asked_for(tmp_path):
    """Counts that may be bins of their own or cumulative are asked for."""
    text = "Date,Time,Offered,Answered,<10s,<20s\n13/10/2026,08:00,12,10,1,2\n13/10/2026,08:30,12,10,1,3\n"
    assert read_text(tmp_path, text).questions[0].option == "--bins"
    answers = read_text(tmp_path, text, answers={"--bins": "cumulative"}).answers
    assert answers["answered"].tolist() == [1, 1, 8, 1, 2, 7]


# Whatever the order, the files and the writing


@st.composite
def reports(draw):
    """Return rows of a day and a half for two queues, and an order of them."""
    numbers = draw(st.lists(st.integers(0, 9), min_size=72, max_size=72))
    times = pd.date_range("2026-10-24 12:00", periods=36, freq="h")
    rows = [
        (time, queue, numbers[2 * number + position])
        for number, time in enumerate(times)
        for position, queue in enumerate(("999", "101"))
    ]
    return rows, draw(st.permutations(range(len(rows)))), draw(st.integers(1, 71)), draw(st.sampled_from(FORMATS))


FORMATS = ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%d-%b-%y %I:%M %p")


def written(rows, style):
    """Return rows as a report."""
    lines = [f"{time:{style}},{queue},{calls},{calls},0,5,60\n" for time, queue, calls in rows]
    return "Interval Start,Queue,Offered,Answered,Abandoned,ASA,AHT\n" + "".join(lines)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(report=reports())
def test_order_files_and_dates_change_nothing(tmp_path, report):
    """The order of rows, the split into files and the way of writing dates change no count."""
    rows, order, cut, style = report
    plain = read_text(tmp_path, written(rows, FORMATS[2]))
    shuffled = [rows[position] for position in order]
    other = read_text(tmp_path, written(shuffled[:cut], style), written(shuffled[cut:], style), dates=_order(style))
    pd.testing.assert_frame_equal(plain.counts, other.counts)


def _order(style):
    return {"%d/%m/%Y %H:%M": "dmy", "%m/%d/%Y %H:%M": "mdy"}.get(style)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(report=reports())
def test_the_zone_of_the_report_changes_nothing(tmp_path, report):
    """The same hours in UTC and on the local clock give the same counts."""
    rows, *_ = report
    local = [(time.tz_localize("UTC").tz_convert("Europe/London"), queue, calls) for time, queue, calls in rows]
    in_utc = read_text(tmp_path, written(rows, FORMATS[2]), zone="UTC")
    on_the_clock = read_text(tmp_path, written(local, FORMATS[2]))
    pd.testing.assert_frame_equal(in_utc.counts, on_the_clock.counts)
