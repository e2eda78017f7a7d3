"""The gate in the database: no row of `Publication` without a closed review of that very version; nothing frozen changes.

The trigger asks the ledger's own entries, which are chained: for each stage of the office's review a "passed" for this
version, standing, and after the last entry that began a new round. Source: Regulation arts. 13, 17, 26.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

REFUSED = "not published: the review of this version is not closed"
FROZEN = "frozen: what was handed in for review is not changed; make a new version"
KEPT = "kept: a publication is ended, never changed or removed"


def _pieces(vendor: str) -> tuple[str, str, str]:
    """A value of an entry's body as text, as a number, and what is always true."""
    if vendor == "postgresql":
        return "({0}.body->>'{1}')", "({0}.body->>'{1}')::bigint", "TRUE"
    return "json_extract({0}.body, '$.{1}')", "json_extract({0}.body, '$.{1}')", "1"


def _failing(vendor: str) -> str:
    """A condition on NEW that is true for a publication that must not be."""
    text, number, _always = _pieces(vendor)
    void = (
        "SELECT 1 FROM entries_entry x WHERE x.office_id = NEW.office_id AND x.kind = 'ledger' AND "
        f"x.subject = i.number AND x.type = 'voided' AND {number.format('x', 'entry')} = e.sequence"
    )
    entry = (
        "FROM entries_entry e WHERE e.office_id = NEW.office_id AND e.kind = 'ledger' AND e.subject = i.number "
        f"AND NOT EXISTS ({void})"
    )

    def is_verdict(verdict: str) -> str:
        return f"e.type = 'item_reviewed' AND {text.format('e', 'verdict')} = '{verdict}'"

    def last(value: str, condition: str, without: str) -> str:
        found = f"SELECT {value} {entry} AND ({condition}) ORDER BY e.sequence DESC LIMIT 1"
        return f"COALESCE(({found}), {without})"

    attribute = last(
        text.format("e", "attribute"), "e.type IN ('item_drafted', 'item_attributed', 'item_evaluated')", "''"
    )
    begun = last("e.sequence", f"e.type = 'item_attributed' OR ({is_verdict('returned')})", "0")
    reworded = last("e.sequence", "e.type IN ('item_text_changed', 'item_corrected')", "0")
    referred = last("e.sequence", is_verdict("referred"), "0")
    answered = last("e.sequence", "e.type = 'referral_answered'", "0")
    answer = last(text.format("e", "answer"), "e.type = 'referral_answered'", "'may_disclose'")
    passed = (
        f"SELECT 1 {entry} AND {is_verdict('passed')} AND {text.format('e', 'stage')} = s.code "
        f"AND {number.format('e', 'version')} = v.number AND e.sequence > {begun}"
    )
    ready = (
        "SELECT 1 FROM publishing_version v JOIN publishing_item i ON i.id = v.item_id "
        "WHERE v.id = NEW.version_id AND i.id = NEW.item_id AND i.office_id = NEW.office_id "
        "AND v.frozen_at IS NOT NULL "
        "AND v.number = (SELECT MAX(n.number) FROM publishing_version n WHERE n.item_id = i.id) "
        f"AND {attribute} = 'publish' AND {referred} <= {answered} "
        f"AND ({answer} = 'may_disclose' OR {answered} < {reworded}) "
        f"AND NOT EXISTS (SELECT 1 FROM publishing_reviewstage s WHERE s.office_id = NEW.office_id "
        f"AND NOT EXISTS ({passed}))"
    )
    stages = "SELECT 1 FROM publishing_reviewstage s WHERE s.office_id = NEW.office_id"
    return f"NOT EXISTS ({ready}) OR NOT EXISTS ({stages})"


_WORDS = (
    "OF item_id, office_id, number, kind, title, body, summary, keywords, genre, theme, issuer, source, in_force_on"
)
_FILE = "OF version_id, office_id, name, alt, media_type, size, sha256"
_PLACE = 'OF office_id, item_id, version_id, channel, place, "on", sequence, at'


def _triggers(vendor: str) -> dict[str, tuple[str, str, str, str]]:
    """Name → when, table, condition, what is said."""
    frozen = "EXISTS (SELECT 1 FROM publishing_version v WHERE v.id = {}.version_id AND v.frozen_at IS NOT NULL)"
    thawed = "OLD.frozen_at IS NOT NULL"
    always = _pieces(vendor)[2]
    return {
        "publishing_gate": ("INSERT", "publishing_publication", _failing(vendor), REFUSED),
        "publishing_publication_kept": (f"UPDATE {_PLACE}", "publishing_publication", always, KEPT),
        "publishing_publication_left": ("DELETE", "publishing_publication", always, KEPT),
        "publishing_words_frozen": (f"UPDATE {_WORDS}, frozen_at, sha256", "publishing_version", thawed, FROZEN),
        "publishing_version_left": ("DELETE", "publishing_version", thawed, FROZEN),
        "publishing_file_added": ("INSERT", "publishing_attachment", frozen.format("NEW"), FROZEN),
        "publishing_file_frozen": (f"UPDATE {_FILE}", "publishing_attachment", frozen.format("OLD"), FROZEN),
        "publishing_file_left": ("DELETE", "publishing_attachment", frozen.format("OLD"), FROZEN),
    }


def _lift(vendor: str) -> Iterator[str]:
    for name, (_when, table, _if, _say) in _triggers(vendor).items():
        yield f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else "")
    if vendor == "postgresql":
        yield from (f"DROP TRIGGER IF EXISTS publishing_no_truncate ON {table}" for table in _WHOLE)


_WHOLE = ("publishing_publication", "publishing_version", "publishing_attachment")


def _install(vendor: str) -> Iterator[str]:
    for name, (when, table, condition, say) in _triggers(vendor).items():
        if vendor == "sqlite":
            yield (
                f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{say}'); END"
            )
            continue
        kept = "OLD" if when == "DELETE" else "NEW"
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
            f"RAISE EXCEPTION '{say}' USING ERRCODE = 'restrict_violation'; END IF; RETURN {kept}; END $$"
        )
        yield f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    if vendor == "postgresql":
        yield (
            "CREATE OR REPLACE FUNCTION publishing_whole() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        for table in _WHOLE:
            yield (
                f"CREATE TRIGGER publishing_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION publishing_whole()"
            )


def install() -> None:
    """Put the gate up as this version of the program has it. Done after each migration."""
    lift()
    _run(_install(connection.vendor))


def lift() -> None:
    """Take the gate away."""
    _run(_lift(connection.vendor))


@contextmanager
def lifted() -> Iterator[None]:
    """Bring back a backup: its rows passed the gate of their time. Inside the transaction that restores."""
    lift()
    yield
    install()


def _run(statements: Iterator[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
