"""Collect the screen's texts, keep their English, compile it: `python -m tools.messages`; `--check` only looks.

Texts are written in Chinese in code and templates. Each app of `gongkai.web` keeps its own catalogue,
`<app>/locale/en/LC_MESSAGES/django.po`; those of `web/templates` and `web/config` stand in `web/locale`. Babel does what
gettext's programs would, so that nothing but Python is needed. A text without English is written with an empty one and
named; put its English into the .po and run again. A text that another catalogue knows takes its English from there.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

WEB = Path(__file__).resolve().parents[1] / "src" / "gongkai" / "web"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEAD = """# English of the screen. Made by python -m tools.messages; translate the empty ones.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
"""Chinese characters and the full-width signs of Chinese print."""
QUOTED = re.compile(r"“[^“”]*”|\([^()]*\)")
"""Where English may quote Chinese: a statutory label, a document's number, an example to type."""
HOLE = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|<[^>]+>")
NOT_CHINESE = frozenset({"%(done)s/%(all)s"})
"""Texts that are the same in both languages."""


def catalogues() -> dict[Path, tuple[Path, ...]]:
    """Folder of each catalogue's locale → the folders whose texts it holds."""
    apps = sorted(path.parent for path in WEB.glob("*/apps.py"))
    found: dict[Path, tuple[Path, ...]] = {app / "locale": (app,) for app in apps}
    found[WEB / "locale"] = (WEB / "templates", WEB / "config")
    return found


def texts(folder: Path) -> Iterator[tuple[str | tuple[str, ...], str | None, str]]:
    """(text or texts of a plural, context, place) of every file below a folder."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            source = path.read_text(encoding="utf-8")
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        else:
            continue
        found = extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
        for _line, message, _comments, context in found:
            yield message, context, path.relative_to(folder.parent).as_posix()


def po_of(locale: Path) -> Path:
    return locale / "en" / "LC_MESSAGES" / "django.po"


def stored(locale: Path) -> Catalog:
    """The catalogue on disk; an empty one where there is none."""
    path = po_of(locale)
    return read_po(io.BytesIO(path.read_bytes()), locale="en") if path.exists() else Catalog(locale="en")


def collected(locale: Path, folders: tuple[Path, ...], others: Sequence[Catalog] = ()) -> Catalog:
    """The catalogue with the texts the code has now and the English it, or one of the others, had."""
    known = (stored(locale), *others)
    new = Catalog(locale="en", project="gongkai", charset="utf-8", fuzzy=False)
    for folder in folders:
        for message, context, place in texts(folder):
            new.add(message, _english(message, context, known), locations=[(place, 0)], context=context)
    return new


def _english(message: str | tuple[str, ...], context: str | None, known: Sequence[Catalog]) -> str | tuple[str, ...]:
    """The first English that is neither empty nor fuzzy and has as many forms as the text."""
    ids = _forms(message)
    for catalog in known:
        found = catalog.get(ids[0], context)
        english = () if found is None or found.fuzzy else _forms(found.string)
        if len(english) == len(ids) and all(english):
            return english if len(ids) > 1 else english[0]
    return tuple("" for _one in ids) if len(ids) > 1 else ""


def _forms(text: object) -> tuple[str, ...]:
    """A text's forms: one, or singular and plural."""
    return tuple(str(one) for one in text) if isinstance(text, tuple | list) else (str(text or ""),)


def as_po(catalog: Catalog) -> bytes:
    """The catalogue as text, without dates, so that the same texts give the same bytes."""
    out = io.BytesIO()
    write_po(out, catalog, omit_header=True, sort_output=True, width=0, include_lineno=False)
    return HEAD.encode() + out.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """The catalogue compiled, without today's date, so that the same texts give the same bytes."""
    out, plain = io.BytesIO(), read_po(io.BytesIO(as_po(catalog)), locale="en")
    plain.creation_date = plain.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_mo(out, plain)
    return out.getvalue()


def english_of(catalog: Catalog) -> dict[tuple[str | None, str], tuple[str, ...]]:
    """Context and text → its English, one form or two."""
    return {(_text(one.context), _forms(one.id)[0]): _forms(one.string) for one in catalog if one.id}


def _text(context: object) -> str | None:
    """A context as text; Babel reads that of a .mo as bytes."""
    return context.decode() if isinstance(context, bytes) else None if context is None else str(context)


def compiled(locale: Path) -> Catalog:
    """What Django reads; empty where there is no .mo."""
    path = po_of(locale).with_suffix(".mo")
    return read_mo(io.BytesIO(path.read_bytes())) if path.exists() else Catalog(locale="en")


def missing(catalog: Catalog) -> list[str]:
    """The texts without English, and those marked fuzzy."""
    return [_forms(one.id)[0] for one in catalog if one.id and (one.fuzzy or not all(_forms(one.string)))]


def slips(catalog: Catalog) -> list[str]:
    """What is wrong with the texts and the English there is, one line each."""
    found = []
    for message in catalog:
        ids, english = _forms(message.id), _forms(message.string)
        if not message.id or not all(english):
            continue
        if not CHINESE.search(ids[0]) and ids[0] not in NOT_CHINESE:
            found.append(f"not Chinese: {ids[0]!r}; write the text in Chinese and its English in the catalogue")
        for form in english:
            if _holes(form) != _holes(ids[-1]) and not (form == english[0] and _is_one(form, ids)):
                found.append(f"placeholders differ: {ids[0]!r}, {form!r}")
            if CHINESE.search(QUOTED.sub("", form)):
                found.append(f"Chinese outside quotation marks and brackets: {form!r}")
    return found


def _holes(text: str) -> list[str]:
    return sorted(HOLE.findall(text))


def _is_one(form: str, ids: tuple[str, ...]) -> bool:
    """Whether a singular leaves out the number: "once" for %(n)s."""
    return len(ids) > 1 and set(_holes(form)) < set(_holes(ids[0]))


def problems(write: bool = False) -> Iterator[str]:
    """One line for each problem of the catalogues; with `write`, bring them up to date first."""
    found = catalogues()
    known = [stored(locale) for locale in found]
    for locale, folders in found.items():
        catalog, path = collected(locale, folders, known), po_of(locale)
        name = path.relative_to(WEB)
        if not len(catalog) and not path.exists():
            continue
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(as_po(catalog))
            path.with_suffix(".mo").write_bytes(as_mo(catalog))
        elif not path.exists() or path.read_bytes() != as_po(catalog):
            yield f"{name}: is not what the code says; run python -m tools.messages"
        elif english_of(compiled(locale)) != {key: forms for key, forms in english_of(catalog).items() if all(forms)}:
            yield f"{name}: its .mo does not fit; run python -m tools.messages"
        yield from (f"{name}: no English for {text!r}" for text in missing(catalog))
        yield from (f"{name}: {slip}" for slip in slips(catalog))


def main(arguments: Sequence[str]) -> int:
    settings.configure(USE_I18N=False)
    django.setup()
    found = list(problems(write="--check" not in arguments))
    try:
        sys.stdout.writelines(f"{line}\n" for line in found)
        sys.stdout.flush()
    except BrokenPipeError:  # `| head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
