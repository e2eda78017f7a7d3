"""One row of a ledger → what its cells say, and the acts they state. Nothing here judges law: `plan` asks the core."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from stdnum.cn import ric, uscc

from gongkai.documents.numbers import is_dash, narrow
from gongkai.documents.tables import ERROR, Row, Value
from gongkai.documents.workbook.cells import holds_personal_data
from gongkai.documents.workbook.rows import subject_key
from gongkai.documents.workbook.single import read_cell
from gongkai.ledger import steps
from gongkai.ledger.events import ChallengeDecided, ChallengeReceived, Event
from gongkai.statute.outcomes import outcomes
from gongkai.statute.receipt import AWAITING_CONFIRMATION
from gongkai.web.people.models import Details
from gongkai.web.sheets.columns import shown
from gongkai.web.sheets.fields import CLOSED_OTHERWISE, FIELDS, NONE, OPEN, PENDING, PERSONAL, WITHDRAWN, code_for
from gongkai.web.sheets.findings import Finding, Severity, of_problem, own
from gongkai.web.sheets.mapping import BLANK, Decided

THIRD_PARTY = "第三方"
MOST_CONTENT, MOST_TEXT, MOST_NUMBER = 5_000, 2_000, 36
_MOST = {
    "content": MOST_CONTENT,
    "number": MOST_NUMBER,
    "earlier_case": MOST_NUMBER,
    "recon_number": MOST_NUMBER,
    "lit_number": MOST_NUMBER,
}
_IN_LEDGER = ("reason", "search_record", "extension_by")
"""Free texts that stay in the entries for ever."""

Act = tuple[str, Event, str]
"""Subject ("" the case, else a suffix of it or a number of its own), the event, the field it rests on."""


@dataclass
class RowReading:
    """What one row says. line: its number in the sheet. values: field → value; wordings: choice field → its words."""

    line: int
    columns: Mapping[str, int]
    values: dict[str, Any] = field(default_factory=dict)
    wordings: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def get(self, key: str) -> Any:
        return self.values.get(key)

    def add(self, key: str, code: str, severity: Severity = "error", **words: Any) -> None:
        self.findings.append(own(self.line, self.columns.get(key), code, severity, **words))

    @property
    def is_bad(self) -> bool:
        return any(one.severity == "error" for one in self.findings)


class RowReader:
    """Reads rows as the clerk decided. office: its id. is_1904: as `documents.tables.Table`."""

    def __init__(self, office: int, decided: Decided, sheet: str, *, is_1904: bool) -> None:
        self.office, self.decided, self.sheet, self.is_1904 = office, decided, sheet, is_1904
        self.codes: dict[tuple[str, str], str | None] = {}

    def read(self, line: int, row: Row) -> RowReading:
        found = RowReading(line, self.decided.columns)
        for key, column in self.decided.columns.items():
            raw = row[column] if column < len(row) else None
            if raw == ERROR:
                found.add(key, "error_cell")
            elif raw is not None:
                self._cell(found, key, raw)
        for key in ("applicant", "channel", "extension_by"):
            if found.get(key) is None and key in self.decided.constants and not self._failed(found, key):
                found.values[key] = self.decided.constants[key]
        return found

    def _failed(self, found: RowReading, key: str) -> bool:
        return key in found.wordings

    def _cell(self, found: RowReading, key: str, raw: Value) -> None:
        one = FIELDS[key]
        if one.kind == "choice":
            self._choice(found, key, shown(raw))
            return
        if isinstance(raw, str) and (not raw.strip() or (one.kind != "text" and is_dash(narrow(raw)))):
            return
        choices = "ground" if one.kind == "grounds" else ""
        kind = "choices" if one.kind == "grounds" else one.kind
        label = one.label  # lazy: put into words only where something is wrong
        value, problem = read_cell(kind, raw, label, (self.sheet, ""), choices=choices, is_1904=self.is_1904)
        if problem is not None:
            found.findings.append(of_problem(found.line, self.decided.columns[key], problem))
            return
        if isinstance(value, str):
            value = subject_key(value) if key in ("number", "earlier_case") else value
            most = _MOST.get(key, MOST_TEXT)
            if len(value) > most:
                found.add(key, "long", label=label, most=most)
                return
            if key in _IN_LEDGER and holds_personal_data(narrow(value)):
                found.add(key, "personal_data", label=label)
                return
        if value is not None:
            found.values[key] = value

    def _choice(self, found: RowReading, key: str, wording: str) -> None:
        if not wording:
            return
        code = self.code(key, wording)
        if code == BLANK:
            return
        found.wordings[key] = wording
        if code:
            found.values[key] = code
        else:
            found.add(key, "unknown_word", value=wording[:30], label=str(FIELDS[key].label))

    def code(self, key: str, wording: str) -> str:
        """The code of a wording: what the clerk said, else what the words say; "" where nobody knows."""
        known = self.codes.get((key, wording))
        if known is None:
            decided = self.decided.code(self.office, key, wording)
            known = decided if decided is not None else code_for(key, wording)
            if not known and is_dash(narrow(wording)):
                known = BLANK
            self.codes[key, wording] = known
        return known


# --- the applicant ------------------------------------------------------------------------------------------------


def details_of(row: RowReading) -> Details | None:
    """What the row says of the applicant; None where it says nothing. A number that fails its check digit is told."""
    told = {key: str(row.get(key)) for key in PERSONAL if row.get(key)}
    if not told:
        return None
    if "name" in row.columns and "name" not in told:
        row.add("name", "no_name", "warning")
    number = narrow(told.get("id_number", "")).replace(" ", "").upper()
    kind = ""
    if number:
        told["id_number"] = number
        kind = _id_kind(number)
        if kind == "resident_id" and not ric.is_valid(number):
            row.add("id_number", "bad_id", "warning")
    if row.get("applicant") == "natural_person":
        told.pop("contact", None)
    return Details(**{"name": "", **told, "id_kind": kind})


def _id_kind(number: str) -> str:
    """What kind of number it is by its look: 18 digits, the last perhaps an X, are a resident's."""
    if uscc.is_valid(number):
        return "credit_code"
    return "resident_id" if len(number) == 18 and number[:17].isdigit() else "other"


