"""Cases in every state, for tests of lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gongkai.ledger import steps
from gongkai.web.applications.actions import Filing, file_online, register, take_step
from gongkai.web.applications.models import Application
from gongkai.web.offices.models import Office
from gongkai.web.people.models import Details
from tests.web.conftest import DETAILS, Staff


def opened(
    staff: Staff, on: date, *, content: str = "道路施工许可", name: str = "王示例", **details: str
) -> Application:
    """A case handed in at the counter on a day."""
    filing = Filing("natural_person", replace(DETAILS, name=name, **details), content, "electronic", "email")
    return register(staff.officer("officer"), staff.office, filing, channel="in_person", arrived_on=on).case


def some_of_each(staff: Staff, office: Office, rounds: int) -> None:
    """Six cases a round: overdue, due soon, consulting, answered, unconfirmed, waiting for the supplement."""
    officer = staff.officer("officer")
    for number in range(rounds):
        details = Details(name=f"张示例{number}", id_number=f"{number:018d}", phone=f"1380000{number:04d}")
        person = {"name": details.name, "id_number": details.id_number, "phone": details.phone}
        opened(staff, date(2026, 4, 1), **person)
        opened(staff, date(2026, 5, 13), **person)
        case = opened(staff, date(2026, 6, 1), **person)
        take_step(officer, case.pk, steps.ConsultationSent(on=date(2026, 6, 3), to="第三方甲"))
        case = opened(staff, date(2026, 5, 6), **person)
        take_step(officer, case.pk, steps.Answered(on=date(2026, 5, 20), outcome="granted", reason="随函提供"))
        case = opened(staff, date(2026, 5, 11), **person)
        take_step(officer, case.pk, steps.SupplementRequested(on=date(2026, 5, 12), due_on=date(2026, 5, 25)))
        file_online(office, Filing("natural_person", details, "预算", "paper", "post"))
