"""Reports in the shape of each vendor's: invented calls, counted by hand."""

from __future__ import annotations

import numpy as np
import openpyxl
import pytest

from simcall.errors import SimcallError
from simcall.observed.reading.exports import read_exports
from tests.unit.observed.reading.reports.invented import of_line, read_text, texts_of, write_sheets

AVAYA = """Split/Skill Interval Report
Split/Skill:,Invented 101
Dates:,05/10/2026-05/10/2026

Date,Time,Avg Speed Ans,Avg Aban Time,ACD Calls,Avg ACD Time,Avg ACW Time,Aban Calls,Flow Out,Avg Pos Staff
Mon 05/10/2026,09:00-09:30,:05,:30,4,3:00,1:00,1,2,6
Mon 05/10/2026,09:30-10:00,1:10,,2,4:30,:30,0,0,6
Mon 05/10/2026,10:00-10:30,,,0,,,0,0,6
Mon 05/10/2026,Total,,,6,,,1,2,
Grand Total,,,,6,,,1,2,
"""
AVAYA_TABLE = """ROW_DATE,STARTTIME,SPLIT,ACDCALLS,ABNCALLS,ANSTIME,ABNTIME,ACDTIME,ACWTIME,I_STAFFTIME
2026-10-05,0,7,2,0,10,0,400,100,3600
2026-10-05,30,7,3,1,30,20,500,0,5400
2026-10-05,2330,7,1,0,4,0,100,20,1800
"""
GENESYS = """Interval Start,Interval End,Interval Complete,Media Type,Queue Name,Offer,Answer,Abandon,ASA,\
Avg Wait,Avg Handle
13/10/26 09:00,13/10/26 09:30,TRUE,voice,Front Desk,4,3,1,4000,8000,300000
13/10/26 09:00,13/10/26 09:30,TRUE,voice,Back Desk,,,,,,
13/10/26 09:30,13/10/26 10:00,TRUE,voice,Front Desk,2,2,,6000,6000,120000
13/10/26 09:30,13/10/26 10:00,TRUE,voice,Back Desk,1,1,,1000,1000,60000
13/10/26 09:30,13/10/26 10:00,TRUE,chat,Web,9,9,,,,60000
"""
UCCX = """CSQ Activity
CSQ Name,Interval Start Time,Interval End Time,Service Level (sec),Calls Handled < Service Level,Calls Presented,\
Avg Speed of Answer,Calls Handled,Avg Handle Time,Calls Abandoned,Avg Time to Abandon
CSQ_A,2026-10-13 09:00:00,2026-10-13 09:15:00,20,2,4,0:00:12,3,0:05:00,1,0:00:40
CSQ_A,2026-10-13 09:15:00,2026-10-13 09:30:00,20,0,0,0:00:00,0,0:00:00,0,0:00:00
Total for CSQ_A,,,,2,4,,3,,1,
CSQ Name,Interval Start Time,Interval End Time,Service Level (sec),Calls Handled < Service Level,Calls Presented,\
Avg Speed of Answer,Calls Handled,Avg Handle Time,Calls Abandoned,Avg Time to Abandon
CSQ_B,2026-10-13 09:00:00,2026-10-13 09:15:00,10,1,1,0:00:02,1,0:02:00,0,0:00:00
CSQ_B,2026-10-13 09:15:00,2026-10-13 09:30:00,10,1,2,0:00:08,2,0:03:00,0,0:00:00
Total for CSQ_B,,,,2,3,,3,,0,
"""
CXONE = """Skill Name,Date,Interval,Offered,Handled,Abandons,Short Abandons,Avg Speed to Answer (sec),\
Avg Handle Time (sec)
Invented Skill,10/13/2026,9:00 AM,10,7,2,1,12,240
Invented Skill,10/13/2026,9:30 AM,5,5,0,0,6,300
Invented Skill,10/13/2026,12:00 PM,1,1,0,0,3,100
"""
FIVE9 = """SKILL,DATE,HALF HOUR,CALLS,ABANDONED,HANDLED,Average SPEED OF ANSWER,AVERAGE TALK TIME,\
AVERAGE AFTER CALL WORK TIME
Invented Skill,2026/10/13,08:00,3,1,2,00:00:10,00:04:00,00:01:00
Invented Skill,2026/10/13,08:30,2,0,2,00:00:05,00:03:00,00:00:30
"""
AMAZON = """Queue,StartInterval,EndInterval,Contacts queued,Contacts handled,Contacts abandoned,\
Average queue answer time,\
Average queue abandon time,Average handle time,Contacts answered in 15 seconds,Contacts answered in 20 seconds
Invented,2026-10-13T08:00:00Z,2026-10-13T08:15:00Z,10,8,2,14,60,300,5,6
Invented,2026-10-13T08:15:00Z,2026-10-13T08:30:00Z,6,6,0,18,0,200,2,4
"""
RINGCENTRAL = """Date,Interval,Inbound,Answered,Missed,Avg. Speed of Answer (sec),Avg. Handle Time (min),\
0-10s,10-20s,>20s
13 Oct 2026,09:00 - 10:00,8,6,2,11,5.5,4,1,1
13 Oct 2026,10:00 - 11:00,3,3,0,4,2.0,3,0,0
"""


