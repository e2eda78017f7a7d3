"""A ledger without the steps of items and documents, but with the same figures: for files that hold registers only.

The workbook has one row a publication and one a document. `condensed` turns the life of an item into the publications
that count, and that of a document into its issue, so that the report of the file is the report of the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gongkai.ledger.entries import Entry, Ledger
from gongkai.ledger.events import DocumentIssued, DocumentLapsed, DocumentRepealed, ItemEvent, NormEvent, Voided
from gongkai.ledger.events import ItemsPublished as Published
from gongkai.ledger.item_steps import ItemReleased
from gongkai.ledger.norms import Norm, norms_of
from gongkai.ledger.registers import Registers

_STEPS = (*ItemEvent.__args__, *NormEvent.__args__)
_DOCUMENT = (DocumentIssued, DocumentRepealed, DocumentLapsed)


def condensed(ledger: Ledger) -> Ledger:
    """Return the ledger with register entries in place of the steps of items and documents.

    A first publication on a channel becomes `ItemsPublished` under the item's index number; the issue of a document
    takes the day it was published and its prolonged term, and its document number as subject. Sequence numbers stay,
    what was voided among the steps is left out with its voiding. A ledger without such steps is returned as it is.
    """
    if not any(isinstance(entry.event, _STEPS) for entry in ledger.entries):
        return ledger
    releases = {one.entry.sequence: one for one in Registers(ledger.register_entries).releases}
    index = {number: _index(entries) for number, entries in ledger.items.items()}
    norms = norms_of(ledger)
    kept: list[Entry] = []
    dropped: set[int] = set()
    for entry in ledger.entries:
        release = releases.get(entry.sequence)
        if isinstance(entry.event, ItemReleased) and release is not None:
            event = Published(on=entry.event.on, category=release.category, channel=release.channel)
            kept.append(replace(entry, event=event, subject=index[entry.subject]))
        elif isinstance(entry.event, _STEPS) or _is_dropped(entry, dropped):
            dropped.add(entry.sequence)
        elif isinstance(entry.event, Published) and release is None and entry.sequence not in ledger.voided:
            dropped.add(entry.sequence)  # the second record of an item's publication
        else:
            kept.append(_document(entry, norms))
    return Ledger(ledger.office, tuple(kept))


def _is_dropped(entry: Entry, dropped: set[int]) -> bool:
    return isinstance(entry.event, Voided) and entry.event.entry in dropped


def _index(entries: tuple[Entry, ...]) -> str:
    """The index number of an item; its own number where it has none yet."""
    given: Iterator[str] = (one.event.index_number for one in entries if isinstance(one.event, ItemReleased))
    return next((number for number in given if number), entries[0].subject)


def _document(entry: Entry, norms: dict[str, Norm]) -> Entry:
    norm = norms.get(entry.subject)
    if norm is None or not isinstance(entry.event, _DOCUMENT):
        return entry
    event = entry.event
    if isinstance(event, DocumentIssued) and norm.issued_on is not None:
        event = replace(event, disclosed_on=norm.published_on, valid_until=norm.valid_until)
    return replace(entry, event=event, subject=norm.document_number or entry.subject)
