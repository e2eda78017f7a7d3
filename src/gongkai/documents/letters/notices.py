"""Wordings of what goes out while an application is handled, of consultations, closings and corrections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gongkai.documents.letters.model import Block, Cell, Paragraph, Row, Table
from gongkai.documents.letters.wording import Wording, Words, bare, day, quoted, received, send_to, sentences
from gongkai.statute.fees import TARIFFS, fee_lines, fee_rules
from gongkai.statute.letters import cite
from gongkai.statute.periods import period

_RECEIPT = {
    "in_person": "31(1)",
    "oral": "31(1)",
    "post_signed": "31(2)",
    "post_ordinary": "31(2)",
    "internet": "31(3)",
    "fax": "31(3)",
}
"""Which item of art. 31 fixes the date of receipt."""


def _receipt_slip(words: Words) -> Iterator[Block]:
    yield from received(words)
    article = _RECEIPT.get(words.facts.channel, "31")
    yield Paragraph("basis", f"上述收到日期依照{cite([article, *words.facts.further_articles])}确定。")
    for line in sentences(words.facts.text("materials")):
        yield Paragraph("fact", f"随申请收到的材料：{line}")
    yield Paragraph("consequence", "本回执仅证明本机关收到该申请，不是对申请内容的审查意见或者处理决定。")
    yield Paragraph("contact", f"经办人：{words.facts.handler}。")


def _supplement(words: Words) -> Iterator[Block]:
    you = words.you
    yield from received(words)
    yield Paragraph("finding", f"经审查，{you}的申请有以下事项不明确或者不完整，本机关难以据此查找和答复：")
    yield from (Paragraph("finding", line) for line in sentences(words.facts.text("unclear")))
    yield from words.named("way", "填写说明", "guidance")
    due = day(words.facts.due_on)
    yield Paragraph("decision", f"{words.under()}，请{you}在{due}以前（含当日）补充以下内容：")
    yield from (Paragraph("decision", line) for line in sentences(words.facts.text("supplement")))
    yield Paragraph("way", f"补正材料请当面提交或者寄至：{send_to(words)}，并注明申请编号。")
    yield Paragraph(
        "consequence",
        f"答复期限自本机关收到补正后的申请之日起计算。{you}逾期没有补正，又没有正当理由的，"
        f"视为放弃申请，本机关将不再处理该申请。",
    )


def _reasons(words: Words) -> Iterator[Block]:
    you = words.you
    yield from received(words)
    yield Paragraph("finding", f"经统计，{you}提出政府信息公开申请的情况如下：")
    yield from (Paragraph("finding", line) for line in sentences(words.facts.text("figures")))
    due = day(words.facts.due_on)
    yield Paragraph(
        "decision",
        f"上述申请的数量、频次明显超过合理范围。{words.under()}，请{you}在{due}以前（含当日）书面说明理由，"
        f"当面提交或者寄至：{send_to(words)}。",
    )
    yield Paragraph(
        "consequence",
        f"理由合理的，本机关将继续办理；不能在规定期限内答复的，将确定合理的延迟期限并告知{you}。"
        f"理由不合理或者逾期未说明理由的，本机关将告知{you}不予处理。",
    )


def _extension(words: Words) -> Iterator[Block]:
    facts = words.facts
    yield from received(words)
    yield Paragraph("fact", f"该申请的答复期限至{day(facts.original_due_on)}届满。")
    yield from words.named("finding", "需要延长答复期限的原因", "reason")
    longest = period("extension", facts.received_on or words.on).value
    yield Paragraph(
        "decision",
        f"{words.under()}，经本机关政府信息公开工作机构负责人{bare(facts.text('approver'))}同意，"
        f"答复期限延长至{day(facts.due_on)}（延长的期限最长不超过{longest}个工作日）。"
        f"本机关将不迟于该日作出答复。",
    )


def _delay(words: Words) -> Iterator[Block]:
    you, facts = words.you, words.facts
    yield from received(words)
    yield from words.named("finding", "申请数量、频次", "figures")
    yield from _asked(words)
    yield from words.named("finding", "不能在规定期限内答复的原因", "reason")
    yield Paragraph(
        "decision",
        f"{you}说明的理由合理。{words.under()}，本机关确定将答复期限延迟至{day(facts.due_on)}，现予告知。",
    )


def _asked(words: Words) -> Iterator[Paragraph]:
    asked = f"本机关于{day(words.facts.asked_on)}要求{words.you}说明理由。"
    first, *rest = sentences(words.facts.text("reasons_asked"))
    yield Paragraph("fact", f"{asked}说明情况：{first}")
    yield from (Paragraph("fact", line) for line in rest)


def _consulting(words: Words) -> Iterator[Block]:
    yield from received(words)
    yield from words.named("finding", "需要征求意见的原因", "reason")
    for one in words.facts.consulted:
        yield Paragraph("fact", f"本机关已于{day(one.on)}书面征求{bare(one.to)}的意见。")
    yield Paragraph(
        "decision",
        f"{words.under()}，征求意见所需的时间不计入答复期限。收到意见后，本机关将继续办理并按期答复{words.you}。",
    )


def _fee(words: Words) -> Iterator[Block]:
    facts, you = words.facts, words.you
    fee, start = facts.fee, facts.received_on
    if fee is None or start is None:
        return
    rules = fee_rules(start)
    unit = "件" if fee.tariff == "per_piece" else "页"
    yield from received(words)
    yield Paragraph(
        "basis",
        f"{words.under()}，对申请数量、频次明显超过合理范围的，行政机关可以收取信息处理费。"
        f"本机关选择{TARIFFS[fee.tariff]}的标准（{rules.source(fee.tariff).citation}），一件申请只按一种标准计收。",
    )
    if fee.already:
        yield Paragraph(
            "fact", f"此前{you}在同一自然月内已提出申请{fee.already}件，本次自第{fee.already + 1}件起计算。"
        )
    lines = fee_lines(fee.tariff, fee.count, already=fee.already, on=start)
    total = sum(line.total for line in lines)
    counted = f"本次申请按{fee.count}件计收" if fee.tariff == "per_piece" else f"本次申请提供的信息共{fee.count}页"
    yield Paragraph("finding", f"{counted}，计算如下：")
    head = ("计费区间", "数量", "单价", "金额")
    rows = [Row(tuple(Cell(text, is_label=True, align="center") for text in head))]
    for line in lines:
        count = line.last - line.first + 1
        span = f"第{line.first}{unit}" if count == 1 else f"第{line.first}至{line.last}{unit}"
        shown = (span, f"{count}{unit}", f"{line.yuan}元/{unit}" if line.yuan else "不收费", f"{line.total}元")
        rows.append(Row(tuple(Cell(text, align="center") for text in shown)))
    rows.append(Row((Cell("合计", 3, is_label=True, align="center"), Cell(f"{total}元", align="center"))))
    yield Table("信息处理费计算表", (54.0, 34.0, 34.0, 34.0), tuple(rows), 1)
    days = period("fee_payment", words.on).value
    yield Paragraph("decision", f"应缴信息处理费{total}元。请{you}自收到本通知书次日起{days}个工作日内缴费。")
    yield from words.named("way", "缴费方式", "account")
    yield Paragraph(
        "consequence",
        f"答复期限自{you}缴费完成的次日起重新计算。逾期未缴费的，视为放弃申请，本机关不再处理该申请。",
    )


def _third_party(words: Words) -> Iterator[Block]:
    you = words.you
    days = period("third_party_answer", words.on).value
    yield Paragraph(
        "fact",
        f"本机关收到一件政府信息公开申请（申请编号：{words.facts.application}），所申请的信息涉及{you}。"
        f"申请人的身份信息与本次征求意见无关，不予提供。",
    )
    yield from words.named("fact", "拟公开的信息及范围", "extent")
    yield Paragraph(
        "decision",
        f"{words.under()}，现征求{you}的意见：公开上述信息是否会对{you}的合法权益造成损害，是否同意公开。",
    )
    yield Paragraph(
        "way",
        f"请{you}自收到本意见书之日起{days}个工作日内书面答复，可以使用附件中的意见回函，"
        f"送交或者寄至：{send_to(words)}。不同意公开的，请说明理由。",
    )
    yield Paragraph(
        "consequence",
        f"{you}逾期未提出意见的，由本机关依法决定是否公开。{you}不同意公开且有合理理由的，本机关不予公开；"
        f"不公开可能对公共利益造成重大影响的，本机关可以决定公开，并将决定公开的内容和理由书面告知{you}。",
    )


def _co_maker(words: Words) -> Iterator[Block]:
    you = words.you
    days = period("co_maker_answer", words.on).value
    yield Paragraph(
        "fact",
        f"本机关收到一件政府信息公开申请（申请编号：{words.facts.application}），所申请的信息由本机关牵头、与{you}共同制作。",
    )
    yield from words.named("fact", "有关信息及拟公开的范围", "extent")
    yield Paragraph(
        "decision",
        f"{words.under()}，现征求{you}的意见。请自收到本函之日起{days}个工作日内函复是否同意公开，不同意公开的请说明依据和理由。",
    )
    yield Paragraph("consequence", f"{you}逾期未提出意见的，视为同意公开。")


def _assistance(words: Words) -> Iterator[Block]:
    you = words.you
    yield Paragraph(
        "fact", f"本机关正在办理一件政府信息公开申请（申请编号：{words.facts.application}），需要{you}协助。"
    )
    yield from words.named("fact", "请求协助的事项", "item")
    yield Paragraph(
        "decision", f"{words.under()}，请{you}在{day(words.facts.due_on)}以前（含当日）函复本机关，并附有关材料。"
    )


def _override(words: Words) -> Iterator[Block]:
    you = words.you
    yield Paragraph(
        "fact", f"本机关正在办理一件政府信息公开申请（申请编号：{words.facts.application}），所申请的信息涉及{you}。"
    )
    for one in words.facts.consulted:
        came = f"，并于{day(one.answered_on)}收到答复" if one.answered_on else ""
        yield Paragraph("fact", f"本机关于{day(one.on)}书面征求{you}的意见{came}。")
    yield from words.named("fact", "征求意见的结果", "consultation_result")
    yield from words.named("finding", "决定公开的理由", "reason")
    yield Paragraph("decision", f"{words.under()}，本机关决定公开有关信息，现将决定公开的内容和理由书面告知{you}。")
    yield from words.named("decision", "决定公开的内容", "extent")


def _abandoned(words: Words) -> Iterator[Block]:
    yield from received(words)
    yield from _noticed(words, "要求补正", "补正期限")
    yield Paragraph(
        "decision",
        f"{words.you}没有在上述期限内补正，也没有说明正当理由。{words.under()}，视为{words.you}放弃申请，"
        f"本机关不再处理该申请。",
    )


def _lapsed(words: Words) -> Iterator[Block]:
    yield from received(words)
    yield from _noticed(words, "通知缴纳信息处理费", "缴费期限")
    yield Paragraph(
        "decision",
        f"{words.you}没有在上述期限内缴费。{words.under()}，视为{words.you}放弃申请，本机关不再处理该申请。",
    )


def _noticed(words: Words, what: str, name: str) -> Iterator[Paragraph]:
    notice = words.facts.notice
    if notice is None:
        return
    served = f"，该文书于{day(notice.served_on)}送达" if notice.served_on else ""
    yield Paragraph(
        "fact",
        f"本机关于{day(notice.on)}以{bare(notice.number)}{what}{served}，{name}至{day(words.facts.due_on)}届满。",
    )


def _correction(words: Words) -> Iterator[Block]:
    facts, you = words.facts, words.you
    yield Paragraph(
        "fact",
        f"本机关于{day(facts.received_on)}收到{you}提出的政府信息更正申请，申请编号为{facts.application}，"
        f"要求更正的内容为：{''.join(quoted(facts.request))}。",
    )
    yield from words.named("fact", "提供的证据材料", "evidence")
    yield from words.named("finding", "经核实", "reason")
    lines = sentences(facts.text("decision"))
    yield Paragraph("decision", f"{words.under()}，本机关处理决定如下：{lines[0]}")
    yield from (Paragraph("decision", line) for line in lines[1:])


def _forwarding(words: Words) -> Iterator[Block]:
    facts = words.facts
    yield Paragraph(
        "fact",
        f"本机关于{day(facts.received_on)}收到{bare(facts.applicant)}提出的政府信息更正申请（申请编号：{facts.application}），"
        f"要求更正的内容为：{''.join(quoted(facts.request))}。",
    )
    yield from words.named("finding", "转送理由", "reason")
    yield Paragraph(
        "decision",
        f"{words.under()}，现将该申请及有关材料转送{words.you}处理。本机关已告知申请人，请{words.you}将处理结果告知申请人并抄告本机关。",
    )


def _response(words: Words) -> Iterator[Block]:
    facts = words.facts
    name = "行政诉讼案件" if words.kind.to == "court" else "行政复议案件"
    against = "起诉" if words.kind.to == "court" else "申请行政复议"
    if words.kind.to == "court":
        own = facts.office.facts
        yield Paragraph("fact", f"答辩人：{bare(own.name)}，住所地：{bare(own.address)}，联系电话：{bare(own.phone)}。")
    yield Paragraph(
        "fact",
        f"{bare(facts.applicant)}不服本机关政府信息公开行为{against}一案（案号：{bare(facts.text('case_number'))}），"
        f"本机关于{day(facts.papers_received_on)}收到有关材料。{words.under()}，现就该{name}提出如下意见。",
    )
    opinion = "答辩意见" if words.kind.to == "court" else "答复意见"
    for mark, name, code in (("一", "事实经过", "facts"), ("二", opinion, "arguments"), ("三", "请求事项", "plea")):
        yield Paragraph("heading", f"{mark}、{name}")
        yield from (Paragraph("finding", line) for line in sentences(facts.text(code)))
    yield Paragraph("way", "证据、依据及其他有关材料见附件。")


NOTICES: Mapping[str, Wording] = {
    "receipt_slip": _receipt_slip,
    "supplement_notice": _supplement,
    "reasons_notice": _reasons,
    "extension_notice": _extension,
    "delay_notice": _delay,
    "consultation_notice_to_applicant": _consulting,
    "fee_notice": _fee,
    "third_party_consultation": _third_party,
    "co_maker_consultation": _co_maker,
    "assistance_request": _assistance,
    "public_interest_notice": _override,
    "abandonment_notice": _abandoned,
    "lapse_notice": _lapsed,
    "correction_notice": _correction,
    "forwarding_letter": _forwarding,
    "challenge_response": _response,
    "litigation_response": _response,
}
