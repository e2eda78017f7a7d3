"""Reports that were read: one in good order, one in which much happened, and ways to change what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from gongkai.report.model import AnnualReport, Cell, Finding, Number, Paragraph, written
from gongkai.statute.forms import load_form

TEXTS = {
    "overview": "主动公开政府信息10条。依申请公开方面，未收到申请。加强信息管理。维护门户网站平台。开展业务培训，强化监督保障。",
    "proactive": "",
    "applications": "",
    "remedies": "",
    "problems": "存在的主要问题：更新不够及时。改进情况：按月检查。",
    "other_matters": "本年度未收取信息处理费。",
}

BUSY: dict[str, Number] = {
    "t2.normative_documents.issued_this_year": 2,
    "t2.normative_documents.repealed_this_year": 1,
    "t2.normative_documents.in_force": 5,
    "t2.licensing.decisions_this_year": 8,
    "t2.penalty.decisions_this_year": 50,
    "t2.admin_fees.amount_wan_yuan": Decimal("3.98"),
    "t3.new_received.natural_person": 12,
    "t3.new_received.commercial_enterprise": 3,
    "t3.new_received.legal_service_org": 1,
    "t3.new_received.total": 16,
    "t3.carried_in.natural_person": 1,
    "t3.carried_in.total": 1,
    "t3.granted.total": 6,
    "t3.partial.total": 2,
    "t3.denied_process_info.total": 2,
    "t3.unable_not_held.total": 3,
    "t3.refused_petition.total": 1,
    "t3.other_other.total": 1,
    "t3.handled_total.natural_person": 12,
    "t3.handled_total.commercial_enterprise": 3,
    "t3.handled_total.total": 15,
    "t3.carried_out.natural_person": 1,
    "t3.carried_out.legal_service_org": 1,
    "t3.carried_out.total": 2,
    "t4.recon_upheld": 1,
    "t4.recon_corrected": 1,
    "t4.recon_pending": 1,
    "t4.recon_total": 3,
    "t4.lit_direct_upheld": 1,
    "t4.lit_direct_total": 1,
    "t4.lit_after_recon_pending": 2,
    "t4.lit_after_recon_total": 2,
}
"""Figures that differ from each other, so that a number taken for another measure shows."""


def clean(form_id: str = "fmt2021", year: int = 2021) -> AnnualReport:
    form = load_form(form_id)
    return AnnualReport(
        office="青石街道办事处",
        year=year,
        form_id=form_id,
        cells={key: Cell(0, "0") for key in form.figures},
        title=f"青石街道办事处{year}年政府信息公开工作年度报告",
        period=(date(year, 1, 1), date(year, 12, 31)),
        signed_by="青石街道办事处",
        published_on=date(year + 1, 1, 20),
        sections={code: (Paragraph(text),) if text else () for code, text in TEXTS.items()},
        headings={section.code: section.heading for section in form.sections},
    )


def busy(year: int = 2024) -> AnnualReport:
    return stating(clean(year=year), BUSY)


def stating(report: AnnualReport, figures: dict[str, Number]) -> AnnualReport:
    cells = {report.form.figure(path).key: Cell(value, written(value)) for path, value in figures.items()}
    return replace(report, cells={**report.cells, **cells})


def without(report: AnnualReport, code: str) -> AnnualReport:
    return replace(report, sections={key: value for key, value in report.sections.items() if key != code})


def saying(report: AnnualReport, code: str, *texts: str) -> AnnualReport:
    return replace(report, sections={**report.sections, code: tuple(Paragraph(text) for text in texts)})


def told(findings: object) -> list[tuple[str, str, str]]:
    assert isinstance(findings, tuple)
    return [(one.rule, one.severity, one.at) for one in findings if isinstance(one, Finding)]