# --- the acts -----------------------------------------------------------------------------------------------------


def acts_of(row: RowReading) -> list[Act]:
    """The acts a row states, in the order of the work; what contradicts itself is added to its findings."""
    found = list(_receipt(row))
    if not found:
        return []
    for part in (_supplement, _consultation, _extension, _fee, _closing, _after):
        found += part(row)
    for prefix, kind in (("recon", "reconsideration"), ("lit", "litigation_direct")):
        found += _challenge(row, prefix, kind)
    return found


def _receipt(row: RowReading) -> Iterator[Act]:
    """The receipt; for a channel whose date of receipt is confirmed (art. 31) the confirmation too."""
    received, arrived = row.get("received_on"), row.get("arrived_on")
    for key in ("channel", "applicant"):
        if row.get(key) is None and key not in row.wordings:
            row.add(key, "missing" if key in row.columns else "no_column", label=str(FIELDS[key].label))
    if received is None and arrived is None:
        key = "received_on" if "received_on" in row.columns else "arrived_on"
        if not _is_refused(row, key):
            row.add(key, "missing" if key in row.columns else "no_column", label=str(FIELDS[key].label))
        return
    channel, applicant = row.get("channel"), row.get("applicant")
    if channel is None or applicant is None:
        return
    waits = channel in AWAITING_CONFIRMATION
    on, key = (arrived, "arrived_on") if (waits and arrived) or received is None else (received, "received_on")
    yield "", steps.Received(on=on, channel=channel, applicant=applicant), key
    if waits and received is not None:
        yield "", steps.ReceiptConfirmed(on=received), "received_on"


def _supplement(row: RowReading) -> Iterator[Act]:
    asked, came = row.get("supplement_requested_on"), row.get("supplement_received_on")
    if asked is not None:
        event = steps.SupplementRequested(on=asked, due_on=row.get("supplement_due_on"))
        yield "", event, "supplement_requested_on"
    if came is not None:
        yield "", steps.SupplementReceived(on=came), "supplement_received_on"


def _consultation(row: RowReading) -> Iterator[Act]:
    sent, came, view = row.get("consultation_sent_on"), row.get("consultation_answered_on"), row.get("consents")
    if sent is None:
        if came is not None or view is not None:
            row.add("consents" if view is not None else "consultation_answered_on", "no_consultation_date")
        return
    yield "", steps.ConsultationSent(on=sent, to=THIRD_PARTY), "consultation_sent_on"
    if came is None:
        if view is not None:
            row.add("consents", "no_answer_of_third")
    elif view == "silent":
        yield "", steps.ConsultationSilent(on=came, to=THIRD_PARTY), "consultation_answered_on"
    else:
        consents = {"yes": True, "no": False}.get(view)
        yield "", steps.ConsultationAnswered(on=came, to=THIRD_PARTY, consents=consents), "consultation_answered_on"


def _extension(row: RowReading) -> Iterator[Act]:
    told, on = row.get("is_extended"), row.get("extended_on")
    if told == "yes" and on is None:
        row.add("is_extended", "no_extension_date")
    if told == "no" and on is not None:
        row.add("extended_on", "extension_denied")
    if on is not None:
        days = row.get("extension_days")
        more = {} if days is None else {"days": days}
        yield "", steps.ExtensionApproved(on=on, by=row.get("extension_by") or "", **more), "extended_on"
        yield "", steps.ExtensionNotified(on=on), "extended_on"


