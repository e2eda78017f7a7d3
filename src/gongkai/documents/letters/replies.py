"""Wordings of the replies (答复): one for each outcome, between the fact line and the remedy clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gongkai.documents.letters.model import Block, Paragraph, Withheld
from gongkai.documents.letters.wording import Wording, Words, bare, day, ended, received, sentences
from gongkai.documents.writers.outline import clean
from gongkai.statute.letters import cite
from gongkai.statute.outcomes import grounds


def _granted(words: Words) -> Iterator[Block]:
    yield from received(words)
    yield Paragraph("finding", f"经审查，{words.you}申请公开的政府信息可以公开。")
    yield Paragraph("decision", f"{words.under()}，本机关决定予以公开。")
    yield from words.named("way", "信息的提供", "provision")


def _published(words: Words) -> Iterator[Block]:
    yield from received(words)
    yield Paragraph("finding", f"经核查，{words.you}申请公开的政府信息已经主动公开。")
    yield Paragraph("decision", f"{words.under()}，现将获取该信息的方式、途径告知如下：")
    yield from (Paragraph("way", line) for line in sentences(words.facts.text("place")))


def _partial(words: Words) -> Iterator[Block]:
    facts = words.facts
    yield from received(words)
    yield Paragraph(
        "finding", f"经审查，{words.you}申请公开的信息中，有的内容可以公开，有的内容不予公开，二者能够区分。"
    )
    yield Paragraph("decision", f"{words.under()}，本机关决定作区分处理，公开其中可以公开的内容。")
    yield Paragraph("heading", "一、予以公开的内容")
    given = [bare(part) for part in facts.given if clean(part)]
    for at, part in enumerate(given, 1):
        yield Paragraph("decision", f"{at}. {part}。" if len(given) > 1 else f"{part}。")
    yield from words.named("way", "信息的提供", "provision")
    yield Paragraph("heading", "二、不予公开的内容、依据和理由")
    for at, one in enumerate(facts.withheld, 1):
        number = f"{at}. " if len(facts.withheld) > 1 else ""
        yield from _withheld(number, one)


def _withheld(number: str, one: Withheld) -> Iterator[Paragraph]:
    ground = grounds()[one.ground]
    law = cite([ground.article])
    if one.ground == "NOT_INFO":
        decided = f"不属于政府信息，依照{law}的规定不予提供"
    else:
        decided = f"涉及{ground.label}，依照{law}的规定不予公开"
    first, *rest = sentences(one.reason)
    yield Paragraph("decision", f"{number}{bare(one.part)}：{decided}。理由：{first}")
    yield from (Paragraph("decision", line) for line in rest)


def _denied(words: Words) -> Iterator[Block]:
    """Refusals under arts. 14-16: what it is, what shows it, why, whether the rest can be separated, the decision."""
    found, shown = _FOUND[words.kind.code]
    yield from received(words)
    yield Paragraph("finding", f"经审查，{words.you}申请公开的信息{found}。")
    for name, code in shown:
        yield from words.named("finding", name, code)
    yield from words.named("finding", "不予公开的具体理由", "reason")
    yield from words.named("finding", "关于能否区分处理", "separability")
    yield Paragraph("decision", f"{words.under()}，本机关决定对上述信息不予公开。")


_FOUND: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "reply_denied_state_secret": ("属于依法确定的国家秘密", (("密级和定密依据", "classification"),)),
    "reply_denied_law_prohibited": ("属于法律、行政法规禁止公开的政府信息", (("禁止公开的规定", "law"),)),
    "reply_denied_security_stability": (
        "公开后可能危及国家安全、公共安全、经济安全、社会稳定",
        (("可能危及的具体方面", "risk"),),
    ),
    "reply_denied_third_party": (
        "涉及商业秘密、个人隐私等，公开会对第三方的合法权益造成损害",
        (("征求第三方意见的情况", "consultation_result"), ("对公共利益的考虑", "public_interest")),
    ),
    "reply_denied_internal_affairs": (
        "属于行政机关人事管理、后勤管理、内部工作流程等方面的内部事务信息",
        (("信息的类别", "information_kind"),),
    ),
    "reply_denied_process_info": (
        "属于行政机关在履行行政管理职能过程中形成的过程性信息，且没有法律、法规、规章规定应当公开",
        (("信息的类别", "information_kind"),),
    ),
    "reply_denied_enforcement_file": (
        "属于行政执法案卷信息，且没有法律、法规、规章规定应当公开",
        (("所属案卷", "case_file"),),
    ),
}


def _admin_query(words: Words) -> Iterator[Block]:
    yield from received(words)
    yield Paragraph("finding", "经审查，所申请的信息属于法律、行政法规对获取方式有专门规定的事项，应当依照该规定查询。")
    yield from words.named("finding", "有关规定", "law")
    yield from words.named("finding", "具体理由", "reason")
    yield Paragraph("decision", f"{words.under()}，告知{words.you}依照上述法律、行政法规的规定办理查询。")
    yield from words.named("way", "办理查询的机关或者场所", "apply_at")


def _not_exist(words: Words) -> Iterator[Block]:
    search = words.facts.search
    if search is None:
        return
    yield from received(words)
    yield Paragraph("finding", f"收到申请后，本机关对{words.you}申请公开的信息进行了检索，情况如下：")
    for name, text in (
        ("检索日期和人员", f"{day(search.on)}，{bare(search.by)}"),
        ("检索场所", search.places),
        ("检索的系统", search.systems),
        ("检索词", search.words),
        ("信息的时间范围", search.period),
        ("检索结果", search.result),
    ):
        yield Paragraph("finding", f"{name}：{ended(text)}")
    yield from words.named("finding", "说明", "reason")
    yield Paragraph("decision", f"{words.under()}，现告知{words.you}：经检索没有所申请公开的信息，该政府信息不存在。")


def _not_ours(words: Words) -> Iterator[Block]:
    one = words.facts.responsible
    yield from received(words)
    yield Paragraph("finding", f"经审查，{words.you}申请公开的信息不属于本机关负责公开。")
    yield from words.named("finding", "理由", "reason")
    yield Paragraph("decision", f"{words.under()}，现告知{words.you}该信息不属于本机关负责公开。")
    if one is None or not bare(one.name):
        yield Paragraph("way", "负责公开该信息的行政机关，本机关目前不能确定。")
        return
    reach = f"其联系方式为：{bare(one.contact)}。" if bare(one.contact) else "其联系方式本机关未能确定。"
    yield Paragraph("way", f"负责公开该信息的行政机关为{bare(one.name)}，{words.you}可以向该机关提出申请。{reach}")


def _needs_creation(words: Words) -> Iterator[Block]:
    yield from received(words)
    yield Paragraph(
        "finding",
        f"经审查，本机关没有可以直接提供给{words.you}的现成信息，提供所申请的内容需要对现有政府信息进行加工、分析。",
    )
    yield from words.named("finding", "具体理由", "reason")
    yield from words.named("finding", "现有信息的情况", "existing")
    yield Paragraph("decision", f"{words.under()}，本机关对{words.you}申请的内容不予提供。")


def _unclear(words: Words) -> Iterator[Block]:
    notice = words.facts.notice
    if notice is None:
        return
    yield from received(words)
    yield Paragraph("fact", f"此前，本机关于{day(notice.on)}以{bare(notice.number)}一次性告知{words.you}补正。")
    yield from words.named("finding", "经审查，补正后的申请内容仍不明确", "unclear")
    yield Paragraph(
        "decision",
        f"{words.under()}，因补正后的申请内容仍不明确，本机关无法查找和提供。{words.you}明确所需信息的名称、文号"
        f"或者其他便于查询的特征后，可以另行提出申请。",
    )


def _petition(words: Words) -> Iterator[Block]:
    yield from received(words)
    yield Paragraph("finding", "经审查，该申请是以政府信息公开申请的形式进行信访、投诉、举报等活动。")
    yield from words.named("finding", "具体理由", "reason")
    yield Paragraph("decision", f"{words.under()}，本机关不将其作为政府信息公开申请处理，现予告知。")
    yield from words.named("way", f"{words.you}可以通过以下渠道反映有关诉求", "proper_channel")


def _duplicate(words: Words) -> Iterator[Block]:
    earlier = words.facts.earlier
    if earlier is None:
        return
    yield from received(words)
    number = f"以{bare(earlier.number)}" if bare(earlier.number) else ""
    yield Paragraph(
        "finding",
        f"经核查，{words.you}此前曾就相同内容提出申请（申请编号：{bare(earlier.application)}），"
        f"本机关已于{day(earlier.on)}{number}作出答复。",
    )
    yield from words.named("finding", "说明", "reason")
    yield Paragraph("decision", f"{words.under()}，本机关对本次申请不予重复处理，现予告知。")


def _publication(words: Words) -> Iterator[Block]:
    yield from received(words)
    yield Paragraph("finding", "经审查，该申请要求提供的是政府公报、报刊、书籍等公开出版物。")
    yield from words.named("finding", "具体理由", "reason")
    yield Paragraph("decision", f"{words.under()}，本机关不作为政府信息公开申请处理，现将获取途径告知如下：")
    yield from (Paragraph("way", line) for line in sentences(words.facts.text("place")))


def _excessive(words: Words) -> Iterator[Block]:
    facts = words.facts
    yield from received(words)
    yield from words.named("finding", "提出申请的数量、频次", "figures")
    first, *rest = sentences(facts.text("reasons_asked"))
    yield Paragraph("fact", f"本机关于{day(facts.asked_on)}要求{words.you}说明理由。说明情况：{first}")
    yield from (Paragraph("fact", line) for line in rest)
    yield from words.named("finding", "经审查，申请理由不合理", "reason")
    yield Paragraph("decision", f"{words.under()}，本机关对该申请不予处理，现予告知。")


def _reissue(words: Words) -> Iterator[Block]:
    yield from received(words)
    yield from words.named("finding", f"经核查，{words.you}已经获取的信息", "obtained")
    yield from words.named("finding", "具体理由", "reason")
    yield Paragraph(
        "basis",
        f"{cite(words.kind.articles)}所称政府信息，是行政机关在履行行政管理职能过程中制作或者获取并以一定形式记录、保存的信息。"
        f"要求对已经获取的信息予以确认或者重新出具，不是申请获取政府信息。",
    )
    further = words.facts.further_articles
    under = f"根据{cite(further)}的规定，" if further else ""
    yield Paragraph("decision", f"{under}本机关对该申请不予处理，现予告知。")


REPLIES: Mapping[str, Wording] = {
    "reply_granted": _granted,
    "reply_published": _published,
    "reply_partial": _partial,
    **dict.fromkeys(_FOUND, _denied),
    "reply_admin_query": _admin_query,
    "reply_not_exist": _not_exist,
    "reply_not_ours": _not_ours,
    "reply_needs_creation": _needs_creation,
    "reply_unclear": _unclear,
    "reply_petition": _petition,
    "reply_duplicate": _duplicate,
    "reply_publication": _publication,
    "reply_excessive": _excessive,
    "reply_reissue": _reissue,
}
