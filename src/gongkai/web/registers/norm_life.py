"""One normative document at the desk: its stages with their dates, what may come next, what it runs towards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.errors import CalendarGap, StepNotAllowed
from gongkai.ledger import norm_steps as n
from gongkai.ledger.codes import DOCUMENT_KINDS, EFFECTS
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import DocumentIssued, DocumentLapsed, DocumentRepealed, type_name
from gongkai.ledger.labels import describe
from gongkai.ledger.norm_acts import NormPolicy, allowed_for_norm, basis_of, why_not
from gongkai.ledger.norms import Norm, NormDate, in_force_on, norm_dates, norms_of
from gongkai.ledger.steps import snake
from gongkai.statute.calendar import WorkCalendar
from gongkai.web.applications.exports import Cell
from gongkai.web.desk.saying import articles_zh, say
from gongkai.web.desk.templatetags.words import day, gloss, is_english
from gongkai.web.registers.norm_forms import ASKED
from gongkai.web.registers.terms import said

STAGES: Sequence[tuple[str, Any, tuple[type, ...]]] = (
    ("draft", gettext_lazy("起草"), (n.NormDrafted,)),
    ("comments", gettext_lazy("公开征求意见"), (n.CommentsOpened, n.CommentsClosed)),
    ("legality", gettext_lazy("合法性审核"), (n.LegalityReviewed,)),
    ("deliberation", gettext_lazy("集体审议"), (n.NormDeliberated,)),
    ("signature", gettext_lazy("签发"), (n.NormSigned,)),
    ("number", gettext_lazy("统一编号"), (n.NormNumbered,)),
    ("issue", gettext_lazy("印发"), (DocumentIssued,)),
    ("publication", gettext_lazy("公布"), (n.NormPublished,)),
    ("interpretation", gettext_lazy("政策解读"), (n.NormInterpreted,)),
    ("filing", gettext_lazy("备案"), (n.NormFiled,)),
    ("evaluation", gettext_lazy("评估清理"), (n.NormEvaluated,)),
    ("change", gettext_lazy("修改、延续"), (n.NormAmended, n.NormRenewed)),
    ("end", gettext_lazy("废止、失效"), (DocumentRepealed, DocumentLapsed)),
)
"""The stages of a document's life: code, name, the steps that belong to it."""

OPTIONAL = frozenset({"comments", "evaluation", "change", "end"})
"""Stages a document may live without."""

STEP_NAMES: Mapping[str, Any] = {
    "norm_drafted": gettext_lazy("登记起草"),
    "comments_opened": gettext_lazy("开始征求意见"),
    "comments_closed": gettext_lazy("登记征求意见结果"),
    "legality_reviewed": gettext_lazy("登记合法性审核"),
    "norm_deliberated": gettext_lazy("登记集体审议"),
    "norm_signed": gettext_lazy("登记签发"),
    "norm_numbered": gettext_lazy("登记文号"),
    "document_issued": gettext_lazy("登记印发"),
    "norm_published": gettext_lazy("登记公布"),
    "norm_interpreted": gettext_lazy("登记政策解读"),
    "norm_filed": gettext_lazy("登记备案"),
    "norm_evaluated": gettext_lazy("登记评估清理"),
    "norm_amended": gettext_lazy("登记修改"),
    "norm_renewed": gettext_lazy("登记延续有效期"),
    "document_repealed": gettext_lazy("登记废止"),
    "document_lapsed": gettext_lazy("登记宣布失效"),
}
"""What the button of each step says."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was taken. details: what it states beside; may_void: it is the last one, which may be voided."""

    entry: LedgerEntry
    words: str
    details: Sequence[tuple[str, str]]
    may_void: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as the page shows it. acts: steps open now, by name and label; why: what stands against it, if none is.

    note: where a stage came with another one (published with the issue) or is not needed here. basis: what asks for it.
    """

    code: str
    label: str
    steps: Sequence[Step]
    acts: Sequence[tuple[str, str]]
    why: str
    note: str = ""
    is_next: bool = False
    basis: str = ""

    @property
    def is_done(self) -> bool:
        return bool(self.steps or self.note)


@dataclass(frozen=True, slots=True)
class Running:
    """A date a document runs towards. days: natural days to it; text: in a sentence; source: the article or ""."""

    name: str
    on: date
    days: int
    text: str
    source: str

    @property
    def is_over(self) -> bool:
        return self.days < 0


def running(norm: Norm, today: date, calendar: WorkCalendar) -> list[Running]:
    """The dates a document runs towards; only its term where the holidays of the years between are not known."""
    try:
        return [_running(one, today, calendar) for one in norm_dates(norm, calendar)]
    except CalendarGap:
        if norm.valid_until is None or norm.ended_on is not None:
            return []
        return [_running(NormDate("valid_until", norm.valid_until), today, calendar)]


def _running(one: NormDate, today: date, calendar: WorkCalendar) -> Running:
    return Running(one.name, one.on, (one.on - today).days, said(one.name, one.on, today, calendar), one.source)


def life_of(ledger: Ledger, norm: Norm, policy: NormPolicy, today: date) -> list[Stage]:
    """Every stage of a document with its steps and what may come next. The first open one that it needs is next."""
    entries = ledger.norms[norm.number]
    last = entries[-1].sequence
    open_now = set(allowed_for_norm(norm, policy, today))
    against = why_not(norm, policy, today)
    found: list[Stage] = []
    is_next_found = norm.ended_on is not None
    for code, label, kinds in STAGES:
        names = [snake(kind.__name__) for kind in kinds]
        steps = [
            Step(one, describe(one.event), list(_details(one.event)), one.sequence == last)
            for one in entries
            if type_name(one.event) in names
        ]
        acts = [(name, str(STEP_NAMES[name])) for name in names if name in open_now]
        note = _note(code, norm, policy, steps)
        is_next = bool(acts) and not steps and not note and code not in OPTIONAL and not is_next_found
        is_next_found = is_next_found or is_next
        why = "" if acts or steps or note else _why(against, names)
        found.append(Stage(code, str(label), steps, acts, why, note, is_next, _basis(names[0])))
    return found


_SAID = frozenset({"title", "kind", "is_major", "number", "comments", "adopted", "verdict", "decision"})
"""Fields the words of a step say already, or the page's head."""


