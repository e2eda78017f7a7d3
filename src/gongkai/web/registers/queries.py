"""Reading the registers: the ledger entries of a register as lines, and what the core makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from gongkai.documents.workbook.pack import pack, shown
from gongkai.ledger import events as e
from gongkai.ledger.codes import DECISION_KINDS, DOCUMENT_KINDS, EFFECTS, FACTS, PROJECT_KINDS, PROPOSAL_KINDS
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import EventTypes, type_name
from gongkai.ledger.norms import WARNING_DAYS, Norm, expiring, norms_of, run_out
from gongkai.ledger.registers import Registers
from gongkai.report.model import written
from gongkai.web.applications.exports import Cell
from gongkai.web.desk.templatetags.words import day, gloss, zh
from gongkai.web.entries.models import LEDGER, Entry
from gongkai.web.offices.models import Office
from gongkai.web.registers.kinds import TYPES, Register
from gongkai.web.registers.terms import said

PAGE_SIZE = 50
_WAN = Decimal(10_000)
_VOIDS = ("voided", "batch_voided")
_NORMS = tuple(sorted(EventTypes.of_norm))
_ITEMS = ("item_drafted", "item_released")
"""What of the life of an item counts: its category, and its publications."""

OF_FIGURES = (*TYPES, *_NORMS, *_ITEMS, "fee_paid")
"""Events that table two and the other figures of disclosure are counted from."""


def ledger_for(office: Office, types: Iterable[str]) -> Ledger:
    """The part of the ledger with these events, and what voids them; in one query."""
    wanted = {*types}
    rows = Entry.objects.filter(office=office, kind=LEDGER, type__in=(*wanted, *_VOIDS)).order_by("sequence")
    kept: dict[int, LedgerEntry] = {}
    for row in rows.iterator(chunk_size=2000):
        if row.type != "voided" or row.body["entry"] in kept:  # else it voids an entry of another part
            kept[row.sequence] = row.to_ledger()
    return Ledger(office.facts(), tuple(kept.values()))


def ledger_of_register(office: Office, register: Register) -> Ledger:
    """The part of the ledger one register shows; for documents the steps of their lives as well."""
    return ledger_for(office, (*register.types, *_NORMS) if register.is_of_documents else register.types)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list. sequence: of the entry it opens; cells: texts in the order of the columns."""

    sequence: int
    on: date
    cells: tuple[str, ...]
    batch: str = ""
    effect: str = ""
    left: int | None = None
    until: date | None = None

    @property
    def term(self) -> str:
        """What is said of its term, as 有效期还有 62 天，2027年1月23日届满; "" without one."""
        if self.until is None or self.left is None:
            return ""
        return said("valid_until", self.until, self.until - timedelta(days=self.left))

    @property
    def is_ending(self) -> bool:
        """Whether its term ends soon."""
        return self.left is not None and 0 <= self.left <= WARNING_DAYS


