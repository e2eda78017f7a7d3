"""The stamp of an office: it differs once anything of the office has changed, whoever wrote it and by whatever way.

Triggers on every table that has an office write a row of `Change`. On PostgreSQL rows are only ever added, so that no
transaction waits for another; the stamp counts them too, because a lower number may become visible after a higher one.
SQLite has one writer at a time: there the newest row replaces the one before.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Count, Model

from gongkai.web.accounts.models import User
from gongkai.web.desk.models import Change
from gongkai.web.offices.models import Membership, Office

Stamp = tuple[int, int]
KEPT = 200
"""Rows an office may have before `prune` leaves one."""

_SHARED: dict[type[Model], tuple[str, ...]] = {Office: (), Membership: (), User: ("last_login",)}
"""Tables that concern every office, with the columns whose change does not: a login. A post may be one above others."""

_FUNCTION = "CREATE OR REPLACE FUNCTION {} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {}; RETURN NULL; END $$"
_OF_OFFICES = "INSERT INTO desk_change (office_id) SELECT DISTINCT office_id FROM changed"
_OF_ALL = "INSERT INTO desk_change (office_id) VALUES (NULL)"


def stamp_of(office: Office) -> Stamp:
    """The stamp as of now. Take it before reading: then what is read is at least as new as the stamp says."""
    sql = "SELECT COALESCE(MAX(id), 0), COUNT(*) FROM desk_change WHERE office_id = %s OR office_id IS NULL"
    with connection.cursor() as cursor:
        cursor.execute(sql, [office.pk])
        newest, count = cursor.fetchone()
        return int(newest), int(count)


def prune() -> int:
    """Leave one new row of each office that has many; a daily task. Return how many rows went."""
    gone = 0
    for row in Change.objects.values("office_id").annotate(n=Count("pk")).filter(n__gt=KEPT):
        with transaction.atomic():
            newest = Change.objects.create(office_id=row["office_id"])  # a number no stamp had yet
            of_office = Change.objects.filter(pk__lt=newest.pk)
            empty = row["office_id"] is None
            of_office = (
                of_office.filter(office_id__isnull=True) if empty else of_office.filter(office_id=row["office_id"])
            )
            gone += of_office.delete()[0]
    return gone


def install() -> None:
    """Put the triggers on every table. Done after each migration: SQLite drops them with a remade table."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in _on_postgresql():
                cursor.execute(statement)
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        standing = dict(cursor.fetchall())
        for name, rest in _on_sqlite():
            if standing.get(name) != f"CREATE TRIGGER {name} {rest}":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(f"CREATE TRIGGER {name} {rest}")


def watched() -> Iterator[str]:
    """The tables of an office."""
    for model in apps.get_models():
        if model in (Change, *_SHARED):
            continue
        if any(field.column == "office_id" for field in model._meta.concrete_fields):
            yield model._meta.db_table


_ACTS = (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))


def _columns(model: type[Model]) -> str:
    """The columns of a shared table whose change concerns every office."""
    return ", ".join(field.column for field in model._meta.concrete_fields if field.column not in _SHARED[model])


def _on_postgresql() -> Iterator[str]:
    yield _FUNCTION.format("desk_change_office()", _OF_OFFICES)
    yield _FUNCTION.format("desk_change_all()", _OF_ALL)
    for table in watched():
        for act, rows in _ACTS:
            what = f"REFERENCING {rows} TABLE AS changed EXECUTE FUNCTION desk_change_office()"
            yield f"CREATE OR REPLACE TRIGGER {table}_changed_{act} AFTER {act} ON {table} {what}"
    for model in _SHARED:
        table = model._meta.db_table
        what = f"AFTER INSERT OR UPDATE OF {_columns(model)} OR DELETE ON {table} EXECUTE FUNCTION desk_change_all()"
        yield f"CREATE OR REPLACE TRIGGER {table}_changed {what}"


def _on_sqlite() -> Iterator[tuple[str, str]]:
    """Name and text of each trigger."""
    for table in watched():
        for act, row in _ACTS:
            yield f"{table}_changed_{act}", f"AFTER {act} ON {table} {_replacing(f'{row}.office_id')}"
    for model in _SHARED:
        table = model._meta.db_table
        for act, _row in _ACTS:
            of = f" OF {_columns(model)}" if act == "UPDATE" else ""
            yield f"{table}_changed_{act}", f"AFTER {act}{of} ON {table} {_replacing('NULL')}"


def _replacing(office: str) -> str:
    return (
        f"BEGIN DELETE FROM desk_change WHERE office_id IS {office}; "
        f"INSERT INTO desk_change (office_id) VALUES ({office}); END"
    )
