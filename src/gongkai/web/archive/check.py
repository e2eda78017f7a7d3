"""What the file of a case lacks before it goes to the archives. The office may go on with a written reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.ledger.state import State
from gongkai.statute.letters import cite
from gongkai.statute.outcomes import outcomes
from gongkai.web.applications.models import Application, CaseFile, SearchRecord, Submission, Task
from gongkai.web.challenges.models import Challenge

LACKS = {
    # what lacks, the article it rests on
    "not_served": (gettext_lazy("没有登记送达日期"), "45"),
    "no_application": (gettext_lazy("没有申请材料（申请表、来信）"), "45"),
    "no_identity": (gettext_lazy("没有申请人身份证明"), "29"),
    "no_supplement": (gettext_lazy("没有申请人的补正材料"), "30"),
    "no_letter": (gettext_lazy("没有答复文书或者盖章件"), "45"),
    "no_service": (gettext_lazy("没有送达凭证（送达回证、邮寄签收记录）"), "45"),
    "no_search": (gettext_lazy("答复信息不存在，但没有检索记录"), "36"),
    "no_redacted": (gettext_lazy("部分公开，但没有区分处理后的副本"), "37"),
    "open_submission": (gettext_lazy("申请人提交的材料尚未接收"), "45"),
    "open_task": (gettext_lazy("交办科室的事项尚未办结"), "45"),
    "open_challenge": (gettext_lazy("复议、诉讼尚未审结或者尚未重新处理"), "45"),
}
"""Codes, words and articles of what the check looks for."""


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is missing."""

    code: str

    @property
    def words(self) -> str:
        return str(LACKS[self.code][0])

    @property
    def basis(self) -> str:
        return cite((LACKS[self.code][1],))


def check_case(case: Application, state: State) -> list[Lack]:
    """What the file of a case lacks, in the order of `LACKS`; in five queries."""
    kinds = set(CaseFile.objects.filter(application=case).values_list("kind", flat=True))
    found = {*_papers(state, kinds), *_open(case)}
    if state.outcome in outcomes() and "search_record_if_36_4" in outcomes()[state.outcome].needs:
        has_search = "evidence" in kinds or SearchRecord.objects.filter(application=case).exists()
        if not has_search:
            found.add("no_search")
    return [Lack(code) for code in LACKS if code in found]


def _papers(state: State, kinds: set[str]) -> Iterator[str]:
    if "application" not in kinds and state.channel not in ("internet", "oral"):
        yield "no_application"
    if "identity" not in kinds and state.channel != "forwarded":
        yield "no_identity"
    if state.supplement_received_on and "supplement" not in kinds:
        yield "no_supplement"
    if state.is_answered:
        if state.served_on is None:
            yield "not_served"
        if not kinds & {"letter", "served"}:
            yield "no_letter"
        if state.served_on is not None and "service" not in kinds:
            yield "no_service"
        if state.outcome.startswith("partial") and "redacted" not in kinds:
            yield "no_redacted"


def _open(case: Application) -> Iterator[str]:
    if Submission.objects.filter(application=case, taken_at=None).exists():
        yield "open_submission"
    if Task.objects.filter(application=case, done_on=None).exists():
        yield "open_task"
    if any(one.stage != "done" for one in Challenge.objects.filter(application=case)):
        yield "open_challenge"


def in_words(codes: list[str]) -> str:
    """Codes as one sentence, for the bundle and its page."""
    known = [str(LACKS[code][0]) for code in codes if code in LACKS]
    return _("；").join(known)
