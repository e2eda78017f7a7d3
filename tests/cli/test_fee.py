"""`gongkai fee`: both tariffs, never added."""

import json

import pytest

from gongkai.cli import main


def asked(capsys, *words):
    assert main(["fee", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_thirty_five_applications_of_a_month(capsys):
    found = asked(capsys, "--applications", "35")

    assert found["yuan"] == 3000
    assert [line["yuan"] for line in found["per_piece"]["lines"]] == [0, 2000, 1000]


def test_the_lines_add_up_to_the_fee(capsys):
    found = asked(capsys, "--pages", "250")["per_page"]

    assert found["yuan"] == 4700
    assert sum(line["yuan"] for line in found["lines"]) == 4700


def test_two_tariffs_stand_side_by_side_and_are_never_added(capsys):
    found = asked(capsys, "--applications", "1", "--already", "11", "--pages", "130")

    assert found["per_piece"]["yuan"] == 100
    assert found["per_page"]["yuan"] == 1300
    assert found["choose_one"] is True
    assert "yuan" not in found


def test_before_the_measures_no_fee_could_be_charged(capsys):
    assert main(["fee", "--pages", "31", "--on", "2020-12-31"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("words", [[], ["--pages", "-1"], ["--pages", "many"], ["--applications", "1000000000"]])
def test_wrong_usage_gets_one_line_and_status_2(capsys, words):
    assert main(["fee", *words]) == 2
    assert capsys.readouterr().err.count("\n") == 1
