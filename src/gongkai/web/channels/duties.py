"""What boards owe, on the to-do page: postings past their removal."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongkai.web.channels.boards import KEEP, to_come_down
from gongkai.web.desk.queries import Desk
from gongkai.web.offices.models import Office
from gongkai.web.registers.todo import Duty


def duties(desk: Desk, office: Office) -> Iterator[Duty]:
    """Postings past their planned removal; one query."""
    if desk.officer.may(KEEP):
        n = to_come_down(office, desk.today).count()
        if n:
            text = ngettext("%(n)d 条张贴内容已过撤下日期", "%(n)d 条张贴内容已过撤下日期", n) % {"n": n}
            url = reverse("desk:channels:boards", args=[office.code])
            yield Duty(text, url, why=_("到期内容应当撤下并登记"))