def test_avaya(tmp_path):
    """ACD calls are answered ones, :05 is five seconds, flow out is not offered, totals are no rows."""
    observed = read_text(tmp_path, AVAYA)
    counts = of_line(observed, "101")
    assert observed.queues == {"101": "Invented 101"}
    assert counts["offered"].tolist() == [5, 2, 0]
    assert counts["answered"].tolist() == [4, 2, 0]
    assert counts["wait_answered"].tolist() == [20, 140, 0]
    assert counts["wait_abandoned"].tolist() == [30, 0, 0]
    assert counts["handling"].tolist() == [960, 600, 0]
    assert counts["staffed"].tolist() == [6, 6, 6]
    assert observed.files[0].rows_read == 3
    assert observed.files[0].left_out == {"totals": 2}
    assert "2 calls flowed out" in texts_of(observed, "assumed")


def test_avaya_database_items(tmp_path):
    """Totals of a period are no averages; STARTTIME 30 is half past midnight; staffed time is of people."""
    counts = of_line(read_text(tmp_path, AVAYA_TABLE), "7")
    assert counts.loc["2026-10-05 00:30", ["offered", "answered", "wait_answered", "handling", "staffed"]].tolist() == [
        4,
        3,
        30,
        500,
        3,
    ]
    assert counts.loc["2026-10-05 23:30", "handling"] == 120
    assert counts.loc["2026-10-05 01:00", "exposure"] == 0
    assert counts["minutes"].unique().tolist() == [30]


def test_genesys(tmp_path):
    """Empty cells are 0 calls, lengths are milliseconds, chat is no phone line, those who gave up waited the rest."""
    observed = read_text(tmp_path, GENESYS)
    front, back = of_line(observed, "front-desk"), of_line(observed, "back-desk")
    assert front["offered"].tolist() == [4, 2]
    assert front["wait_answered"].tolist() == [12, 12]
    assert front["wait_abandoned"].tolist() == [20, 0]
    assert front["handling"].tolist() == [900, 240]
    assert back["offered"].tolist() == [0, 1]
    assert back["exposure"].tolist() == [0.5, 0.5]
    assert observed.files[0].left_out == {"chat, not phone": 1}
    assert "web" not in observed.queues


def test_uccx(tmp_path):
    """A header and a total for each queue are no rows; the count within the service level is a bin of its seconds."""
    observed = read_text(tmp_path, UCCX)
    counts = of_line(observed, "csq-a")
    assert counts["offered"].tolist() == [4, 0]
    assert counts["minutes"].tolist() == [15, 15]
    assert counts["handling"].tolist() == [900, 0]
    bins = observed.answers.groupby(["line", "low", "high"])["answered"].sum()
    assert bins.to_dict() == {
        ("csq-a", 0, 20): 2,
        ("csq-a", 20, np.inf): 1,
        ("csq-b", 0, 10): 2,
        ("csq-b", 10, np.inf): 1,
    }
    assert observed.files[0].left_out == {"repeated header": 1, "totals": 2}


