"""The ruled forms and lists: application form, registration, proof of service, catalogue, review slip, evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from gongkai.documents.letters.layout import evenly
from gongkai.documents.letters.model import Cell, LetterFacts, Row, Table
from gongkai.documents.letters.wording import bare, day
from gongkai.documents.writers.outline import clean
from gongkai.statute.periods import period
from gongkai.statute.receipt import channels

_FOUR = (30.0, 48.0, 30.0, 48.0)
APPLICANT_KINDS = {
    "commercial_enterprise": "商业企业",
    "research_institution": "科研机构",
    "social_welfare_org": "社会公益组织",
    "legal_service_org": "法律服务机构",
    "other_org": "其他",
}
LISTS: Mapping[str, tuple[tuple[str, float], ...]] = {
    "archive_catalogue": (("材料名称", 46.0), ("文号", 44.0), ("日期", 31.0), ("页次", 12.0), ("备注", 12.0)),
    "transfer_list": (("文件名称", 46.0), ("文号", 44.0), ("生成日期", 31.0), ("份数", 12.0), ("备注", 12.0)),
    "evidence_list": (("证据名称", 48.0), ("证明的事实", 58.0), ("来源", 26.0), ("页次", 13.0)),
}
"""Columns of each list after its running number: heading and width in millimetres."""

_NUMBER_WIDTH = 11.0
_TICKS_WIDTH = 27  # characters in three columns


def form(code: str, facts: LetterFacts) -> Table:
    """Return the table of a form or list; fields nobody filled stay empty, to be written by hand."""
    if code in LISTS:
        return _list(code, facts)
    return Table(_CAPTIONS[code], _FOUR, tuple(_FORMS[code](facts)))


def _list(code: str, facts: LetterFacts) -> Table:
    columns = LISTS[code]
    head = Row(tuple(Cell(text, is_label=True, align="center") for text in ("序号", *(name for name, _ in columns))))
    rows = [head]
    for at, row in enumerate(facts.rows, 1):
        cells = [
            Cell(clean(text), align="left" if width > 45 else "center")
            for text, (_, width) in zip(row, columns, strict=True)
        ]
        rows.append(Row((Cell(str(at), align="center"), *cells)))
    return Table(_CAPTIONS[code], (_NUMBER_WIDTH, *(width for _, width in columns)), tuple(rows), 1, 10.5)


def _pair(*pairs: tuple[str, str], height: float = 8.0) -> Row:
    """One or two fields on a row; a single one takes the whole of it."""
    span = 3 if len(pairs) == 1 else 1
    cells: list[Cell] = []
    for name, value in pairs:
        cells += (Cell("\n".join(evenly(name, 6.0)), is_label=True, align="center"), Cell(value, span))
    return Row(tuple(cells), height)


def _part(text: str) -> Row:
    return Row((Cell(text, 4, is_label=True, align="center"),))


def _ticks(options: Mapping[str, str], chosen: str) -> str:
    """`□甲　■乙`: every option with a box, the chosen one filled; a new line before one that would not fit."""
    lines = [""]
    for code, name in options.items():
        shown = f"{'■' if code == chosen else '□'}{name}"
        if lines[-1] and len(lines[-1]) + 1 + len(shown) > _TICKS_WIDTH:
            lines.append("")
        lines[-1] += ("　" if lines[-1] else "") + shown
    return "\n".join(lines)


def _common(facts: LetterFacts) -> list[Row]:
    """Number, applicant, channel, date of receipt, content."""
    channel = channels()[facts.channel].label if facts.channel in channels() else ""
    return [
        _pair(("申请编号", clean(facts.application)), ("申请人", clean(facts.applicant))),
        _pair(("提出方式", channel), ("收到日期", day(facts.received_on))),
        _pair(("申请内容", _lines(facts.request)), height=36.0),
    ]


def _lines(text: str) -> str:
    return "\n".join(line for line in map(clean, text.splitlines()) if line)


def _application_form(facts: LetterFacts) -> list[Row]:
    said = _said(facts)
    is_person = facts.fields.get("applicant_kind", "") == "natural_person"
    ways = {"paper": "纸质", "electronic": "电子文件", "other": "其他"}
    routes = {"post": "邮寄", "internet": "网络传送", "in_person": "自行领取", "inspect": "当场查阅、抄录"}
    return [
        _part("申请人（公民）"),
        _pair(("姓名", said("name") if is_person else ""), ("联系电话", said("phone") if is_person else "")),
        _pair(("证件名称", said("id_kind") if is_person else ""), ("证件号码", said("id_number") if is_person else "")),
        _pair(("通信地址", said("address") if is_person else "")),
        _pair(("邮政编码", said("postcode") if is_person else ""), ("电子邮箱", said("email") if is_person else "")),
        _part("申请人（法人或者其他组织）"),
        _pair(("类别", _ticks(APPLICANT_KINDS, facts.fields.get("applicant_kind", ""))), height=12.0),
        _pair(
            ("名称", "" if is_person else said("name")), ("统一社会信用代码", "" if is_person else said("id_number"))
        ),
        _pair(("负责人", said("head")), ("联系人和电话", said("contact"))),
        _pair(("通信地址", "" if is_person else said("address"))),
        _pair(("代理人", said("agent")), ("授权委托书", said("authorisation"))),
        _part("所需政府信息"),
        _pair(("名称、文号或者其他特征性描述", _lines(facts.request)), height=34.0),
        _pair(("信息形式", _ticks(ways, facts.fields.get("form", "")))),
        _pair(("获取方式", _ticks(routes, facts.fields.get("route", "")))),
        _pair(
            ("申请人签名或者盖章", said("signature")), ("申请日期", day(facts.received_on) or said("date")), height=16.0
        ),
        Row(
            (
                Cell(
                    "提示：申请公开政府信息不需要说明用途。行政机关一般不收取费用；申请的数量、频次明显超过合理范围的，"
                    "可以收取信息处理费。委托他人提出申请的，请附授权委托书和双方身份证明。",
                    4,
                ),
            ),
            14.0,
        ),
    ]


def _registration(facts: LetterFacts) -> list[Row]:
    said = _said(facts)
    note = channels()[facts.channel].note if facts.channel in channels() else ""
    return [
        *_common(facts),
        _pair(("收到日期的确定", note), ("确认日期", said("confirmed_on")), height=14.0),
        _pair(("申请人联系方式", said("applicant_contact"))),
        _pair(("所附材料", said("materials"))),
        _pair(("答复期限", day(facts.due_on)), ("承办单位", said("unit"))),
        _pair(("经办人", clean(facts.handler)), ("登记日期", day(facts.on))),
        _pair(("备注", said("note")), height=16.0),
    ]


def _confirmation(facts: LetterFacts) -> list[Row]:
    said = _said(facts)
    return [
        *_common(facts),
        _pair(("双方确认的人员、时间和方式", _lines(facts.text("confirmed"))), height=24.0),
        _pair(("确认的内容", said("content") or "双方确认本机关收到该申请；收到日期以确认之日为准。"), height=14.0),
        _pair(("经办人", clean(facts.handler)), ("记录日期", day(facts.on))),
        _pair(("备注", said("note")), height=16.0),
    ]


def _answer_form(facts: LetterFacts) -> list[Row]:
    on = facts.on
    days = f"{period('third_party_answer', on).value}个工作日" if on else "规定期限"
    said = _said(facts)
    return [
        _pair(("申请编号", clean(facts.application)), ("征求意见书文号", said("letter_number"))),
        _pair(("征求意见的机关", clean(facts.office.facts.name))),
        _pair(("拟公开的信息及范围", _lines(facts.text("extent"))), height=36.0),
        _pair(
            (
                "意见",
                _ticks(
                    {"agree": "同意公开", "part": "同意公开部分内容", "disagree": "不同意公开"},
                    facts.fields.get("answer", ""),
                ),
            )
        ),
        _pair(("理由或者同意公开的范围", said("reason")), height=50.0),
        _pair(("第三方签名或者盖章", said("signature")), ("日期", said("date")), height=18.0),
        Row(
            (
                Cell(
                    f"提示：请自收到征求意见书之日起{days}内答复。不同意公开的请写明理由；逾期未提出意见的，由行政机关依法决定是否公开。",
                    4,
                ),
            ),
            14.0,
        ),
    ]


def _withdrawal(facts: LetterFacts) -> list[Row]:
    said = _said(facts)
    kinds = {"withdrawn": "申请人撤回", "merged": "并案处理", "other": "其他终止"}
    return [
        *_common(facts),
        _pair(("终止方式", _ticks(kinds, facts.fields.get("closing", "withdrawn")))),
        _pair(("原因和依据的材料", _lines(facts.text("reason"))), height=36.0),
        _pair(("申请人签名（撤回的）", said("signature")), ("日期", said("date")), height=16.0),
        _pair(("经办人", clean(facts.handler)), ("登记日期", day(facts.on))),
        _pair(("备注", said("note")), height=16.0),
    ]


def _service_proof(facts: LetterFacts) -> list[Row]:
    said = _said(facts)
    return [
        _pair(("受送达人", clean(facts.addressee)), ("申请编号", clean(facts.application))),
        _pair(("送达文书名称和文号", _lines(facts.text("document"))), height=20.0),
        _pair(("送达方式、地点", _lines(facts.text("service"))), height=16.0),
        _pair(("送达时间", said("served_at")), ("邮件号码", said("post_number"))),
        _pair(("受送达人签名或者盖章", said("signature")), ("签收日期", said("signed_on")), height=20.0),
        _pair(("代收人及与受送达人的关系", said("receiver")), ("代收理由", said("receiver_reason")), height=16.0),
        _pair(("拒收或者不能送达的情况", said("refusal")), height=24.0),
        _pair(("见证人签名", said("witness")), ("见证人单位", said("witness_office")), height=14.0),
        _pair(("送达人签名", said("server")), ("填发日期", day(facts.on)), height=14.0),
        Row(
            (
                Cell(
                    "说明：受送达人拒绝签收的，送达人应当记明情况，由见证人签名，或者以拍照、录像等方式记录送达过程。"
                    "邮寄送达的，以邮件回执上注明的收件日期为送达日期。",
                    4,
                ),
            ),
            14.0,
        ),
    ]


def _review_slip(facts: LetterFacts) -> list[Row]:
    said = _said(facts)
    ways = {"proactive": "主动公开", "application": "依申请公开", "withheld": "不予公开"}
    return [
        _pair(("信息名称和文号", _lines(facts.text("document"))), height=16.0),
        _pair(("信息来源", said("origin")), ("生成日期", said("made_on"))),
        _pair(("拟公开方式", _ticks(ways, facts.fields.get("way", "")))),
        _pair(("承办单位", said("unit")), ("经办人", clean(facts.handler))),
        _pair(("承办单位审查意见", _lines(facts.text("opinion"))), height=30.0),
        _pair(("保密审查意见", said("secrecy_review")), height=30.0),
        _pair(("工作机构负责人意见", said("head_opinion")), height=30.0),
        _pair(("分管领导审批意见", said("leader_opinion")), height=30.0),
        _pair(("公开日期", said("published_on")), ("公开渠道", said("channel"))),
    ]


def _said(facts: LetterFacts) -> Callable[[str], str]:
    return lambda name: _lines(facts.fields.get(name, ""))


_FORMS: Mapping[str, Callable[[LetterFacts], Sequence[Row]]] = {
    "application_form": _application_form,
    "registration_form": _registration,
    "receipt_confirmation": _confirmation,
    "third_party_answer_form": _answer_form,
    "withdrawal_record": _withdrawal,
    "service_proof": _service_proof,
    "review_slip": _review_slip,
}
FORMS = frozenset({*_FORMS, *LISTS})
"""Codes of every kind set as a table."""

_CAPTIONS = {
    "application_form": "申请表",
    "registration_form": "登记表",
    "receipt_confirmation": "确认记录",
    "third_party_answer_form": "第三方意见",
    "withdrawal_record": "撤回（终止）登记",
    "service_proof": "送达情况",
    "archive_catalogue": "案卷材料",
    "review_slip": "审查呈批",
    "transfer_list": "移送文件",
    "evidence_list": "证据",
}


def list_head(code: str, facts: LetterFacts) -> tuple[str, ...]:
    """Lines above a list: whom or which case it concerns."""
    if code == "archive_catalogue":
        return (f"申请编号：{bare(facts.application)}　　申请人：{bare(facts.applicant)}",)
    if code == "transfer_list":
        giver = bare(facts.office.facts.name)
        return (
            f"移送单位：{giver}　　经办人：{bare(facts.handler)}",
            f"接收单位：{bare(facts.addressee)}　　接收人：",
            f"移送日期：{day(facts.on)}",
        )
    return (f"案号：{bare(facts.text('case_number'))}",)
