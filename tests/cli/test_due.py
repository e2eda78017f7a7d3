"""`gongkai due`: dates with their reasons, exact JSON, one clear line for bad input."""

import json
import subprocess
import sys

import pytest

from gongkai.cli import main

LIGHT = ("typst", "rich", "xlsxwriter", "python_calamine", "django", "pyarrow", "lxml")


def asked(capsys, *words):
    status = main(["due", *words, "--json"])
    captured = capsys.readouterr()
    assert status == 0, captured.err
    return json.loads(captured.out)


def test_the_reply_date_comes_with_every_day_counted(capsys):
    found = asked(capsys, "--received", "2025-09-19")

    assert found["reply_due_on"] == "2025-10-23"
    assert found["supplement_notice_due_on"] == "2025-09-29"
    assert found["extension_notice_due_on"] == "2025-10-23"
    assert found["extended_reply_due_on"] == "2025-11-20"
    counted = [row for row in found["trace"] if row["counted"]]
    assert [row["ordinal"] for row in counted] == list(range(1, 21))
    assert counted[-1]["date"] == "2025-10-23"
    assert len(found["trace"]) == 35
    assert all(row["reason"] and row["source"] for row in found["trace"])


def test_a_make_up_workday_is_counted_with_its_notice(capsys):
    found = asked(capsys, "--received", "2025-09-19")

    (row,) = (row for row in found["trace"] if row["date"] == "2025-09-28")
    assert row["counted"]
    assert row["reason"] == "调休上班"
    assert "国办发明电〔2024〕12号" in row["source"]


def test_an_unconfirmed_channel_starts_no_clock(capsys):
    found = asked(capsys, "--received", "2025-01-28", "--channel", "internet")

    assert found["received_on"] is None
    assert found["reply_due_on"] is None
    assert found["waiting_for"] == "confirmation"


def test_confirmation_fixes_the_date_of_receipt(capsys):
    found = asked(capsys, "--received", "2025-01-28", "--channel", "internet", "--confirmed", "2025-02-05")

    assert found["received_on"] == "2025-02-05"
    assert found["reply_due_on"] == "2025-03-04"


@pytest.mark.parametrize("written", ["2025/9/19", "20250919", "2025年9月19日", "２０２５－０９－１９"])
def test_dates_may_be_written_as_people_write_them(capsys, written):
    assert asked(capsys, "--received", written)["reply_due_on"] == "2025-10-23"


def case(tmp_path, *events):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(events), encoding="utf-8")
    return str(path)


def test_a_consultation_is_left_out_of_the_count(capsys, tmp_path):
    path = case(
        tmp_path,
        {"type": "received", "on": "2024-01-22", "channel": "post_signed"},
        {"type": "consultation_sent", "on": "2024-01-29", "addressee_received_on": "2024-01-31"},
        {"type": "consultation_answered", "on": "2024-02-21"},
    )

    found = asked(capsys, "--events", path)

    assert found["reply_due_on"] == "2024-03-13"
    assert [one["due_on"] for one in found["superseded"]] == ["2024-02-22", "2024-03-18"]
    assert sum(row["reason"].startswith("征求意见") for row in found["trace"]) == 23


def test_events_may_stand_in_any_order(capsys, tmp_path):
    path = case(
        tmp_path,
        {"type": "consultation_sent", "on": "2024-01-29", "addressee_received_on": "2024-01-31"},
        {"type": "received", "on": "2024-01-22"},
    )

    found = asked(capsys, "--events", path)

    assert found["reply_due_on"] == "2024-03-18"
    assert found["is_presumed"] is True
    assert found["consultation_answer_due_on"] == "2024-02-26"


def test_an_unlawful_act_is_named_and_has_no_effect(capsys, tmp_path):
    path = case(
        tmp_path,
        {"type": "received", "on": "2025-09-19"},
        {"type": "extension_approved", "on": "2025-10-24", "by": "负责人"},
        {"type": "extension_notified", "on": "2025-10-24"},
    )

    found = asked(capsys, "--events", path)

    assert found["reply_due_on"] == "2025-10-23"
    assert {one["code"] for one in found["irregular"]} == {"late_extension"}


