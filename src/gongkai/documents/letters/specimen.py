"""A letter whose places are named instead of filled, to show an office's own words between the mandatory parts."""

from __future__ import annotations

from datetime import date, timedelta

from gongkai.documents.letters.compose import compose
from gongkai.documents.letters.forms import LISTS
from gongkai.documents.letters.model import (
    Attachment,
    Consulted,
    EarlierLetter,
    FeeCount,
    Letter,
    LetterFacts,
    LetterOffice,
    Responsible,
    SearchRecord,
    Withheld,
)
from gongkai.statute.letters import elements, letter_kind

_TO = {"applicant": "申请人", "third_party": "第三方", "organ": "收文机关", "court": "人民法院"}


def specimen(code: str, office: LetterOffice, on: date) -> Letter:
    """Return a letter of a kind in which every place says what stands there; dates are invented around its own.

    Raises:
        LetterIncomplete: the office lacks something, as its address, or its own words name an unknown place.
        StatuteError: no such kind, or none on that day.
    """
    kind = letter_kind(code, on)
    said = {name: f"（{one.label}）" for name, one in elements().items()}
    said["law"] = "《（法律、行政法规名称）》（条款）"
    is_past = code in ("abandonment_notice", "lapse_notice")
    before, after = on - timedelta(days=14), on + timedelta(days=14)
    facts = LetterFacts(
        office=office,
        on=on,
        serial=1,
        addressee=f"（{_TO.get(kind.to, '收件人')}）",
        applicant="（申请人姓名或者名称）",
        application="（申请编号）",
        received_on=before,
        channel="in_person",
        request="（申请公开的内容）",
        supplemented_on=on - timedelta(days=5) if "supplemented" in kind.elements else None,
        due_on=on - timedelta(days=1) if is_past else after,
        original_due_on=on + timedelta(days=1),
        asked_on=on - timedelta(days=10),
        said=said,
        given=("（予以公开的部分）",),
        withheld=(Withheld("（不予公开的部分）", "EX15", "（具体理由）"),),
        search=SearchRecord(
            places="（场所）",
            systems="（系统）",
            words="（检索词）",
            period="（时间范围）",
            by="（检索人）",
            on=on - timedelta(days=2),
            result="（检索结果）",
        ),
        fee=FeeCount("per_page", 40),
        consulted=(Consulted("（被征求意见方）", on - timedelta(days=8)),),
        responsible=Responsible("（负责公开的机关）", "（联系方式）"),
        notice=EarlierLetter("（此前告知书的文号）", on - timedelta(days=12)),
        earlier=EarlierLetter("（此前答复的文号）", before, application="（此前申请的编号）"),
        papers_received_on=before,
        handler="（经办人）",
        attachments=(Attachment("（附件名称）"),),
        rows=(tuple(f"（{name}）" for name, _ in LISTS.get(code, ())),),
    )
    return compose(code, facts)
