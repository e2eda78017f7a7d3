"""The text of the report, drafted from ledger facts (文字部分初稿). Plain templates; nothing is invented.

A sentence is written only when the ledger holds its figures, and names them. Where a person must write, a paragraph
says so and is marked as a draft. The office's own text for a section replaces its draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from gongkai.ledger.codes import PROPOSAL_KINDS
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import ChannelMeasured, Corrected, FeeNoticed, FeePaid, ProposalAnswered, RequestsAnswered
from gongkai.ledger.registers import Registers, Tally
from gongkai.report.model import AnnualReport, Number, Paragraph, written
from gongkai.statute.organs import organs
from gongkai.statute.outcomes import outcomes

FEE_STATEMENT_FROM = 2021
"""Section six reports the processing fee from this year on: 国办函〔2020〕109号, 国办公开办函〔2021〕30号."""


def draft(
    report: AnnualReport, ledger: Ledger, registers: Registers, previous: AnnualReport | None = None
) -> tuple[tuple[Paragraph, ...], dict[str, tuple[Paragraph, ...]]]:
    """Return the preamble and the drafted text of every section that has some.

    Source: Regulation art. 50; section one covers the five topics of 国办公开办函〔2021〕30号.
    """
    facts = _Facts(report, ledger, registers, previous)
    return tuple(_preamble(report)), {
        "overview": tuple(_overview(facts)),
        "proactive": tuple(_table_notes(report)),
        "applications": (),
        "remedies": tuple(_corrections(facts)),
        "problems": tuple(_problems(facts)),
        "other_matters": tuple(_other_matters(facts)),
    }


def with_own_text(
    drafted: Mapping[str, tuple[Paragraph, ...]], own: Mapping[str, tuple[Paragraph, ...]]
) -> dict[str, tuple[Paragraph, ...]]:
    """Return the sections with the office's own text in place of the drafts.

    Sections one and five are replaced whole. In the others the fixed notes stay before the office's text: the unit of
    an amount, the replies corrected, the processing fee, which must be reported unless the office's text does it.
    """
    sections = dict(drafted)
    for code, paragraphs in own.items():
        if code in ("overview", "problems"):
            sections[code] = paragraphs
            continue
        has_fee = any("信息处理费" in paragraph.text for paragraph in paragraphs)
        kept = (
            paragraph
            for paragraph in drafted.get(code, ())
            if not paragraph.is_draft and not (has_fee and "信息处理费" in paragraph.text)
        )
        sections[code] = (*kept, *paragraphs)
    return sections


class _Facts:
    """What the sentences draw on: the report's cells, and the register entries of its year."""

    def __init__(
        self, report: AnnualReport, ledger: Ledger, registers: Registers, previous: AnnualReport | None
    ) -> None:
        self.report = report
        self.ledger = ledger
        self.registers = registers
        self.previous = previous
        self.year = report.year or 0
        self.stated = registers.facts(self.year)

    def cell(self, path: str) -> Number:
        return self.report.at(path).value or 0

    def stated_all(self, *names: str) -> list[Tally] | None:
        """The facts of these names, if all are stated."""
        return [self.stated[name] for name in names] if all(name in self.stated for name in names) else None


def _said(text: str, *, figures: Iterable[str] = (), entries: Iterable[int] = ()) -> Paragraph:
    return Paragraph(text, by="ledger", figures=tuple(figures), entries=tuple(entries))


def _to_write(what: str) -> Paragraph:
    return Paragraph(f"【请补充：{what}】", by="ledger", is_draft=True)


def _heading(text: str) -> Paragraph:
    return Paragraph(text, level=2, by="form")


def _preamble(report: AnnualReport) -> Iterator[Paragraph]:
    yield Paragraph(
        "本报告按照《中华人民共和国政府信息公开条例》第五十条和政府信息公开工作年度报告统一格式编制。"
        f"所列数据的统计期限为{report.year}年1月1日至{report.year}年12月31日。",
        by="form",
    )
    contact = report.contact
    ways = [("地址", contact.address), ("电话", contact.phone), ("邮编", contact.postcode), ("电子邮箱", contact.email)]
    given = "；".join(f"{name}：{value}" for name, value in ways if value)
    if contact.website:
        yield Paragraph(f"本报告电子版可在网站（{contact.website}）查阅和下载。", by="form")
    if given:
        yield Paragraph(f"对本报告如有疑问，请与{report.office}联系（{given}）。", by="form")


