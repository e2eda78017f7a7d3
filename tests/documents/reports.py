"""Sample reports built by code: both forms, full, awkward and hostile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from gongkai.report.model import AnnualReport, Cell, Contact, Evidence, Number, Paragraph, Remark, written
from gongkai.statute.forms import Figure, Key, load_form

RARE = "㐂𠮷䶮"
HOSTILE = '<script>alert(\'x\')</script> & ]]> "引号" {{ x }} #eval("1") $x$ \\ *粗* _斜_ `码` @标 [链](u) =1+1'
CONTROLS = "甲\x00乙\x0b丙\x1f丁\ufeff戊\ud800己\uffff庚\r\n辛\t壬"


def numbered(figure: Figure, index: int) -> Number:
    """A figure of its own for every cell, so that an exchanged pair is seen."""
    if figure.unit == "万元":
        return Decimal("3.98")
    if figure.is_signed:
        return -index
    return 100 + index


def cells_of(form_id: str, number: Callable[[Figure, int], Number]) -> dict[Key, Cell]:
    """Every cell of a form, stated."""
    form = load_form(form_id)
    cells = {}
    for index, (key, figure) in enumerate(form.figures.items(), start=1):
        value = number(figure, index)
        cells[key] = Cell(value, written=written(value), where="台账", entries=(index,))
    return cells


def full_report(form_id: str = "fmt2021") -> AnnualReport:
    """A report with a different figure in every cell and text in every section, compiled from a ledger."""
    year = 2021 if form_id == "fmt2021" else 2020
    return AnnualReport(
        office="西工区汉屯路街道办事处",
        year=year,
        form_id=form_id,
        cells=cells_of(form_id, numbered),
        sections=SECTIONS,
        title=f"西工区汉屯路街道办事处{year}年政府信息公开工作年度报告",
        preamble=(
            Paragraph(
                f"本报告根据《中华人民共和国政府信息公开条例》第五十条和《{load_form(form_id).title}》的规定编制。"
                f"报告中所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
                "本报告的电子版可在本机关门户网站下载。",
                by="form",
            ),
        ),
        period=(date(year, 1, 1), date(year, 12, 31)),
        signed_by="西工区汉屯路街道办事处",
        published_on=date(year + 1, 1, 24),
        contact=Contact(address="西工区汉屯路1号", phone="0379-60000000", postcode="471000", email="htl@example.cn"),
        office_kind="sub_district",
        warnings=(Remark("W01", "t2.rules", "示例提示"),),
        as_of=412,
        evidence={7: Evidence(7, date(year, 3, 2), f"{year}001", "收到申请", "申请登记 第4行")},
    )


def catalogued_report(form_id: str = "fmt2021") -> AnnualReport:
    """The full report with its entry in the catalogue, the name of the information as long as the title among it."""
    full = full_report(form_id)
    return replace(full, metadata=ENTRY | {"信息名称": full.title})


ENTRY = {
    "索引号": "XG-2022-001",
    "文号": "某街〔2022〕3号",
    "发布机构": "西工区汉屯路街道办事处",
    "成文日期": "2022年1月24日",
    "发布日期": "2022-01-25",
    "主题分类": "综合政务、组织工作、政府信息公开 / 年度报告",
    "有效性": "有效",
    "关键词": "政府信息公开；年度报告；政务公开；基层；街道办事处；主动公开；依申请公开；监督保障",
}
"""Fields side by side, alone in their row, and one that a page sets smaller."""

SECTIONS = {
    "overview": (
        Paragraph("2021年，街道认真贯彻落实《中华人民共和国政府信息公开条例》，坚持“公开为常态、不公开为例外”。"),
        Paragraph("（一）主动公开情况", level=2),
        Paragraph("1.全年主动公开政府信息数量", level=3),
        Paragraph(
            "全年公开政府信息147条，涉及18个类别；通过微信公众号发布信息104条，政务微博发布462条，"
            "累计阅读180,170人次；公开政府集中采购项目20个，累计51.95662万元。" * 3,
            by="ledger",
            figures=("t2.rules.in_force",),
        ),
        Paragraph("（二）依申请公开情况", level=2),
        Paragraph("全年新收政府信息公开申请108件，上年结转115件，均已依法办理。" * 4, by="ledger"),
        Paragraph("（三）政府信息管理情况", level=2),
        Paragraph("规范政府发文登记、公开信息分类工作，每月初向区档案局移交相关材料。" * 5),
        Paragraph("（四）政府信息公开平台建设情况", level=2),
        Paragraph("一是政府网站。做好政府网站公开平台建设，定期更新便民服务信息。二是政务微信。" * 4),
        Paragraph("（五）监督保障情况", level=2),
        Paragraph("把政务公开纳入绩效考核体系，建立健全工作考核制度、社会评议制度和责任追究制度。" * 4),
    ),
    "proactive": (Paragraph("注：行政规范性文件数据已与区司法局核对一致。"),),
    "problems": (
        Paragraph("（一）存在的问题", level=2),
        Paragraph("一是信息公开的时效性有待进一步提高。二是工作人员业务水平有待进一步提升。" * 3),
        Paragraph("（二）改进情况", level=2),
        Paragraph("一是加强与各科室之间的联系，及时公开信息。二是加强政务公开业务培训。" * 4),
    ),
    "other_matters": (
        Paragraph("本年度发出收费通知1件，总金额100元，实际收取100元。", by="ledger"),
        Paragraph("除此之外，无其他需要报告的事项。"),
    ),
}


def zero_report(form_id: str = "fmt2021") -> AnnualReport:
    """The report of a quiet office, short title, no level-two headings, the five figures of seed 001 not stated."""
    cells = cells_of(form_id, lambda figure, index: 0)
    for code in ("upheld", "corrected", "other_result", "pending", "total"):
        cells[("t4", "count", f"recon_{code}")] = Cell(None, written="", status="blank")
    cells[("t3", "granted", "natural_person")] = Cell(None, written="/", status="dash")
    cells[("t3", "granted", "other_org")] = Cell(0, written="０")
    cells[("t3", "partial", "total")] = Cell(7, written="1?", status="inferred")
    del cells[("t3", "carried_out", "total")]
    full = full_report(form_id)
    return replace(
        full,
        office="八泉街道办事处",
        title="政府信息公开工作年度报告",
        cells=cells,
        preamble=(),
        contact=Contact(),
        sections={"overview": (Paragraph("全年工作平稳。"),), "other_matters": (Paragraph("无"),)},
        signed_by="八泉街道办事处",
        as_of=None,
        evidence={},
        warnings=(),
    )


def draft_report(form_id: str = "fmt2021") -> AnnualReport:
    """The full report with paragraphs a person must still complete."""
    full = full_report(form_id)
    sections = dict(full.sections)
    sections["overview"] = (
        *sections["overview"][:3],
        Paragraph("全年公开政府信息147条，请补充重点领域公开情况。", by="ledger", is_draft=True),
        *sections["overview"][3:],
    )
    sections["problems"] = (
        Paragraph("（一）存在的问题", level=2, is_draft=True),
        Paragraph("（请填写本年度存在的主要问题。）", by="form", is_draft=True),
    )
    return replace(full, sections=sections)


def hostile_report(form_id: str = "fmt2021") -> AnnualReport:
    """Text that tries to break out of every format, characters XML forbids, and a formula where a figure stands."""
    full = full_report(form_id)
    cells = dict(full.cells)
    cells[("t2", "licensing", next(c for t, r, c in cells if (t, r) == ("t2", "licensing")))] = Cell(
        None, written="=1+1", status="unreadable"
    )
    cells[("t3", "granted", "natural_person")] = Cell(None, written=HOSTILE, status="unreadable")
    texts = (Paragraph(HOSTILE), Paragraph(CONTROLS), Paragraph("=SUM(A1:A9)"), Paragraph("http://example.cn/?a=1&b=2"))
    return replace(
        full,
        office=f"<b>{RARE}</b>街道",
        title=f"<b>{RARE}</b>街道2021年政府信息公开工作年度报告]]>",
        cells=cells,
        sections={"overview": texts, "problems": texts, "proactive": (Paragraph(RARE),)},
        signed_by=f"{RARE}<i>&街道办事处",
    )


def long_report(form_id: str = "fmt2021") -> AnnualReport:
    """A very long section, a very long word, large figures and a title of three lines."""
    full = full_report(form_id)
    long = Paragraph("深入推进决策、执行、管理、服务和结果公开。" * 2000)
    word = Paragraph("A" * 400)
    title = "某某省某某自治州某某自治县人民政府某某少数民族经济技术开发区管理委员会2021年政府信息公开工作年度报告"
    cells = {key: Cell(1234567, written="1234567") for key in full.cells}
    return replace(full, title=title, cells=cells, sections={**SECTIONS, "overview": (long, word)})


BOTH = ("fmt2019", "fmt2021")
SAMPLES = (full_report, zero_report, draft_report, hostile_report, long_report)
WRITTEN = (*SAMPLES, catalogued_report)


def printed_grid(report: AnnualReport, table: str) -> list[list[str]]:
    """The text at every place of a table, merged cells repeated over all they cover: what a reader must find again."""
    laid = report.form.layout(table)
    width = sum(cell.colspan for cell in laid[0])
    grid: list[list[str | None]] = [[None] * width for _ in laid]
    for y, row in enumerate(laid):
        for cell in row:
            x = grid[y].index(None)
            text = report.cell(cell.figure.key).written if cell.figure else cell.text
            for line in grid[y : y + cell.rowspan]:
                line[x : x + cell.colspan] = [text] * cell.colspan
    return [[text or "" for text in row] for row in grid]
