"""The effect of a normative document, kept on the item that publishes it: one act at the register changes both."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import date, timedelta

from django.db import transaction
from django_scopes import scope

from gongkai.errors import StepNotAllowed
from gongkai.ledger.item_steps import ItemEffectChanged
from gongkai.ledger.norms import Norm, norms_of
from gongkai.web.config.clock import local_today
from gongkai.web.offices.models import Office
from gongkai.web.publishing.actions import write
from gongkai.web.publishing.models import Item
from gongkai.web.publishing.release import worker_of
from gongkai.web.registers.kinds import REGISTERS
from gongkai.web.registers.queries import ledger_of_register

LOG = logging.getLogger("gongkai.publishing")


def follow(office: Office, number: str) -> None:
    """After a step of a document: its items say the same of its effect as the register. number: subject of the step."""
    norm = norms_of(ledger_of_register(office, REGISTERS["documents"])).get(number)
    if norm is not None and norm.issued_on is not None:
        _follow(office, norm, local_today())


def follow_all() -> int:
    """The same for every document, for terms that ended by themselves; a daily task. How many items changed."""
    done, today = 0, local_today()
    for office in Office.objects.all():
        with scope(office=office), transaction.atomic():
            for norm in norms_of(ledger_of_register(office, REGISTERS["documents"])).values():
                if norm.issued_on is not None:
                    done += _follow(office, norm, today)
    return done


def _follow(office: Office, norm: Norm, today: date) -> int:
    effect, number = norm.effect(today), norm.document_number or norm.number
    done = 0
    for item in Item.objects.filter(office=office, document_number=number).exclude(effect=effect):
        for on in (_since(norm, today), today):  # the legal day, unless something was recorded of the item after it
            with suppress(StepNotAllowed):
                event = ItemEffectChanged(on=on, effect=effect, document=norm.document_number)
                write(worker_of(office.pk), item.pk, "item_effect_changed").record(event)
                done += 1
                break
        else:
            LOG.warning("effect not recorded", extra={"fields": {"item": item.number, "effect": effect}})
    return done


def _since(norm: Norm, today: date) -> date:
    """The day the effect of today began."""
    lapsed = norm.valid_until + timedelta(days=1) if norm.valid_until else None
    days = (norm.ended_on, lapsed, norm.in_force_from, *norm.amended_on)
    return max((day for day in days if day is not None and day <= today), default=today)