# --- section one --------------------------------------------------------------------------------------------------


def _overview(facts: _Facts) -> Iterator[Paragraph]:
    topics = (
        ("（一）主动公开情况", (_published, _made, _answered_to), "本年主动公开的重点内容、信息数量和效果"),
        ("（二）依申请公开情况", (_applications,), ""),
        ("（三）政府信息管理情况", (_management,), "信息制作、审查、动态调整、归档移送等管理情况"),
        ("（四）政府信息公开平台建设情况", (_platforms,), "门户网站专栏、政务新媒体、线下公开场所建设情况"),
        ("（五）监督保障情况", (_safeguards,), "组织领导、制度建设、教育培训、监督检查情况"),
    )
    for heading, sentences, missing in topics:
        yield _heading(heading)
        found = [joined for group in sentences for joined in _joined(group(facts))]
        yield from found or [_to_write(missing)]


def _joined(sentences: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Drafted sentences as one paragraph that names the figures of all; what a person must write stays apart."""
    found = list(sentences)
    said = [sentence for sentence in found if not sentence.is_draft]
    if said:
        yield _said(
            "".join(sentence.text for sentence in said),
            figures=(path for sentence in said for path in sentence.figures),
            entries=(number for sentence in said for number in sentence.entries),
        )
    yield from (sentence for sentence in found if sentence.is_draft)


def _published(facts: _Facts) -> Iterator[Paragraph]:
    for channel, categories in facts.registers.published(facts.year).items():
        count = sum(tally.value for tally in categories.values())
        parts = "，".join(f"{name}{tally.value}条" for name, tally in categories.items())
        detail = f"，其中{parts}" if len(categories) > 1 else f"，均为{next(iter(categories))}"
        entries = [number for tally in categories.values() for number in tally.entries]
        yield _said(f"全年通过{channel}主动公开政府信息{count}条{detail}。", entries=entries)


def _made(facts: _Facts) -> Iterator[Paragraph]:
    yield from _documents(facts)
    yield from _decisions(facts)
    purchases, yuan = facts.registers.purchases(facts.year), facts.registers.purchases_yuan(facts.year)
    if purchases.value:
        text = f"实施政府集中采购项目{purchases.value}个，金额合计{_wan(yuan)}万元。"
        yield _said(text, entries=purchases.entries)


def _answered_to(facts: _Facts) -> Iterator[Paragraph]:
    if found := facts.stated_all("interpretations"):
        yield _stated(facts, found, "发布政策解读{}篇。")
    if found := facts.stated_all("consultation_topics"):
        yield _stated(facts, found, "就{}个议题公开征集民意。")
    for entry, event in facts.registers.of(RequestsAnswered, facts.year):
        answered = "" if event.answered_in_time is None else f"，按时答复{event.answered_in_time}件"
        yield _said(f"办理{event.platform}群众来件{event.received}件{answered}。", entries=(entry.sequence,))
    yield from _proposals(facts)


def _documents(facts: _Facts) -> Iterator[Paragraph]:
    if facts.report.form_id == "fmt2021":
        columns = ("issued_this_year", "repealed_this_year", "in_force")
        text = "制发行政规范性文件{}件，废止{}件，年末现行有效{}件。"
    else:
        columns = ("made_this_year", "newly_disclosed", "disclosed_total")
        text = "新制作规范性文件{}件，新公开{}件，累计对外公开{}件。"
    paths = [f"t2.normative_documents.{column}" for column in columns]
    values = [facts.cell(path) for path in paths]
    if any(values):
        yield _said(text.format(*map(written, values)), figures=paths)


def _decisions(facts: _Facts) -> Iterator[Paragraph]:
    column = "decisions_this_year" if facts.report.form_id == "fmt2021" else "decisions"
    kinds = {"licensing": "行政许可", "penalty": "行政处罚", "coercion": "行政强制"}
    made = {f"t2.{kind}.{column}": label for kind, label in kinds.items() if facts.cell(f"t2.{kind}.{column}")}
    if made:
        parts = "、".join(f"{label}决定{written(facts.cell(path))}件" for path, label in made.items())
        yield _said(f"全年作出{parts}。", figures=made)


def _proposals(facts: _Facts) -> Iterator[Paragraph]:
    found = list(facts.registers.of(ProposalAnswered, facts.year))
    for kind, name in PROPOSAL_KINDS.items():
        mine = [(entry, event) for entry, event in found if event.kind == kind]
        if not mine:
            continue
        titles = "、".join(f"《{event.title}》" for _, event in mine)
        done = sum(event.is_done for _, event in mine)
        rate = f"，办复率{round(100 * done / len(mine))}%"
        yield _said(f"承办{name}{len(mine)}件（{titles}），办复{done}件{rate}。", entries=[e.sequence for e, _ in mine])


def _applications(facts: _Facts) -> Iterator[Paragraph]:
    paths = [f"t3.{row}.total" for row in ("new_received", "carried_in", "handled_total", "carried_out")]
    new, carried_in, handled, carried_out = (facts.cell(path) for path in paths)
    if not (new or carried_in):
        yield _said("全年未收到政府信息公开申请，无上年结转申请。", figures=paths[:2])
        return
    yield _said(
        f"全年新收政府信息公开申请{written(new)}件{_growth(facts, new)}，上年结转{written(carried_in)}件；"
        f"办结{written(handled)}件，结转下年度继续办理{written(carried_out)}件。",
        figures=paths,
    )
    groups: dict[str, list[str]] = {}
    for outcome in outcomes().values():
        path = f"t3.{outcome.row(facts.report.form_id or '')}.total"
        if path not in groups.setdefault(_GROUPS[outcome.group], []) and facts.cell(path):
            groups[_GROUPS[outcome.group]].append(path)
    parts = [
        f"{name}{written(sum((facts.cell(path) for path in rows), start=0))}件" for name, rows in groups.items() if rows
    ]
    if parts:
        figures = [path for rows in groups.values() for path in rows]
        yield _said(f"办理结果为：{'，'.join(parts)}。", figures=figures)


_GROUPS = {
    "granted": "予以公开",
    "partial": "部分公开",
    "denied": "不予公开",
    "unable": "无法提供",
    "refused": "不予处理",
    "other": "其他处理",
}


def _growth(facts: _Facts, new: Number) -> str:
    before = facts.previous.value("t3", "new_received", "total") if facts.previous is not None else None
    if before is None:
        return ""
    if new == before:
        return "，与上年持平"
    if new > before:
        return f"，比上年增加{written(new - before)}件"
    return f"，比上年减少{written(before - new)}件"


def _management(facts: _Facts) -> Iterator[Paragraph]:
    if found := facts.stated_all("catalogue_fields", "catalogue_items"):
        yield _stated(facts, found, "政务公开标准化目录覆盖{}个领域、{}条事项。")
    if found := facts.stated_all("transfers"):
        yield _stated(facts, found, "全年向国家档案馆、公共图书馆移送主动公开的政府信息{}次。")


def _platforms(facts: _Facts) -> Iterator[Paragraph]:
    if found := facts.stated_all("portal_columns"):
        yield _stated(facts, found, "在政府门户网站设置{}个栏目。")
    measured: dict[str, list[tuple[int, ChannelMeasured]]] = {}
    for entry, event in facts.registers.of(ChannelMeasured, facts.year):
        measured.setdefault(event.channel, []).append((entry.sequence, event))
    for channel, months in measured.items():
        parts = []
        for name, unit, values in (
            ("发布信息", "条", [event.posts for _, event in months]),
            ("阅读量", "人次", [event.reads for _, event in months]),
        ):
            known = [value for value in values if value is not None]
            if known:
                parts.append(f"{name}{sum(known)}{unit}")
        followers = [event.followers for _, event in months if event.followers is not None]
        if followers:
            parts.append(f"关注人数{followers[-1]}人")
        if parts:
            yield _said(f"{channel}全年{'，'.join(parts)}。", entries=[sequence for sequence, _ in months])
    if found := facts.stated_all("venues"):
        yield _stated(facts, found, "设有政府信息查阅场所、公开栏{}处。")


def _safeguards(facts: _Facts) -> Iterator[Paragraph]:
    sentences = (
        (("communities",), "所辖社区{}个。"),
        (("full_time_liaisons",), "配备专职联络员{}名。"),
        (("disclosure_staff",), "从事政府信息公开工作人员{}名。"),
        (("leading_group_meetings",), "召开领导小组会议{}次。"),
        (("trainings", "training_attendees"), "组织业务培训{}次，参训{}人次。"),
        (("inspections",), "开展监督检查{}次。"),
        (("assessments",), "开展工作考核{}次。"),
        (("public_reviews",), "开展社会评议{}次。"),
        (("accountability_cases",), "责任追究{}起。"),
    )
    for names, text in sentences:
        if found := facts.stated_all(*names):
            yield _stated(facts, found, text)
    organ = organs().get(facts.report.office_kind or "")
    if organ is not None and organ.is_peoples_government and not facts.stated_all(*_RESULTS_OF_GOVERNMENTS):
        yield _to_write("工作考核、社会评议和责任追究结果情况（各级人民政府必须报告）")


_RESULTS_OF_GOVERNMENTS = ("assessments", "public_reviews", "accountability_cases")
"""What the report of a people's government must state besides: Regulation art. 50(4)."""


def _stated(facts: _Facts, found: list[Tally], text: str) -> Paragraph:
    entries = [number for tally in found for number in tally.entries[-1:]]
    return _said(text.format(*(tally.value for tally in found)), entries=entries)


# --- sections two to six ------------------------------------------------------------------------------------------


def _table_notes(report: AnnualReport) -> Iterator[Paragraph]:
    if report.form_id == "fmt2019" and report.at("t2.central_procurement.total_amount").value:
        yield Paragraph("注：采购总金额的单位为万元。", by="form", figures=("t2.central_procurement.total_amount",))


def _corrections(facts: _Facts) -> Iterator[Paragraph]:
    found = [
        entry
        for entry in facts.ledger.standing
        if isinstance(entry.event, Corrected) and entry.event.on.year == facts.year
    ]
    if found:
        text = f"因行政复议、行政诉讼或者自行纠正，本年对{len(found)}件申请重新作出答复；原办理结果的统计不作改动。"
        yield _said(text, entries=[entry.sequence for entry in found])


def _problems(facts: _Facts) -> Iterator[Paragraph]:
    yield _heading("（一）存在的主要问题")
    columns = [f"t4.{one}_corrected" for one in ("recon", "lit_direct", "lit_after_recon")]
    lost = sum(facts.cell(path) for path in columns)
    if lost:
        yield _said(f"本年行政复议、行政诉讼结果纠正{written(lost)}件，答复质量有待提高。", figures=columns)
    yield _to_write("本机关政府信息公开工作存在的主要问题")
    yield _heading("（二）改进情况")
    yield _to_write("针对上述问题已采取和下一步的改进措施")


def _other_matters(facts: _Facts) -> Iterator[Paragraph]:
    if facts.year >= FEE_STATEMENT_FROM:
        first, last = date(facts.year, 1, 1), date(facts.year, 12, 31)
        within = [entry for entry in facts.ledger.standing if first <= entry.event.on <= last]
        noticed = [(e.sequence, e.event.amount_yuan) for e in within if isinstance(e.event, FeeNoticed)]
        paid = [(e.sequence, e.event.amount_yuan) for e in within if isinstance(e.event, FeePaid)]
        if noticed or paid:
            due, got = (sum((amount for _, amount in part), Decimal(0)) for part in (noticed, paid))
            text = (
                f"本年度发出政府信息公开信息处理费收费通知{len(noticed)}件，通知金额{written(due)}元，"
                f"实际收取{written(got)}元。"
            )
            yield _said(text, entries=[sequence for sequence, _ in (*noticed, *paid)])
        else:
            yield _said("本年度未收取政府信息公开信息处理费。")
    yield _to_write("其他需要报告的事项；没有的，写“无其他需要报告的事项”")


def _wan(yuan: Tally) -> str:
    return written(Decimal(yuan.value) / 10_000)
