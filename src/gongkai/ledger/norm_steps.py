"""The steps of one normative document (规范性文件) beside its issue, repeal and lapse, as frozen facts.

The subject of the entries is one number for the whole life: the document number where it is known from the start,
else the office's number of the draft; `NormNumbered` then tells the document number. `DocumentIssued`,
`DocumentRepealed` and `DocumentLapsed` of `events` stand under the same subject and make the figures of table two.
Source of the steps: 国办发〔2018〕37号, 〔2018〕115号 (mark K); local measures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class NormDrafted:
    """A document was begun (起草). is_major: a major administrative decision, which asks the public first.

    unit: the section that drafts it, and interprets it later (谁起草谁解读).
    """

    on: date
    title: str
    kind: str = "normative_documents"
    is_major: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsOpened:
    """The draft went out for public comment (公开征求意见) up to `until`. reason: why the time is shorter than usual."""

    on: date
    until: date
    reason: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsClosed:
    """The comments were gathered: how many came and how many were taken up. explanation: what was said about it."""

    on: date
    comments: int = 0
    adopted: int = 0
    explanation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalityReviewed:
    """The legality review (合法性审核) of the draft. verdict: code of `codes.LEGALITY_VERDICTS`."""

    on: date
    verdict: str = "lawful"
    by: str = ""
    opinion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NormDeliberated:
    """The draft was deliberated collectively (集体审议). decision: code of `codes.DELIBERATIONS`."""

    on: date
    decision: str = "adopted"
    meeting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NormSigned:
    """The head signed it for issue (签发)."""

    on: date
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NormNumbered:
    """It was registered and given its document number (统一登记、统一编号)."""

    on: date
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NormPublished:
    """It was published (公布); only then may it be enforced. item: number of the item that publishes it."""

    on: date
    item: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NormInterpreted:
    """An interpretation (解读) was published. form: as "图解", "问答"; item: number of the item."""

    on: date
    form: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NormFiled:
    """It was filed with a higher authority (备案). authority: which; receipt: number of the receipt."""

    on: date
    authority: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NormEvaluated:
    """It was evaluated or gone through in a clean-up (评估、清理). verdict: code of `codes.EVALUATION_VERDICTS`."""

    on: date
    verdict: str = "keep"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NormAmended:
    """Another document amended it from this day on (修改); it stays in force. document: number of the other one."""

    on: date
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NormRenewed:
    """Its term was prolonged before it ended. valid_until: the new last day in force; None for no end."""

    on: date
    valid_until: date | None = None
    document: str = ""


NormEvent = (
    NormDrafted
    | CommentsOpened
    | CommentsClosed
    | LegalityReviewed
    | NormDeliberated
    | NormSigned
    | NormNumbered
    | NormPublished
    | NormInterpreted
    | NormFiled
    | NormEvaluated
    | NormAmended
    | NormRenewed
)
