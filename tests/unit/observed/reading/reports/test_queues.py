"""Queues of reports in one row, in blocks, in sheets and in files."""

from __future__ import annotations

import pytest

from simcall.errors import SimcallError
from simcall.observed.reading.exports import read_exports
from tests.unit.observed.reading.reports.invented import HEADER, of_line, read_text, rows_of, texts_of, write_sheets


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


def test_sections_without_a_header_of_their_own(tmp_path):
    """A row that names a queue holds for the rows below it."""
    text = "Queue: Emergency\nDate,Time,Calls Offered,Calls Answered\n13/10/2026,08:00,5,4\n13/10/2026,08:30,3,3\n"
    text += "Queue: Enquiries,,,\n13/10/2026,08:00,7,4\n13/10/2026,08:30,6,3\n"
    observed = read_text(tmp_path, text)
    assert of_line(observed, "emergency")["offered"].tolist() == [5, 3]
    assert of_line(observed, "enquiries")["offered"].tolist() == [7, 6]


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


def test_totals_over_queues(tmp_path):
    """A row for all queues is a total, not a queue."""
    text = HEADER + "13/10/2026,08:00,A,5,4,1,5,60\n13/10/2026,08:00,B,3,3,0,5,60\n13/10/2026,08:00,Total,8,7,1,5,60\n"
    observed = read_text(tmp_path, text)
    assert set(observed.queues) == {"a", "b"}
    assert observed.files[0].left_out == {"totals": 1}


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


def test_rows_that_add_up_count_even_if_they_are_equal(tmp_path):
    """Two of three handlers have the same figures in an hour: each row is a part, if the planner says so."""
    row = "13/10/2026,08:00,999,2,2,0,10,300\n"
    text = HEADER + row + row + "13/10/2026,08:00,999,5,5,0,10,300\n13/10/2026,09:00,999,0,0,0,0,0\n"
    added = of_line(read_text(tmp_path, text, answers={"--repeats": "add"}), "999")
    assert added["offered"].iloc[0] == 9


def test_a_line_of_several_queues_adds_their_rows(tmp_path):
    """Unless two reports name one queue in two ways: then a period counts once."""
    both = HEADER + rows_of("2026-10-13 08:00", 4, queue="Day") + rows_of("2026-10-13 08:00", 4, queue="Night")
    other_name = HEADER + rows_of("2026-10-13 08:00", 4, queue="CSQ_Day")
    lines = {"101": ("Day", "Night", "CSQ_Day")}
    assert of_line(read_text(tmp_path, both, other_name, lines=lines), "101")["offered"].tolist() == [2, 4, 6, 8]


def test_a_queue_called_contact_keeps_its_name(tmp_path):
    """Contacts are counted, a contact is not: "Public Contact" is a queue above "Offered"."""
    text = ",,Public Contact,,Enquiries,\nDate,Hour,Offered,Answered,Offered,Answered\n"
    text += "13/10/2026,8,5,4,9,7\n13/10/2026,9,6,6,8,8\n"
    observed = read_text(tmp_path, text, lines={"101": "Public Contact"})
    assert of_line(observed, "101")["offered"].tolist() == [5, 6]
    assert read_text(tmp_path, text).queues["public-contact"] == "Public Contact"


def test_a_forecast_beside_the_actual_calls_is_no_queue(tmp_path):
    """A report of the planning system has both; only what happened is read."""
    text = "Interval Start,Queue,Forecast Calls,Actual Calls,Answered,Forecast AHT,Actual AHT\n"
    text += "13/10/2026 08:00,Enquiries,9,5,5,300,240\n13/10/2026 08:30,Enquiries,8,6,6,300,250\n"
    observed = read_text(tmp_path, text)
    assert not observed.questions
    assert of_line(observed, "enquiries")["offered"].tolist() == [5, 6]
    assert of_line(observed, "enquiries")["handling"].tolist() == [1200, 1500]


def test_a_queue_that_is_the_sum_of_the_others(tmp_path):
    """The calls of "All Contact" are in the report already; a planner who names the lines may want it all the same."""
    own = [rows_of("2026-10-13 08:00", 24, queue=queue).splitlines() for queue in ("999", "101")]
    both = [
        f"13/10/2026,{row.split(',')[1]},All Contact,{2 * number},{2 * number - 2},2,20,300"
        for number, row in enumerate(own[0], start=1)
    ]
    text = HEADER + "\n".join([*own[0], *own[1], *both]) + "\n"
    observed = read_text(tmp_path, text)
    assert observed.counts.groupby("line")["offered"].sum().to_dict() == {"101": 300, "999": 300}
    assert observed.files[0].left_out == {"totals": 24}
    assert '"All Contact" is the sum' in texts_of(observed, "left out")
    named = read_text(tmp_path, text, lines={"999": "999", "101": "101", "all": "All Contact"})
    assert named.counts["offered"].sum() == 1200
