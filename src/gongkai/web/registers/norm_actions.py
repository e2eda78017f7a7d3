"""What is done to a normative document: a step of its life, the voiding of its last step, the office's policy.

The core's `norm_acts` judges each step under the policy of the office; nothing of the law is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from django.db import transaction

from gongkai.errors import EntryError, OfficeError
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import Event, EventTypes, Voided, type_name
from gongkai.ledger.norm_acts import take_norm
from gongkai.ledger.norm_steps import NormDrafted, NormNumbered
from gongkai.ledger.norms import Norm, NormStep, norms_of
from gongkai.web.config.clock import local_today
from gongkai.web.entries.models import ChainHead
from gongkai.web.entries.record import of_event, record_desk
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer
from gongkai.web.registers.actions import KEEP, recorded
from gongkai.web.registers.judging import faults
from gongkai.web.registers.kinds import REGISTERS
from gongkai.web.registers.policy import SETTING, policy_of
from gongkai.web.registers.queries import ledger_of_register

DOCUMENTS = REGISTERS["documents"]


@transaction.atomic
def take(officer: Officer, office: Office, number: str, step: NormStep) -> int:
    """Record a step of a document's life; return the number of its entry.

    Raises:
        NotPermitted; EntryError: a value cannot be; StepNotAllowed: the core's reason against the step, with its source.
    """
    officer.must(KEEP)
    number = number.strip()
    ledger = _locked(office)
    if not number:
        raise EntryError("Give the document a number.", zh="请填写文号或者起草编号。")
    for error in faults(cast("Event", step), number, local_today()):
        raise error
    norms = norms_of(ledger)
    norm = norms.get(number)
    if norm is None and not isinstance(step, NormDrafted):
        raise EntryError(f"There is no document {number}.", zh=f"没有编号为“{number}”的文件。")
    take_norm(norm, step, policy_of(office), local_today())
    if isinstance(step, NormNumbered):
        _check_free(norms, number, step.number)
    return recorded(officer, office, of_event(cast("Event", step), number))


@transaction.atomic
def void_last(officer: Officer, office: Office, sequence: int, reason: str) -> str:
    """Void the last step of a document; return the number of the document.

    Raises:
        NotPermitted; OfficeError: no reason; EntryError: no such step, voided, or later steps rest on it.
    """
    officer.must(KEEP)
    ledger = _locked(office)
    entry = step_of(ledger, sequence)
    if entry is None:
        raise EntryError(f"There is no step {sequence}.", zh=f"没有第{sequence}条记录，或者已经作废。")
    if ledger.norms[entry.subject][-1].sequence != sequence:
        raise EntryError(
            f"Later steps of {entry.subject} rest on this one; void them first.",
            zh=f"“{entry.subject}”之后还有记录，请先作废之后的记录。",
        )
    if not reason.strip():
        raise OfficeError("Say why.", zh="请写明原因。")
    event = Voided(on=local_today(), entry=sequence, reason=reason.strip())
    recorded(officer, office, of_event(event, entry.subject))
    return entry.subject


@transaction.atomic
def set_policy(officer: Officer, office: Office, *, needs_legality: bool, needs_deliberation: bool, basis: str) -> None:
    """Say which steps must come before an issue here, and by which local rule a step is not demanded.

    Raises:
        NotPermitted; OfficeError: a step is dropped without naming the rule, or nothing changes.
    """
    officer.must("set_up_office")
    if not (needs_legality and needs_deliberation) and not basis.strip():
        raise OfficeError(
            "Name the local rule under which a step is not demanded.",
            zh="不要求合法性审核或者集体审议的，请写明所依据的规定。",
        )
    office = Office.objects.select_for_update().get(pk=office.pk)
    kept = {"needs_legality": needs_legality, "needs_deliberation": needs_deliberation, "basis": basis.strip()}
    if office.settings.get(SETTING, {"needs_legality": True, "needs_deliberation": True, "basis": ""}) == kept:
        raise OfficeError("Nothing was changed.", zh="没有变化。")
    office.settings = {**office.settings, SETTING: kept}
    office.save(update_fields=["settings"])
    record_desk(office, "norm_policy_set", by=officer.username, **kept)


def step_of(ledger: Ledger, sequence: int) -> LedgerEntry | None:
    """A standing entry of a document; None for any other."""
    entry = ledger.by_sequence.get(sequence)
    if entry is None or sequence in ledger.voided:
        return None
    is_of_norm = type_name(entry.event) in EventTypes.of_norm or type_name(entry.event) in DOCUMENTS.slots
    return entry if is_of_norm else None


def _check_free(norms: Mapping[str, Norm], number: str, document_number: str) -> None:
    """Raise where another document has this document number already."""
    taken = {one.document_number or one.number for one in norms.values() if one.number != number}
    if document_number.strip() in taken:
        raise EntryError(
            f"Another document has the number {document_number}.",
            zh=f"文号“{document_number}”已经用于另一份文件，请核对。",
        )


def _locked(office: Office) -> Ledger:
    """The documents of an office, read while nobody else records."""
    ChainHead.objects.select_for_update().filter(office=office).first()
    return ledger_of_register(office, DOCUMENTS)
