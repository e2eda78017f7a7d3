"""What a column of an office's own ledger can hold, and the words by which it is recognised (`headings.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongkai.documents.workbook.choices import Choices, key_of, lists
from gongkai.ledger.labels import ACTS
from gongkai.statute.outcomes import outcomes
from gongkai.web.applications.models import DELIVERIES, FORMS

WITHDRAWN, CLOSED_OTHERWISE, OPEN = "withdrawn", "closed_otherwise", "open"
NONE, PENDING = "none", "pending"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a column can hold. kind: as `documents.workbook.single.read_cell`, or "choice" with codes of `codes_of`."""

    key: str
    label: Any
    kind: str
    group: str
    hint: Any = ""


GROUPS = {
    "case": _("申请"),
    "person": _("申请人（加密保存，台账中只有代号）"),
    "steps": _("办理"),
    "reply": _("答复"),
    "challenge": _("行政复议、行政诉讼"),
}

FIELDS: Mapping[str, Field] = {
    one.key: one
    for one in (
        Field("number", _("编号"), "number", "case", _("没有编号列的，导入时按“年份-顺序号”编号。")),
        Field(
            "received_on",
            _("收到之日"),
            "date",
            "case",
            _("按条例第三十一条确定的收到之日；网上、传真、平信等以双方确认之日为准。"),
        ),
        Field("arrived_on", _("来件日期"), "date", "case", _("表中另有申请人提交日期的选它；没有的不选。")),
        Field("channel", _("渠道"), "choice", "case"),
        Field("applicant", _("申请人类别"), "choice", "case"),
        Field("content", _("申请内容"), "text", "case"),
        Field("form_wanted", _("获取信息的形式"), "choice", "case"),
        Field("delivery", _("获取信息的途径"), "choice", "case"),
        Field("name", _("姓名或者名称"), "text", "person"),
        Field("id_number", _("证件号码"), "number", "person"),
        Field("phone", _("联系电话"), "number", "person"),
        Field("address", _("通信地址"), "text", "person"),
        Field("postcode", _("邮政编码"), "number", "person"),
        Field("email", _("电子邮箱"), "text", "person"),
        Field("contact", _("单位联系人"), "text", "person"),
        Field("supplement_requested_on", _("补正告知日期"), "date", "steps"),
        Field("supplement_due_on", _("补正截止日期"), "date", "steps"),
        Field("supplement_received_on", _("收到补正日期"), "date", "steps"),
        Field("consultation_sent_on", _("征求第三方意见日期"), "date", "steps"),
        Field("consultation_answered_on", _("第三方回复日期"), "date", "steps"),
        Field("consents", _("第三方意见"), "choice", "steps"),
        Field("is_extended", _("是否延期"), "choice", "steps"),
        Field("extended_on", _("延期告知日期"), "date", "steps"),
        Field("extension_days", _("延长的工作日数"), "count", "steps"),
        Field("extension_by", _("延期批准人"), "text", "steps", _("写职务，不写姓名。")),
        Field("fee_noticed_on", _("收费通知日期"), "date", "steps"),
        Field("fee_yuan", _("收费金额（元）"), "money", "steps"),
        Field("fee_paid_on", _("缴费日期"), "date", "steps"),
        Field("answered_on", _("答复或者办结日期"), "date", "reply"),
        Field("outcome", _("办理结果"), "choice", "reply"),
        Field("article", _("依据条款"), "article", "reply"),
        Field("grounds", _("不公开理由"), "grounds", "reply"),
        Field("reason", _("答复内容或者理由"), "text", "reply", _("进入台账长期保存：列中有个人信息的不要选。")),
        Field("search_record", _("检索记录"), "text", "reply"),
        Field("earlier_case", _("原申请编号"), "number", "reply"),
        Field("served_on", _("送达日期"), "date", "reply"),
        Field("way", _("送达方式"), "choice", "reply"),
        Field("archived_on", _("归档日期"), "date", "reply"),
        Field("recon_result", _("复议结果"), "choice", "challenge"),
        Field("recon_received_on", _("收到复议材料日期"), "date", "challenge"),
        Field("recon_decided_on", _("复议决定日期"), "date", "challenge"),
        Field("recon_number", _("复议案号"), "number", "challenge"),
        Field("lit_result", _("诉讼结果"), "choice", "challenge"),
        Field("lit_received_on", _("收到起诉状日期"), "date", "challenge"),
        Field("lit_decided_on", _("裁判日期"), "date", "challenge"),
        Field("lit_number", _("诉讼案号"), "number", "challenge"),
    )
}
"""Every field in the order of the page."""

PERSONAL = ("name", "id_number", "phone", "address", "postcode", "email", "contact")
"""Fields that go to `people`, sealed; no page shows what stands in their columns."""

CHOICES = tuple(key for key, field in FIELDS.items() if field.kind == "choice")


@lru_cache(maxsize=1)
def headings() -> Mapping[str, Any]:
    """The tables of words."""
    return tomllib.loads((Path(__file__).parent / "headings.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=32)
def codes_of(key: str) -> Mapping[str, Any]:
    """The codes a choice field may hold and their Chinese labels; for an outcome also how a case may end without one."""
    known: Mapping[str, Choices] = lists()
    if key == "outcome":
        found = {code: one.label for code, one in outcomes().items() if one.closed_by != WITHDRAWN}
        return found | {WITHDRAWN: ACTS[WITHDRAWN], CLOSED_OTHERWISE: ACTS[CLOSED_OTHERWISE], OPEN: _("尚未办结")}
    if key in ("recon_result", "lit_result"):
        return {**known["result"].labels, PENDING: _("尚未审结"), NONE: _("没有复议、诉讼")}
    if key in ("applicant", "channel", "way"):
        return dict(known[key].labels)
    return {
        "consents": {"yes": _("同意"), "no": _("不同意"), "unclear": _("未表明态度"), "silent": _("逾期未回复")},
        "is_extended": {"yes": _("是"), "no": _("否")},
        "form_wanted": FORMS,
        "delivery": DELIVERIES,
    }[key]


@lru_cache(maxsize=32)
def _words(key: str) -> Mapping[str, str]:
    """Every word of ours for a code of a choice field."""
    table = headings()["values"].get(key, {})
    return {key_of(word): code for code, words in table.items() for word in words}


def code_for(key: str, text: str) -> str:
    """The code a cell's wording means; "" where it may mean several or nothing."""
    found = _words(key).get(key_of(text))
    if found:
        return found
    name = {"recon_result": "result", "lit_result": "result"}.get(key, key)
    known = lists().get(name)
    code = known.find(text) if known is not None else None
    if code is None:
        return next((one for one, label in codes_of(key).items() if key_of(str(label)) == key_of(text)), "")
    return str(code) if code in codes_of(key) else CLOSED_OTHERWISE if code == "other_other" else ""