def test_cxone(tmp_path):
    """Short abandons besides the others make up the calls offered; the month may stand first; 12:00 PM is noon."""
    observed = read_text(tmp_path, CXONE)
    counts = of_line(observed, "invented-skill")
    assert counts.loc["2026-10-13 09:00", ["offered", "answered", "abandoned"]].tolist() == [10, 7, 3]
    assert counts.loc["2026-10-13 12:00", "handling"] == 100
    assert counts.loc["2026-10-13 10:00", "exposure"] == 0
    assert "short time" in texts_of(observed, "assumed")
    assert texts_of(observed, "identity") == ""


def test_five9(tmp_path):
    """Without a handling time, talk and wrap-up make it, and the planner is told."""
    observed = read_text(tmp_path, FIVE9)
    assert of_line(observed, "invented-skill")["handling"].tolist() == [600, 420]
    assert "talk + wrap-up" in texts_of(observed, "assumed")


def test_amazon(tmp_path):
    """Times with a Z are UTC, in summer an hour behind the local clock; answered in 20 s holds those in 15 s."""
    observed = read_text(tmp_path, AMAZON)
    counts = of_line(observed, "invented")
    assert counts.index[0].isoformat() == "2026-10-13T09:00:00"
    assert counts["wait_abandoned"].tolist() == [120, 0]
    first = observed.answers[observed.answers["start"] == "2026-10-13 09:00"]
    assert first[["low", "high", "answered"]].to_numpy().tolist() == [[0, 15, 5], [15, 20, 1], [20, np.inf, 2]]


def test_ringcentral(tmp_path):
    """Missed calls are taken for abandoned ones and the planner is told; a unit in a name counts."""
    observed = read_text(tmp_path, RINGCENTRAL, names=("queue 999.csv",))
    counts = of_line(observed, "999")
    assert counts["abandoned"].tolist() == [2, 0]
    assert counts["handling"].tolist() == [6 * 330, 3 * 120]
    assert counts["wait_answered"].tolist() == [66, 12]
    assert observed.answers["answered"].tolist() == [4, 1, 1, 3, 0, 0]
    assert "not answered" in texts_of(observed, "assumed")


WEBEX = """Interval,Queue Name,Total Contacts,Answered Contacts,Abandoned Contacts,Average Speed of Answer,\
Average Connected Duration,Average Wrap Up Time
2026-10-13 08:00:00,Invented,10,8,2,00:00:30,00:05:00,00:00:20
2026-10-13 08:30:00,Invented,6,6,0,00:00:10,00:06:00,00:00:20
"""
MITEL = """Queue,Interval,ACD Calls Offered,ACD Calls Handled,Calls Abandoned (Long),Calls Abandoned (Short),\
Average Speed of Answer,Average ACD Handling Time,Calls Interflowed
Invented,13/10/2026 08:00,12,8,2,1,00:00:30,00:05:40,1
Invented,13/10/2026 08:30,6,6,0,0,00:00:10,00:06:20,0
"""
GENESYS_RAW = """intervalStart,queueName,nOffered,nAnswered,nAbandon,tAnswered,tHandle
2026-10-13T07:00:00Z,Invented,10,8,2,240000,2560000
2026-10-13T07:30:00Z,Invented,6,6,0,60000,2280000
"""


@pytest.mark.parametrize(("text", "offered", "abandoned"), [(WEBEX, 10, 2), (MITEL, 12, 3), (GENESYS_RAW, 10, 2)])
def test_other_vendors(tmp_path, text, offered, abandoned):
    """Other words for the same figures give the same figures."""
    observed = read_text(tmp_path, text)
    counts = of_line(observed, "invented")
    assert observed.questions == ()
    assert counts["offered"].tolist() == [offered, 6]
    assert counts["abandoned"].tolist() == [abandoned, 0]
    assert counts["wait_answered"].tolist() == [240, 60]
    assert counts["handling"].tolist() == [2560 if text != MITEL else 2720, 2280]
    assert texts_of(observed, "identity") == ""


@pytest.mark.parametrize(
    ("text", "system"), [(AVAYA, "Avaya CMS"), (GENESYS, "Genesys Cloud"), (UCCX, "Cisco UCCX"), (CXONE, "NICE CXone")]
)
def test_the_system_is_recognised(tmp_path, text, system):
    """The planner hears which system wrote the report."""
    assert read_text(tmp_path, text).files[0].system == system