def cell_text(register: Register, key: str, value: Any) -> str:
    """A value of an entry as a page shows it."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return day(value)
    column = register.sheet.by_key[key]
    if isinstance(value, Decimal):
        return written(value)
    return str(gloss(str(shown(value, key, register.sheet)))) if column.choices else str(value)


def cells_of(register: Register, entry: LedgerEntry) -> dict[str, str]:
    """The cells of an entry by column."""
    slot = register.slots[type_name(entry.event)]
    names = {key: name for name, key in slot.fields.items()}
    found = {slot.on: cell_text(register, slot.on, entry.event.on)}
    for column in register.columns_of(slot):
        if column.key == "subject":
            found["subject"] = entry.subject
        elif column.key != slot.on:
            found[column.key] = cell_text(register, column.key, getattr(entry.event, names[column.key]))
    return found


def entries_of(register: Register, ledger: Ledger, year: int | None, words: str) -> list[LedgerEntry]:
    """The standing entries of a register, the newest first, that lie in a year and hold the words."""
    found = []
    for entry in reversed(ledger.standing):
        if type_name(entry.event) not in register.slots or (year and entry.event.on.year != year):
            continue
        if words and not _holds(words, (entry.subject, *cells_of(register, entry).values())):
            continue
        found.append(entry)
    return found


def _holds(words: str, texts: Iterable[str]) -> bool:
    whole = " ".join(texts).casefold()
    return all(word in whole for word in words.casefold().split())


def lines_of(register: Register, entries: Sequence[LedgerEntry]) -> list[Line]:
    """Entries as lines."""
    found = []
    for entry in entries:
        cells = cells_of(register, entry)
        texts = tuple(cells.get(column.key, "") for column in register.columns)
        found.append(Line(entry.sequence, entry.event.on, texts, entry.batch))
    return found


# --- normative documents ------------------------------------------------------------------------------------------


def documents_of(ledger: Ledger, on: date, year: int | None, words: str, effect: str) -> list[Norm]:
    """The documents, the newest first, as the core folds them; effect: only those with it on the day."""
    found = []
    for norm in norms_of(ledger).values():
        if norm.issued_on is None and norm.ended_on is None:
            continue  # a draft stands in no register yet
        if year and year not in {one.year for one in (norm.issued_on, norm.ended_on) if one is not None}:
            continue
        if effect and norm.effect(on) != effect:
            continue
        if words and not _holds(words, (norm.document_number, norm.title)):
            continue
        found.append(norm)
    return sorted(found, key=lambda one: (one.issued_on or one.ended_on or date.min, one.number), reverse=True)


def document_lines(ledger: Ledger, norms: Sequence[Norm], on: date) -> list[Line]:
    """Documents as lines: number, title, kind, issued, in force from, valid until, published, ended."""
    found = []
    for norm in norms:
        own = [one for one in ledger.norms[norm.number] if type_name(one.event) in TYPES]
        kind = str(gloss(DOCUMENT_KINDS[norm.kind])) if norm.issued_on is not None else ""
        days = (norm.issued_on, norm.in_force_from, norm.valid_until, norm.published_on, norm.ended_on)
        title = norm.title or _("（期初已计入的文件）")
        cells = (norm.document_number, title, kind, *(one.isoformat() if one else "" for one in days))
        left = (norm.valid_until - on).days if norm.valid_until is not None and norm.ended_on is None else None
        effect = EFFECTS[norm.effect(on)]
        until = None if left is None else norm.valid_until
        found.append(Line(own[0].sequence, own[0].event.on, cells, own[0].batch, effect, left, until))
    return found


def ending(ledger: Ledger, on: date) -> tuple[tuple[Norm, ...], tuple[Norm, ...]]:
    """Documents whose term ends soon, and those whose term is over without a word about it."""
    norms = [norm for norm in norms_of(ledger).values() if norm.issued_on is not None]
    return expiring(norms, on), run_out(norms, on)


# --- figures of a register, by the core ----------------------------------------------------------------------------


Sum = tuple[str, str]
"""What is counted, and the number as it is printed."""


def sums_of(register: Register, ledger: Ledger, year: int, on: date) -> list[Sum]:
    """What the entries of a year add up to, as the core counts them. on: the day that "in force" is asked for."""
    registers = Registers(ledger.register_entries)
    return list(_SUMS[register.slug](registers, year, on)) if register.slug in _SUMS else []


def _documents(registers: Registers, year: int, on: date) -> Iterator[Sum]:
    kind = "normative_documents"
    yield _("本年制发"), written(registers.issued(kind, year).value)
    yield _("本年废止"), written(registers.repealed(kind, year).value)
    yield _("%(day)s现行有效") % {"day": day(on)}, written(registers.in_force(kind, on).value)


def _decisions(registers: Registers, year: int, on: date) -> Iterator[Sum]:
    for kind, label in DECISION_KINDS.items():
        yield str(gloss(label)), written(registers.decisions(kind, year).value)


def _charges(registers: Registers, year: int, on: date) -> Iterator[Sum]:
    yuan = registers.charges_yuan(year).value
    yield _("合计（元）"), written(yuan)
    yield _("合计（万元）"), written(Decimal(yuan) / _WAN)


def _purchases(registers: Registers, year: int, on: date) -> Iterator[Sum]:
    yuan = registers.purchases_yuan(year).value
    yield _("项目数"), written(registers.purchases(year).value)
    yield _("合计（元）"), written(yuan)
    yield _("合计（万元）"), written(Decimal(yuan) / _WAN)


def _projects(registers: Registers, year: int, on: date) -> Iterator[Sum]:
    for kind, label in PROJECT_KINDS.items():
        before, change = registers.projects_before(kind, year).value, registers.projects_changed(kind, year).value
        if before or change:
            yield str(gloss(label)), f"{written(before)} {'+' if change >= 0 else '−'} {written(abs(change))}"


def _items(registers: Registers, year: int, on: date) -> Iterator[Sum]:
    yield _("信息条数"), written(registers.items_published(year).value)
    for channel, categories in registers.published(year).items():
        yield str(zh(channel)), written(sum(tally.value for tally in categories.values()))


def _channels(registers: Registers, year: int, on: date) -> Iterator[Sum]:
    found = [event for _entry, event in registers.of(e.ChannelMeasured, year)]
    for name, label in (("posts", _("发布条数")), ("reads", _("阅读量"))):
        stated = [value for event in found if (value := getattr(event, name)) is not None]
        if stated:
            yield label, str(sum(stated))
    latest = {event.channel: event.followers for event in found if event.followers is not None}
    if latest:
        yield _("关注数（各渠道最近一次）"), str(sum(latest.values()))


def _requests(registers: Registers, year: int, on: date) -> Iterator[Sum]:
    found = [event for _entry, event in registers.of(e.RequestsAnswered, year)]
    yield _("受理件数"), str(sum(event.received for event in found))
    stated = [event for event in found if event.answered_in_time is not None]
    if stated:
        in_time, received = sum(cast(int, one.answered_in_time) for one in stated), sum(one.received for one in stated)
        yield _("按时办结"), str(in_time)
        if received:
            yield _("按时办结率"), f"{round(100 * in_time / received)}%"


def _proposals(registers: Registers, year: int, on: date) -> Iterator[Sum]:
    found = [event for _entry, event in registers.of(e.ProposalAnswered, year)]
    for kind, label in PROPOSAL_KINDS.items():
        mine = [event for event in found if event.kind == kind]
        if mine:
            done = sum(event.is_done for event in mine)
            yield str(gloss(label)), str(len(mine))
            yield _("%(kind)s办复率") % {"kind": gloss(label)}, f"{round(100 * done / len(mine))}%"


def _facts(registers: Registers, year: int, on: date) -> Iterator[Sum]:
    for name, tally in registers.facts(year).items():
        yield str(gloss(FACTS[name])), written(tally.value)


_SUMS = {
    "facts": _facts,
    "documents": _documents,
    "decisions": _decisions,
    "charges": _charges,
    "purchases": _purchases,
    "projects": _projects,
    "items": _items,
    "channels": _channels,
    "requests": _requests,
    "proposals": _proposals,
}


# --- files and the front page --------------------------------------------------------------------------------------


def export_rows(register: Register, office: Office, entries: Iterable[LedgerEntry]) -> list[Sequence[Cell]]:
    """Entries as rows of the workbook's sheet, its headings first: the same file can be imported.

    Raises:
        DocumentError: an entry that a sheet cannot hold.
    """
    ordered = sorted(entries, key=lambda entry: entry.sequence)
    rows = pack(Ledger(office.facts(), tuple(ordered)))[register.sheet.name]
    table: list[Sequence[Cell]] = [[column.label for column in register.columns]]
    for row in rows:
        table.append([_plain(register, column.key, row.get(column.key)) for column in register.columns])
    return table


def _plain(register: Register, key: str, value: Any) -> Cell:
    if isinstance(value, Decimal):
        number = float(value)
        return number if Decimal(repr(number)) == value else format(value, "f")
    return None if value is None else cast(Cell, shown(value, key, register.sheet))


def years_of(office: Office) -> list[int]:
    """Years with an entry in any register, the newest first."""
    rows = Entry.objects.filter(office=office, kind=LEDGER, type__in=TYPES)
    return sorted(set(rows.values_list("on__year", flat=True).distinct()), reverse=True)


def heads_of(office: Office) -> dict[str, tuple[int, date]]:
    """How many entries of each type were recorded, the voided ones too, and the latest day; in one query."""
    rows = Entry.objects.filter(office=office, kind=LEDGER, type__in=TYPES).order_by()
    found = rows.values_list("type").annotate(Count("pk"), Max("on"))
    return {name: (count, latest) for name, count, latest in found}
