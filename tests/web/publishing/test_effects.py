"""A document's effect changes once, at the register; the item that publishes it says the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from gongkai.ledger.events import DocumentIssued, DocumentRepealed
from gongkai.web.config.clock import local_today
from gongkai.web.publishing.effects import follow_all
from gongkai.web.publishing.models import Item
from gongkai.web.registers.actions import add, void
from gongkai.web.registers.kinds import REGISTERS
from tests.web.conftest import Staff
from tests.web.publishing.conftest import Papers

NUMBER = "白云街规〔2026〕1号"


def effect(item: Item) -> tuple[str, date | None]:
    item.refresh_from_db()
    return item.effect, item.effect_on


def test_repeal_at_the_register_reaches_the_item_and_is_taken_back(papers: Papers, staff: Staff) -> None:
    item = papers.public(document_number=NUMBER)
    documents, head, today = REGISTERS["documents"], staff.officer("head"), local_today()
    add(head, staff.office, documents, DocumentIssued(on=today, title="办法", disclosed_on=today), NUMBER)
    assert effect(item) == ("in_force", None)
    sequence = add(head, staff.office, documents, DocumentRepealed(on=today), NUMBER)
    assert effect(item) == ("repealed", today)
    void(head, staff.office, documents, sequence, "登记有误")
    assert effect(item)[0] == "in_force"


def test_a_term_that_ends_by_itself_reaches_the_item_on_its_day(
    papers: Papers, staff: Staff, today: Callable[[date], None]
) -> None:
    item = papers.public(document_number=NUMBER)
    issued = DocumentIssued(on=local_today(), title="办法", disclosed_on=local_today(), valid_until=date(2026, 12, 31))
    add(staff.officer("head"), staff.office, REGISTERS["documents"], issued, NUMBER)
    today(date(2026, 12, 31))
    assert follow_all() == 0
    today(date(2027, 1, 2))
    assert follow_all() == 1
    assert effect(item) == ("lapsed", date(2027, 1, 1))