def test_any_other_report_by_map(tmp_path):
    """Columns with names that nobody knows are read as the planner says."""
    text = "Tag,Uhr,Anrufe,Angenommen\n2026-10-13,09:00,5,4\n2026-10-13,10:00,3,3\n"
    columns = {"Tag": "date", "Uhr": "time", "Anrufe": "offered", "Angenommen": "answered"}
    counts = of_line(read_text(tmp_path, text, columns=columns), "calls")
    assert counts["abandoned"].tolist() == [1, 0]


def test_a_field_that_no_report_has(tmp_path):
    """A field of --map that is none is refused, with those that there are."""
    with pytest.raises(SimcallError, match=r"--map Calls=volum: .* offered"):
        read_text(tmp_path, "Date,Time,Calls,Answered\n13/10/2026,09:00,5,5\n", columns={"Calls": "volum"})


def test_names_of_people_are_not_shown(tmp_path):
    """A column of people, whatever its name, is not read, and no name is in what is read."""
    text = "Agents,Date,Time,Calls Handled,Avg Handle Time\nPip Testcase,13/10/2026,08:00,5,0:05:00\n"
    observed = read_text(tmp_path, text)
    assert observed.files[0].columns[0] == ("Agents", "not read", "not shown", "")
    assert "Testcase" not in repr(observed)


def test_a_hidden_column(tmp_path):
    """A hidden column that repeats a visible one is not read."""
    path = tmp_path / "hidden.xlsx"
    rows = [
        ["Date", "Time", "Calls Offered", "Calls Presented"],
        ["13/10/2026", "08:00", 99, 5],
        ["13/10/2026", "08:30", 99, 3],
    ]
    write_sheets(path, {"Report": rows})
    book = openpyxl.load_workbook(path)
    book["Report"].column_dimensions["C"].hidden = True
    book.save(path)
    observed = read_exports([str(path)])
    assert of_line(observed, "calls")["offered"].tolist() == [5, 3]
    assert observed.files[0].columns[2][1] == "not read"


def test_abandoned_calls_alone_are_no_report(tmp_path):
    """A table of abandoned calls alone is refused: nobody can tell how many rang."""
    with pytest.raises(SimcallError, match="Calls Abandoned"):
        read_text(tmp_path, "Date,Time,Calls Abandoned\n13/10/2026,09:00,5\n13/10/2026,09:30,5\n")


@pytest.mark.parametrize(
    ("shares", "answered"), [(("80%", "75 %"), [16, 30]), (("0.8", "0.75"), [16, 30]), (("100%", "0%"), [20, 0])]
)
def test_shares_under_the_name_of_a_count(tmp_path, shares, answered):
    """80 % answered of 20 are 16 calls, and not 0.8."""
    first, second = shares
    text = f"Date,Time,Offered,Answered\n13/10/2026,09:00,20,{first}\n13/10/2026,10:00,40,{second}\n"
    observed = read_text(tmp_path, text)
    counts = of_line(observed, "calls")
    assert counts["offered"].tolist() == [20, 40]
    assert counts["answered"].tolist() == answered
    assert observed.files[0].columns[3][1] == "share answered"


def test_a_service_count_is_no_queue(tmp_path):
    """Mitel's "Service Count" is how many calls its service level counts."""
    text = "Date,Start Time,Calls Offered,Calls Handled,Service Count\n13/10/2026,08:00,4,4,3\n13/10/2026,08:30,2,2,2\n"
    assert read_text(tmp_path, text).counts["line"].unique().tolist() == ["calls"]


def test_numbers_with_their_unit_are_no_flags(tmp_path):
    """A report with "12 calls" in its cells is no log of answered calls: simcall says what it cannot read."""
    text = (
        "Start,Queue,Answered,Abandoned\n13/10/2026 08:00,101,12 calls,2 calls\n13/10/2026 08:30,101,9 calls,0 calls\n"
    )
    with pytest.raises(SimcallError, match="of its columns simcall knows"):
        read_text(tmp_path, text)