def test_days_left_are_told_from_the_day_named(capsys):
    main(["due", "--received", "2025-09-19", "--today", "2025-10-20"])

    assert "还剩 3 个工作日（10月23日止）" in capsys.readouterr().out


def test_a_year_without_a_notice_is_refused_in_one_line(capsys):
    status = main(["due", "--received", "2026-12-10"])

    captured = capsys.readouterr()
    assert status == 2
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "2027" in captured.err
    assert "--provisional" in captured.err


def test_a_provisional_date_says_so(capsys):
    found = asked(capsys, "--received", "2026-12-10", "--provisional")

    assert found["is_provisional"] is True
    assert found["reply_due_on"] == "2027-01-08"


def test_a_date_within_the_calendar_is_given_though_its_extension_is_not(capsys):
    found = asked(capsys, "--received", "2026-12-03")

    assert found["reply_due_on"] == "2026-12-31"
    assert found["unknown"] == ["extended_reply_due_on"]


def test_any_statutory_period_can_be_asked(capsys):
    found = asked(capsys, "--period", "reconsideration_answer_simple", "--from", "2025-09-23")

    assert found["due_on"] == "2025-09-29"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "JSON"),
        ('{"type": "received"}', "列表"),
        ('[{"type": "receved", "on": "2024-01-22"}]', "received"),
        ('[{"type": "received", "on": "2024-02-30"}]', "2024-02-30"),
        ('[{"type": "received", "on": "2024-01-22", "chanel": "fax"}]', "chanel"),
        ('[{"type": "document_issued", "on": "2024-01-22", "title": "x"}]', "document_issued"),
        ('[{"type": "answered", "on": "2024-01-22", "outcome": "granted"}]', "申请尚未收到"),
        (
            '[{"type": "received", "on": "2024-01-22"}, {"type": "answered", "on": "2024-01-23", "outcome": "given"}]',
            "21",
        ),
        ("[]", "received"),
    ],
)
def test_a_bad_case_file_gets_one_line_and_status_2(capsys, tmp_path, content, said):
    path = tmp_path / "case.json"
    path.write_text(content, encoding="utf-8")

    status = main(["due", "--events", str(path)])

    captured = capsys.readouterr()
    assert status == 2
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert said in captured.err


@pytest.mark.parametrize(
    "words",
    [
        ["due"],
        ["due", "--received", "2025-02-30"],
        ["due", "--received", "soon"],
        ["due", "--received", "2025-09-19", "--channel", "pigeon"],
        ["due", "--received", "2025-09-19", "--confirmed", "2025-09-20"],
        ["due", "--received", "2025-09-19", "--channel", "fax", "--confirmed", "2025-09-18"],
        ["due", "--events", "no-such-file.json"],
        ["due", "--period", "no_such_period", "--from", "2025-09-19"],
        ["due", "--period", "reply"],
        ["due", "--received", "2007-01-04"],
        ["due", "--received", "2025-09-19", "--region", "somewhere"],
        ["nonsense"],
        ["due", "--lang", "fr", "--received", "2025-09-19"],
    ],
)
def test_wrong_usage_gets_one_line_and_status_2(capsys, words):
    status = main(words)

    captured = capsys.readouterr()
    assert status == 2
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err


def test_a_date_loads_no_form_and_no_library():
    program = (
        "import sys; from gongkai.cli import main; main(['due', '--received', '2025-09-19', '--json']);"
        "print(' '.join(sorted(sys.modules)), file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    loaded = done.stderr.split()
    assert "gongkai.statute.calendar" in loaded
    assert not [name for name in loaded if name.split(".")[0] in LIGHT]
    assert not [name for name in loaded if name.startswith(("gongkai.documents", "gongkai.report"))]
    assert "gongkai.statute.forms" not in loaded


def test_english_is_complete_for_a_due_date(capsys):
    main(["--lang", "en", "due", "--received", "2026-12-03", "--today", "2026-12-30"])

    shown = capsys.readouterr().out
    assert "working days left" in shown
    assert "Received" in shown
    named = [line for line in shown.splitlines() if "《" not in line and "〔" not in line]
    assert not [line for line in named if any("\u4e00" <= char <= "\u9fff" for char in line.split("  ")[0])]