def _fee(row: RowReading) -> Iterator[Act]:
    amount, noticed, paid = row.get("fee_yuan"), row.get("fee_noticed_on"), row.get("fee_paid_on")
    if not amount:
        if noticed is not None or paid is not None:
            row.add("fee_noticed_on" if noticed is not None else "fee_paid_on", "no_fee_amount")
        return
    if noticed is None:
        row.add("fee_yuan", "no_fee_notice")
        return
    yield "", steps.FeeNoticed(on=noticed, amount_yuan=amount), "fee_noticed_on"
    if paid is not None:
        yield "", steps.FeePaid(on=paid, amount_yuan=amount), "fee_paid_on"


def _closing(row: RowReading) -> Iterator[Act]:
    on, code = row.get("answered_on"), row.get("outcome")
    wording = row.wordings.get("outcome", "")
    if code is None or code == OPEN:
        if on is not None and not wording:
            row.add("answered_on", "no_outcome")
        elif on is not None and code == OPEN:
            row.add("answered_on", "open_with_date")
        elif not wording:
            row.add("answered_on", "left_open", "warning")
        return
    if on is None:
        if not _is_refused(row, "answered_on"):
            row.add("answered_on" if "answered_on" in row.columns else "outcome", "no_answer_date", value=wording[:30])
        return
    reason = row.get("reason") or ""
    ends = {"deemed_abandoned": steps.DeemedAbandoned, "fee_lapsed": steps.FeeLapsed}
    if code == WITHDRAWN:
        yield "", steps.Withdrawn(on=on), "answered_on"
    elif code == CLOSED_OTHERWISE:
        yield "", steps.ClosedOtherwise(on=on, reason=reason or wording), "answered_on"
    elif outcomes()[code].closed_by in ends:
        yield "", ends[outcomes()[code].closed_by](on=on), "answered_on"
    else:
        yield "", _answer(row, on, code, reason), "answered_on"


def _answer(row: RowReading, on: date, code: str, reason: str) -> steps.Answered:
    return steps.Answered(
        on=on,
        outcome=code,
        article=row.get("article") or "",
        grounds=row.get("grounds") or (),
        reason=reason,
        search_record=row.get("search_record") or "",
        earlier_case=row.get("earlier_case") or "",
        sent_by=row.get("way") or "post",
    )


def _is_refused(row: RowReading, key: str) -> bool:
    """Whether the cell was filled and could not be read; it has its finding."""
    column = own(0, row.columns.get(key), "no_outcome").column
    return bool(column) and any(one.column == column for one in row.findings)


def _after(row: RowReading) -> Iterator[Act]:
    served, archived = row.get("served_on"), row.get("archived_on")
    if served is not None:
        yield "", steps.Served(on=served, way=row.get("way") or "post"), "served_on"
    if archived is not None:
        yield "", steps.Archived(on=archived), "archived_on"


def _challenge(row: RowReading, prefix: str, kind: str) -> Iterator[Act]:
    result, received, decided = (row.get(f"{prefix}_{name}") for name in ("result", "received_on", "decided_on"))
    key, label = f"{prefix}_result", str(FIELDS[f"{prefix}_result"].label)
    if result == NONE or (result is None and received is None and decided is None):
        return
    if result in (None, PENDING):
        if decided is not None and key not in row.wordings:
            row.add(f"{prefix}_decided_on", "no_result", label=label)
        decided = None
    elif decided is None:
        row.add(key, "no_decision_date", label=label)
    if received is None:
        if decided is None:
            row.add(key, "no_papers_date", label=label)
            return
        row.add(key, "papers_by_decision", "warning", label=label)
    if kind == "litigation_direct" and row.get("recon_result") not in (None, NONE):
        kind = "litigation_after_reconsideration"
    subject = row.get(f"{prefix}_number") or ("-复议" if prefix == "recon" else "-诉讼")
    first = received or decided
    field_ = f"{prefix}_received_on" if received is not None else f"{prefix}_decided_on"
    yield subject, ChallengeReceived(on=first, kind=kind), field_
    if decided is not None:
        if decided < first:
            row.add(f"{prefix}_decided_on", "decided_before")
        yield subject, ChallengeDecided(on=decided, result=result), f"{prefix}_decided_on"


def dates_of(acts: Sequence[Act]) -> Iterator[tuple[date, str]]:
    """The dates of acts with their fields."""
    for _subject, event, key in acts:
        yield event.on, key
