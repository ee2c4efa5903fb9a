"""Periods of reports: when they begin, how many hours they hold, and what is not recorded."""

from __future__ import annotations

import pytest

from simcall.errors import SimcallError
from simcall.observed.reading.exports import read_exports
from tests.unit.observed.reading.reports.invented import HEADER, of_line, read_text, rows_of, texts_of


@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_one_row_for_the_hour_that_comes_twice(tmp_path, minutes):
    """One row in autumn holds both hours: its exposure is twice the clock's."""
    observed = read_text(tmp_path, HEADER + rows_of("2026-10-25 00:00", 240 // minutes, minutes=minutes))
    counts = of_line(observed, "999")
    assert counts.loc["2026-10-25 01:00":"2026-10-25 01:59", "exposure"].sum() == 2
    assert counts.loc["2026-10-25 00:00":"2026-10-25 00:59", "exposure"].sum() == 1
    assert "Sunday 25 October 2026" in texts_of(observed, "clock")


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


def test_a_missing_row_is_not_a_zero(tmp_path):
    """A period without a row has no exposure and no figures, and the planner hears of it."""
    text = HEADER + rows_of("2026-10-05 08:00", 4) + rows_of("2026-10-05 12:00", 4)
    observed = read_text(tmp_path, text)
    counts = of_line(observed, "999")
    silent = counts.loc["2026-10-05 10:00":"2026-10-05 11:30"]
    assert silent["exposure"].tolist() == [0] * 4
    assert silent["offered"].isna().all()
    assert "2 hours of every day" in texts_of(observed, "missing")


def test_hours_of_the_week_that_no_date_has_are_said_once(tmp_path):
    """A line that closes on Sundays says so; a gap on one date is listed with the figures that were measured."""
    days = [day for day in range(5, 25) if day not in (11, 14, 18)]
    observed = read_text(tmp_path, HEADER + "".join(rows_of(f"2026-10-{day:02d} 00:00", 48) for day in days))
    assert texts_of(observed, "missing").count("no rows for 24 hours of every week.") == 1


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
    assert "not the shape of the day" in texts_of(observed, "assumed")


def test_months_are_refused(tmp_path):
    """Whole months are refused with a way on."""
    with pytest.raises(SimcallError, match="months are too long"):
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


@pytest.mark.parametrize("header", ["Start (UTC),Start (Local)", "Interval Start UTC,Interval Start"])
def test_local_times_beside_the_same_in_utc(tmp_path, header):
    """A report with both clocks is read by the local one, whichever stands first."""
    rows = "2026-10-13 08:00,2026-10-13 09:00,5\n2026-10-13 08:30,2026-10-13 09:30,3\n"
    starts = read_text(tmp_path, f"{header},Offered\n{rows}").counts["start"]
    assert [f"{start:%H:%M}" for start in starts] == ["09:00", "09:30"]


def test_gmt_in_summer_is_asked_about(tmp_path):
    """A report that says GMT in October may or may not change its clock; in December it does not matter."""
    text = "Date (GMT),Time (GMT),Offered\n13/10/2026,08:00,5\n13/10/2026,08:30,3\n"
    (question,) = read_text(tmp_path, text).questions
    assert (question.option, question.choices[0][0]) == ("--zone", "UTC")
    assert not read_text(tmp_path, text, zone="UTC").questions
    assert not read_text(tmp_path, text.replace("/10/", "/12/")).questions


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


@pytest.mark.parametrize("periods", [24, 48, 96])
@pytest.mark.parametrize("first", [0, 1])
def test_numbered_periods(tmp_path, periods, first):
    """Periods numbered through the day are hours, half hours or quarters."""
    rows = "".join(f"13/10/2026,{number},{number}\n" for number in range(first, first + periods))
    counts = of_line(read_text(tmp_path, "Date,Interval,Offered\n" + rows), "calls")
    assert len(counts) == periods
    assert counts["minutes"].unique().tolist() == [1440 // periods]
    assert counts.index[0].isoformat() == "2026-10-13T00:00:00"


def test_summer_and_winter_time_in_the_cells(tmp_path):
    """Where cells say BST and GMT, the two hours of one label are told apart and add up."""
    text = "Start,Offered\n25/10/2026 00:00 BST,1\n25/10/2026 01:00 BST,5\n"
    text += "25/10/2026 01:00 GMT,4\n25/10/2026 02:00 GMT,0\n"
    assert of_line(read_text(tmp_path, text), "calls")["offered"].tolist() == [1, 9, 0]


@pytest.mark.parametrize(
    "moments",
    [
        ("2026-10-13T08:00:00.000Z/2026-10-13T08:30:00.000Z", "2026-10-13T08:30:00.000Z/2026-10-13T09:00:00.000Z"),
        ("1791878400", "1791880200"),
        ("2026-10-13T10:00:00+02:00", "2026-10-13T10:30:00+02:00"),
    ],
)
def test_moments_that_state_their_zone(tmp_path, moments):
    """Intervals of an API, seconds since 1970 and offsets are on a clock of their own."""
    text = "Interval,Offered\n" + "".join(f"{moment},1\n" for moment in moments)
    counts = of_line(read_text(tmp_path, text), "calls")
    assert [f"{start:%Y-%m-%d %H:%M}" for start in counts.index] == ["2026-10-13 09:00", "2026-10-13 09:30"]


def test_dates_that_stand_between_rows(tmp_path):
    """A date alone in its row holds for the times below it."""
    text = "Time,Calls Offered,Calls Answered\n13/10/2026,,\n00:00,5,4\n00:30,3,3\n14/10/2026,,\n00:00,7,4\n00:30,6,3\n"
    observed = read_text(tmp_path, text)
    counts = of_line(observed, "calls").dropna(subset="offered")
    assert counts["offered"].tolist() == [5, 3, 7, 6]
    assert observed.files[0].rows_read == 4


def test_weeks_are_refused(tmp_path):
    """Whole weeks are refused."""
    with pytest.raises(SimcallError, match="Whole weeks"):
        read_text(tmp_path, "Date,Calls Offered\n05/10/2026,100\n12/10/2026,120\n19/10/2026,130\n")


def test_calls_in_the_hour_that_spring_skips(tmp_path):
    """Calls in the hour that the local clock skips raise the question of the zone; its answer decides."""
    text = HEADER + rows_of("2026-03-29 00:00", 4, minutes=60)
    assert [question.option for question in read_text(tmp_path, text).questions] == ["--zone"]
    in_utc = read_text(tmp_path, text, zone="UTC")
    assert in_utc.questions == ()
    recorded = of_line(in_utc, "999").dropna(subset="offered")
    assert [f"{start:%H}" for start in recorded.index] == ["00", "02", "03", "04"]
    assert read_text(tmp_path, text, zone="Europe/London").questions == ()


def test_a_clock_that_is_only_assumed(tmp_path):
    """Times that name no zone are taken as local, and the planner hears of it."""
    text = HEADER + rows_of("2026-10-13 08:00", 2)
    assert "no time zone" in texts_of(read_text(tmp_path, text), "assumed")
    assert "no time zone" not in texts_of(read_text(tmp_path, text, zone="Europe/London"), "assumed")


def test_sparse_rows_of_uneven_steps(tmp_path):
    """Where steps between rows make no length of periods, their common part does."""
    rows = "".join(f"13/10/2026,{time},1\n" for time in ("00:00", "03:30", "07:00", "08:00"))
    counts = of_line(read_text(tmp_path, "Date,Time,Offered\n" + rows), "calls")
    assert counts["minutes"].unique().tolist() == [30]
    assert counts["offered"].sum() == 4


_ENDS = {
    "numbers": [str(hour) for hour in range(1, 25)],
    "clocks": [f"{hour % 24:02d}:00" for hour in range(1, 25)],
    "to 24:00": [f"{hour:02d}:00" for hour in range(1, 25)],
}


@pytest.mark.parametrize("heading", ["Hour ending", "Period ending"])
@pytest.mark.parametrize("ends", _ENDS.values(), ids=_ENDS)
def test_a_column_of_ends_beside_the_date(tmp_path, heading, ends):
    """An hour that ends at 01:00 begins at 00:00; the one that ends a date at midnight is the last of that date."""
    rows = [f"{day:02d}/10/2026,{end},{hour},{hour}" for day in (13, 14) for hour, end in enumerate(ends)]
    observed = read_text(tmp_path, f"Date,{heading},Calls offered,Calls answered\n" + "\n".join(rows) + "\n")
    counts = of_line(observed, "calls")
    assert observed.questions == ()
    assert counts["offered"].tolist() == [*range(24), *range(24)]
    assert f"{counts.index[0]:%d %H:%M}" == "13 00:00"


def test_a_midnight_that_ends_the_date_before(tmp_path):
    """A report whose first date has no 00:00 writes the date of the moment at which a period ends."""
    ends = [f"13/10/2026,{hour:02d}:00,{hour},{hour}" for hour in range(1, 24)] + ["14/10/2026,00:00,24,24"]
    observed = read_text(tmp_path, "Date,Hour ending,Calls offered,Calls answered\n" + "\n".join(ends) + "\n")
    assert of_line(observed, "calls").loc["2026-10-13 23:00", "offered"] == 24
