"""What a record adds to the ledger: a power that comes or goes, a proposal that is answered. Table two counts these."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.errors import OfficeError
from gongkai.ledger.events import ProjectsChanged, ProposalAnswered
from gongkai.web.config.clock import local_today
from gongkai.web.guides.models import Kept, Power, Proposal
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer
from gongkai.web.registers import actions
from gongkai.web.registers.kinds import REGISTERS

_POWERS, _PROPOSALS = REGISTERS["projects"], REGISTERS["proposals"]
_SLIP = "记录登记有误"


def added(officer: Officer, row: Kept) -> None:
    """A new power counts as one more, unless the opening balance holds it."""
    if isinstance(row, Power) and not row.in_opening:
        row.added_entry = _changed_by_one(officer, row, 1)


def changed(officer: Officer, row: Kept, names: Sequence[str]) -> None:
    """What was counted is counted anew where it rests on what was changed."""
    if isinstance(row, Power) and {"kind", "added_on", "in_opening"} & set(names):
        if row.added_entry:
            actions.void(officer, row.office, _POWERS, row.added_entry, "权责事项已更正", of_record=True)
            row.added_entry = None
        added(officer, row)
    if isinstance(row, Proposal) and row.answered_on is not None and {"title", "kind", "number"} & set(names):
        answered(officer, row)


def ended(officer: Officer, row: Kept, *, is_slip: bool) -> None:
    """A power that goes counts as one less; what a slip counted is voided."""
    if isinstance(row, Power):
        if row.ended_on is not None and row.ended_on < row.added_on:
            raise OfficeError("It goes before it came.", zh="取消日期不能早于列入日期。")
        if not is_slip:
            row.end_entry = _changed_by_one(officer, row, -1)
        elif row.added_entry:
            actions.void(officer, row.office, _POWERS, row.added_entry, _SLIP, of_record=True)
            row.added_entry = None
    if isinstance(row, Proposal) and is_slip and row.answered_entry:
        actions.void(officer, row.office, _PROPOSALS, row.answered_entry, _SLIP, of_record=True)
        row.answered_entry = None


def answered(officer: Officer, row: Kept) -> None:
    """The answer of a proposal counts as one; an answer recorded before is voided.

    Raises:
        OfficeError: the days are in the wrong order, or an answer that may not be published was.
    """
    if not isinstance(row, Proposal):
        raise OfficeError("Only proposals are answered.", zh="只有建议、提案登记答复。")
    if row.answered_on is None or row.answered_on > local_today():
        raise OfficeError("Give the day of the answer.", zh="请填写答复日期，不能晚于今天。")
    if row.answered_on < row.received_on:
        raise OfficeError("It is answered before it came.", zh="答复日期不能早于交办日期。")
    if row.public_on is not None and not row.answer_public:
        raise OfficeError(
            "This answer may not be published.", zh="答复不公开的，不填公开日期；已经公开的，请勾选“答复可以公开”。"
        )
    if row.public_on is not None and not row.answered_on <= row.public_on <= local_today():
        raise OfficeError("It is published on a wrong day.", zh="答复公开日期应当在答复之后、今天之前。")
    if row.answered_entry:
        actions.void(officer, row.office, _PROPOSALS, row.answered_entry, "建议提案答复已更正", of_record=True)
    event = ProposalAnswered(on=row.answered_on, title=row.title, kind=row.kind)
    row.answered_entry = actions.add(officer, row.office, _PROPOSALS, event, row.number, is_sure=True)


def _changed_by_one(officer: Officer, row: Power, by: int) -> int:
    on = row.added_on if by > 0 or row.ended_on is None else row.ended_on
    event = ProjectsChanged(on=on, kind=row.kind, change=by)
    return actions.add(officer, row.office, _POWERS, event, is_sure=True)


def holder(office: Office, sequence: int) -> str:
    """The record an entry of the ledger belongs to, in words; "" for none. Such an entry is changed through its record."""
    power = Power.objects.filter(office=office, added_entry=sequence).first()
    power = power or Power.objects.filter(office=office, end_entry=sequence).first()
    if power is not None:
        return f"权责事项清单：{power.name}"
    proposal = Proposal.objects.filter(office=office, answered_entry=sequence).first()
    return f"建议提案办理：{proposal.title}" if proposal is not None else ""
