"""Fill offices with published items, time publishing and writing the files; print the figures. Run by `bench.portal`."""

from __future__ import annotations

import json
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

from gongkai.web.config.start import analyse, migrate, start_django

MANY = 50_000
BUILDS = (200, 2_000)
TIMES = 9


def main() -> None:
    start_django()
    migrate()
    from django_scopes import scope

    figures: dict[str, Any] = {"office": "many", "many": MANY, "builds": [build_of(size) for size in BUILDS]}
    office = office_of("many", 200)
    with scope(office=office):
        figures |= fill(office)
        analyse()
        figures |= published(office)
    from gongkai.web.mirror.write import put

    site = Path(mkdtemp())
    page = f"/o/many/item/{figures['number']}/"
    put(site / f"{page.strip('/')}/index.html", publisher(site).render(page) or b"")
    print(json.dumps(figures | {"site": str(site)}))


def office_of(code: str, size: int) -> Any:
    """An office with so many items, taken over as they stood."""
    from django_scopes import scope

    from gongkai.web.offices.models import Office
    from gongkai.web.publishing.actions import Words
    from gongkai.web.publishing.carry import Carried, carry_in
    from gongkai.web.publishing.models import Category

    office = Office.objects.create(code=code, name=f"示例街道办事处{code}")
    body = "<p>" + "示例正文，说明事项、依据、时限和方式。" * 40 + "</p>"
    with scope(office=office):
        columns = [Category.objects.create(office=office, code=f"c{n}", name=f"栏目{n}") for n in range(20)]
        days = (date(2015, 1, 5) + timedelta(days=n % 4000) for n in range(size))
        rows = (Carried(Words(f"示例信息{n}", body), columns[n % 20], on, on) for n, on in enumerate(days))
        reviewers = {"section": "甲岗", "secrecy": "乙岗", "leader": "丙岗"}
        carry_in(office, rows, by="bench", reviewers=reviewers, batch="-")
    return office


def fill(office: Any) -> dict[str, Any]:
    """More rows like those there are, past the gate: the lists and the page ask rows only."""
    from django.db import transaction

    from gongkai.web.publishing.gate import lifted
    from gongkai.web.publishing.models import Item, Publication, Version

    like = list(Publication.objects.select_related("item", "version"))
    with transaction.atomic(), lifted():
        for start in range(len(like), MANY, 5000):
            rows = [copied(like[n % len(like)], n) for n in range(start, min(start + 5000, MANY))]
            Item.objects.bulk_create([item for item, _version, _place in rows], batch_size=1000)
            Version.objects.bulk_create([version for _item, version, _place in rows], batch_size=1000)
            Publication.objects.bulk_create([place for _item, _version, place in rows], batch_size=1000)
    return {"number": like[-1].item.number}


def copied(one: Any, count: int) -> tuple[Any, Any, Any]:
    """An item like one, with its version and publication, on another day and under other numbers."""
    item, version, place = (
        type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
        for row in (one.item, one.version, one)
    )
    item.id, item.number, item.index_number = uuid4(), f"GK2014-{count:05d}", f"{count:018d}/2014-00001"
    version.pk = place.pk = None
    version.item = place.item = item
    place.version = version
    return item, version, place


def published(office: Any) -> dict[str, Any]:
    """Seconds of the release, and of all steps from the draft on."""
    from gongkai.ledger.item_steps import ItemFormed
    from gongkai.web.config.clock import local_today
    from gongkai.web.offices.policy import Officer
    from gongkai.web.publishing.actions import Draft, Words, draft, review, submit, take
    from gongkai.web.publishing.models import Category
    from gongkai.web.publishing.release import release

    def hand(role: str) -> Officer:
        return Officer(0, role, role, office.pk, frozenset({role}))

    column, last, whole = Category.objects.all()[0], [], []
    for n in range(TIMES):
        begun = time.perf_counter()
        item = draft(hand("liaison"), office, Draft(Words(f"新信息{n}", "<p>正文</p>"), category=column))
        item = take(hand("liaison"), item.pk, ItemFormed(on=local_today()))
        item = submit(hand("liaison"), item.pk)
        for role in ("head", "reviewer", "leader"):
            item = review(hand(role), item.pk, "passed", version=1)
        ready = time.perf_counter()
        release(hand("officer"), item.pk)
        last.append(time.perf_counter() - ready)
        whole.append(time.perf_counter() - begun)
    return {"publish": median(last), "whole": median(whole)}


def publisher(folder: Path) -> Any:
    from gongkai.web.mirror.write import Publisher

    return Publisher(folder, "http://127.0.0.1")


def build_of(size: int) -> dict[str, Any]:
    """Seconds of writing all pages of an office of so many items, and of what one more item changes."""
    from django_scopes import scope

    from gongkai.web.offices.models import Office

    office = office_of(f"n{size}", size)
    folder = Path(mkdtemp())
    begun = time.perf_counter()
    publisher(folder).run()
    seconds = time.perf_counter() - begun
    with scope(office=office):
        published_once(office)
    begun = time.perf_counter()
    publisher(folder).run()
    more = time.perf_counter() - begun
    Office.objects.filter(pk=office.pk).update(to_on=date(2015, 1, 1))
    return {"items": size, "seconds": seconds, "more": more}


def published_once(office: Any) -> None:
    from gongkai.web.config.clock import local_today
    from gongkai.web.publishing.actions import Words
    from gongkai.web.publishing.carry import Carried, carry_in
    from gongkai.web.publishing.models import Category

    today = local_today()
    rows = [Carried(Words("再一条", "<p>正文</p>"), Category.objects.all()[0], today, today)]
    carry_in(office, rows, by="bench", reviewers={"section": "甲", "secrecy": "乙", "leader": "丙"}, batch="-")


if __name__ == "__main__":
    main()
