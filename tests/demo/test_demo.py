"""The main job on real input: five printed reports rebuilt from their own facts, and one invented office."""

import json

import pytest

from gongkai.cli import main
from gongkai.demo.build import build_all
from gongkai.demo.busy import busy_book
from gongkai.demo.seeds import seeds
from gongkai.documents.workbook.law import compile_book
from gongkai.report.compare import differences
from gongkai.report.reconcile import check
from gongkai.statute.outcomes import outcomes

FILES = {"report.docx", "report.pdf", "report.html", "report.xlsx", "report.json", "ledger.xlsx"}


def compiled(name):
    (seed,) = (seed for seed in seeds() if name in seed.book.ledger.office.name)
    return seed, compile_book(seed.book)


def test_each_office_is_compiled_in_the_form_of_its_year():
    found = {seed.book.ledger.office.name: compile_book(seed.book).form_id for seed in seeds()}

    assert found == {
        "八泉街道办事处": "fmt2021",
        "丝绸路街道办事处": "fmt2019",
        "铁岭市银州区红旗街道办事处": "fmt2021",
        "西工区汉屯路街道办事处": "fmt2021",
        "鲤城区开元街道办事处": "fmt2021",
    }


def test_nine_hundred_and_ninety_eight_cells_are_compared():
    assert sum(len(compile_book(seed.book).cells) for seed in seeds()) == 998


def test_compiled_tables_equal_print_except_where_print_erred():
    found = {
        (seed.book.ledger.office.name, one.figure.path): (one.old.written, one.new.written)
        for seed in seeds()
        for one in differences(seed.printed, compile_book(seed.book))
    }

    blank = [f"t4.recon_{result}" for result in ("upheld", "corrected", "other_result", "pending", "total")]
    assert found == {
        ("八泉街道办事处", "t2.admin_fees.amount_wan_yuan"): ("39800", "3.98"),
        **{("丝绸路街道办事处", path): ("", "0") for path in blank},
    }


def test_every_difference_from_print_is_told():
    for seed in seeds():
        told = tuple(slip.at for slip in seed.slips)
        for one in differences(seed.printed, compile_book(seed.book)):
            assert one.figure.path.startswith(told)


def test_the_checks_find_what_is_wrong_in_print():
    rules = {seed.book.ledger.office.name: {one.rule for one in check(seed.printed)} for seed in seeds()}

    assert rules["八泉街道办事处"] == {"R11"}
    assert rules["丝绸路街道办事处"] == {"R07", "R23"}
    assert rules["鲤城区开元街道办事处"] == set()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("八泉", ["行政处罚决定483件", "采购项目20个", "51.95662万元", "社区8个"]),
        (
            "丝绸路",
            ["政府信息147条", "政府会议29条", "重要部署执行公开66条", "发布信息104条", "政协提案2件", "办复率100%"],
        ),
        ("红旗", ["社区11个", "专职联络员1名"]),
        (
            "开元",
            [
                "政府信息14条",
                "690件",
                "87件",
                "462条",
                "180170人次",
                "1867人",
                "16个领域、172条",
                "13个栏目",
                "13个议题",
            ],
        ),
    ],
)
def test_every_figure_of_the_printed_text_is_in_the_draft(name, words):
    _, report = compiled(name)

    text = "".join(paragraph.text for paragraphs in report.sections.values() for paragraph in paragraphs)

    assert [word for word in words if word not in text] == []


def test_the_published_items_are_in_eighteen_categories():
    seed, _ = compiled("丝绸路")

    items = [entry.event for entry in seed.book.ledger.entries if hasattr(entry.event, "category")]

    assert len(items) == 18
    assert sum(item.count for item in items) == 147


def test_the_invented_office_leaves_no_cell_at_zero():
    report = compile_book(busy_book())

    assert [figure.path for figure, cell in report.figures() if not cell.value] == []


def test_the_invented_office_reconciles_across_two_years():
    before, report = compile_book(busy_book(), 2023), compile_book(busy_book())

    assert [one for one in check(report, before) if one.severity == "error"] == []
    assert report.value("t3", "carried_in", "total") == before.value("t3", "carried_out", "total") == 6


def test_the_invented_office_fills_the_2019_form_too():
    report = compile_book(busy_book(), form="fmt2019")

    assert [figure.path for figure, cell in report.figures() if not cell.value] == []
    assert [one for one in check(report) if one.severity == "error"] == []


def test_the_invented_office_has_every_outcome_for_every_kind_of_applicant():
    report = compile_book(busy_book())

    assert all(report.value("t3", code, "other_org") for code in outcomes())


def test_the_invented_office_says_that_it_is_invented():
    assert "虚构" in busy_book().ledger.office.name


def test_the_demonstration_writes_every_file_of_every_office(tmp_path):
    built = list(build_all(tmp_path, formats=("docx", "html", "xlsx", "json", "pdf")))

    assert len(built) == 6
    for one in built:
        assert {path.name for path in one.folder.iterdir()} == FILES
        assert one.unexplained == ()
        assert one.folder.name == f"{one.report.office}-{one.report.year}"


def test_the_command_prints_a_summary_and_says_where_print_erred(tmp_path, capsys):
    status = main(["demo", "--no-serve", "--out", str(tmp_path)])

    shown = capsys.readouterr().out
    assert status == 0
    assert "3.98" in shown
    assert "R23" in shown
    report = json.loads((tmp_path / "八泉街道办事处-2021" / "report.json").read_text(encoding="utf-8"))
    assert report["schema"] == "gongkai.report/1"
    assert report["tables"]["t2"]["admin_fees"]["amount_wan_yuan"] == 3.98
