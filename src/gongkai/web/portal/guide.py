"""The guide of an office, put together from its settings and from the law; nothing of the law is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from gongkai.statute.fees import TARIFFS, fee_by_application, fee_by_page, fee_lines, fee_rules
from gongkai.statute.guide import GuideField, guide_fields, missing_fields, statements
from gongkai.statute.outcomes import outcomes
from gongkai.statute.periods import period
from gongkai.statute.receipt import channels
from gongkai.statute.remedies import remedy, remedy_kind
from gongkai.web.offices.models import Office

TEXTS = ("classification", "arrangement", "access")
"""Fields an office writes for the guide; the others are its contact data."""

UNUSED_CHANNELS = frozenset({"forwarded"})
"""Not a way a citizen chooses."""

USAGE = {
    "in_person": "请到办公地址提交书面申请，当场领取回执。",
    "post_signed": "请在信封左下角注明“政府信息公开申请”，寄往办公地址。",
    "post_ordinary": "请在信封左下角注明“政府信息公开申请”，并写明电话，以便收到当日与您确认。",
    "internet": "请在本页面填写“依申请公开”，记下编号和查询码。",
    "fax": "请在传真上注明“政府信息公开申请”，并写明电话，以便与您确认。",
    "oral": "书写有困难的，可以到办公地址口头提出，由工作人员代为填写。",
}
"""Usage notes to begin with, in Chinese like the guide itself; an office writes its own over them. A note binds the office once published."""

PERIODS = ("reply", "extension", "supplement_notice", "third_party_answer", "fee_payment")
REMEDY_KINDS = {
    "first_reconsideration": "应当先申请行政复议的",
    "free_choice": "可以申请行政复议，也可以直接提起诉讼的",
}
STATEMENTS = ("contents", "help", "fee", "one_tariff", "correction", "suggestion", "complaint")

_PIECES_SHOWN, _PAGES_SHOWN = 50, 10_000
_EXAMPLES = {"per_piece": (10, 30, 40), "per_page": (30, 100, 250)}


def texts_of(office: Office) -> dict[str, Any]:
    """What the office wrote for its guide: the three texts, and the notes of the channels it opened."""
    kept = office.settings.get("guide", {})
    notes = kept.get("channels")
    if notes is None:
        notes = {code: USAGE[code] for code in channels() if code not in UNUSED_CHANNELS}
    return {**{code: str(kept.get(code, "")) for code in TEXTS}, "channels": dict(notes)}


def fields_of(office: Office) -> dict[str, str]:
    """What the guide says of each of the nine fields."""
    texts = texts_of(office)
    address = "　".join(filter(None, (office.address, f"邮政编码{office.postcode}" if office.postcode else "")))
    return {
        **{code: texts[code] for code in TEXTS},
        "ogi_office": office.ogi_office,
        "address": address if office.address else "",
        "hours": office.hours,
        "phone": office.phone,
        "fax": office.fax,
        "online": "；".join(filter(None, (office.website, office.email))),
    }


def missing(office: Office) -> tuple[GuideField, ...]:
    """Fields without which the guide is not published (art. 12)."""
    return missing_fields(fields_of(office))


def compile_guide(office: Office, on: date) -> dict[str, Any]:
    """All the guide says on a day, as plain JSON: what is published is this, and stays so until it is published anew."""
    given, texts = fields_of(office), texts_of(office)
    return {
        "office": office.name,
        "fields": [{"code": one.code, "label": one.label, "value": given[one.code]} for one in guide_fields()],
        "channels": [_channel(code, texts["channels"][code]) for code in channels() if code in texts["channels"]],
        "statements": [
            {"code": code, "label": statements()[code].label, "text": statements()[code].text}
            | {"source": statements()[code].source}
            for code in STATEMENTS
        ],
        "periods": [_period(name, on) for name in PERIODS],
        "fees": [_fee(tariff, on) for tariff in TARIFFS],
        "remedies": [_remedy(office, kind, on) for kind in REMEDY_KINDS],
        "authority": office.reviewing_authority,
    }


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Names of the parts in which two guides differ, for a remark to staff."""
    names = {
        "channels": _("申请渠道"),
        "periods": _("期限"),
        "fees": _("收费"),
        "remedies": _("救济途径"),
        "office": _("机关名称"),
        "statements": _("规定"),
        "authority": _("上级主管部门"),
    }
    before = {one["code"]: one for one in old.get("fields", ())}
    found = [one["label"] for one in new["fields"] if before.get(one["code"]) != one]
    return found + [names[part] for part in names if old.get(part) != new.get(part)]


def _channel(code: str, note: str) -> dict[str, str]:
    channel = channels()[code]
    return {"code": code, "label": channel.label, "note": note, "rule": channel.note, "source": channel.source}


def _period(name: str, on: date) -> dict[str, Any]:
    rule = period(name, on)
    most = "不超过" if rule.at_most else ""
    unit = {"working_days": "个工作日", "days": "日", "months": "个月"}[rule.unit]
    return {"name": name, "label": rule.label, "length": f"{most}{rule.value}{unit}", "source": str(rule.source)}


def _fee(tariff: str, on: date) -> dict[str, Any]:
    """One tariff as rows, with a few sums worked out. The last row of pages is open; pieces go on in the same steps."""
    rules = fee_rules(on)
    is_piece = tariff == "per_piece"
    word, unit = ("件", "件（次）") if is_piece else ("页", "页")
    lines = fee_lines(tariff, _PIECES_SHOWN if is_piece else _PAGES_SHOWN, on=on)
    rows = []
    for line in lines:
        is_open = line is lines[-1] and not is_piece
        span = f"第{line.first}{word}起" if is_open else f"第{line.first}—{line.last}{word}"
        rows.append({"span": span, "price": f"每{word}{line.yuan}元" if line.yuan else "不收费"})
    if is_piece:
        step = rules.per_piece
        rows.append(
            {
                "span": f"第{lines[-1].last + 1}{word}起",
                "price": f"每增加{step.step_pieces}{word}，每{word}再加{step.step_yuan}元",
            }
        )
    total = fee_by_application if is_piece else fee_by_page
    examples = [f"{count}{word}{total(count, on=on)}元" for count in _EXAMPLES[tariff]]
    per = "同一申请人一个自然月内" if is_piece else "同一件申请"
    source = str(rules.source(tariff))
    return {"label": TARIFFS[tariff], "per": per, "unit": unit, "rows": rows, "examples": examples, "source": source}


def _remedy(office: Office, kind: str, on: date) -> dict[str, Any]:
    """A remedy clause with the replies that carry it; that of a partial disclosure follows its grounds."""
    replies = [one for one in outcomes().values() if one.is_reply and one.remedy != "by_grounds"]
    mine = [one for one in replies if remedy_kind(one.code, on) == kind]
    found = remedy(mine[0].code, on, office.kind, authority=office.reviewing_authority, court=office.court)
    labels = [one.label for one in mine]
    return {"kind": kind, "label": REMEDY_KINDS[kind], "text": found.text, "source": found.source, "outcomes": labels}


def by_code(items: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Parts of a guide by their code."""
    return {item["code"]: item for item in items}