def _details(event: Any) -> Iterator[tuple[str, str]]:
    """What a step states beside its words: label and text."""
    for name, asked in ASKED[type(event)].items():
        value = getattr(event, name)
        if name not in _SAID and value not in (None, ""):
            yield str(asked.label), day(value) if isinstance(value, date) else str(value)


def _note(code: str, norm: Norm, policy: NormPolicy, steps: Sequence[Step]) -> str:
    """Why a stage without a step of its own is not missing."""
    if steps:
        return ""
    if code == "publication" and norm.published_on is not None:
        return _("印发时已登记公开日期：%(day)s") % {"day": day(norm.published_on)}
    if norm.drafted_on is None and code in ("draft", "comments", "legality", "deliberation", "signature", "number"):
        return _("印发前的过程没有在本系统登记")
    if (code == "legality" and not policy.needs_legality) or (code == "deliberation" and not policy.needs_deliberation):
        return _("本机关设置为不要求")
    return ""


def _basis(name: str) -> str:
    basis = basis_of(name)
    return basis if is_english() else articles_zh(basis)


def _why(against: Mapping[str, StepNotAllowed], names: Sequence[str]) -> str:
    return next((say(against[name]) for name in names if name in against), "")


# --- lists ----------------------------------------------------------------------------------------------------------


def drafts_of(ledger: Ledger) -> list[Norm]:
    """Documents on their way that are not issued yet, the newest first."""
    found = [norm for norm in norms_of(ledger).values() if norm.issued_on is None and norm.drafted_on is not None]
    return sorted(found, key=lambda one: (one.drafted_on or date.min, one.number), reverse=True)


def standing_on(ledger: Ledger, on: date, words: str = "") -> list[Norm]:
    """Documents in force on a day, the newest first, that hold the words; those without an issue here are left out."""
    found = [
        norm
        for norm in in_force_on(norms_of(ledger).values(), on)
        if norm.issued_on is not None
        and all(word in f"{norm.document_number} {norm.title}".casefold() for word in words.casefold().split())
    ]
    return sorted(found, key=lambda one: (one.issued_on or date.min, one.number), reverse=True)


def in_force_rows(norms: Iterable[Norm], on: date) -> Iterator[Sequence[Cell]]:
    """The documents in force on a day as a sheet."""
    yield [_("文号"), _("标题"), _("类别"), _("印发"), _("施行"), _("有效期至"), _("公布"), _("有效性")]
    for norm in norms:
        effect = str(gloss(EFFECTS[norm.effect(on)]))
        kind = str(gloss(DOCUMENT_KINDS[norm.kind]))
        dates = (norm.issued_on, norm.in_force_from, norm.valid_until, norm.published_on)
        yield [norm.document_number, norm.title, kind, *dates, effect]
