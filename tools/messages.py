"""Collect the screen's texts, keep their English, compile it: `python -m tools.messages`.

Texts are written in Chinese in code and templates. Each app of `gongkai.web` keeps its own catalogue,
`<app>/locale/en/LC_MESSAGES/django.po`; those of `web/templates` and `web/config` stand in `web/locale`. Babel does what gettext's programs
would, so that nothing but Python is needed. A text without English is written with an empty one; the test of this tool names it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
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


def catalogues() -> dict[Path, tuple[Path, ...]]:
    """Folder of each catalogue's locale → the folders whose texts it holds."""
    apps = sorted(path.parent for path in WEB.glob("*/apps.py"))
    found = {app / "locale": (app,) for app in apps}
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
            yield message, context, path.relative_to(WEB).as_posix()


def collected(locale: Path, folders: tuple[Path, ...]) -> Catalog:
    """The catalogue with the texts the code has now and the English it had."""
    path = locale / "en" / "LC_MESSAGES" / "django.po"
    old = read_po(io.BytesIO(path.read_bytes()), locale="en") if path.exists() else Catalog(locale="en")
    new = Catalog(
        locale="en", project="gongkai", charset="utf-8", fuzzy=False, header_comment="# English of the screen."
    )
    for folder in folders:
        for message, context, place in texts(folder):
            known = old.get(message[0] if isinstance(message, tuple) else message, context)
            english = (
                known.string
                if known is not None and not known.fuzzy
                else ("", "")
                if isinstance(message, tuple)
                else ""
            )
            new.add(message, english, locations=[(place, None)], context=context)
    return new


def as_po(catalog: Catalog) -> bytes:
    """The catalogue as text, without dates, so that the same texts give the same bytes."""
    out = io.BytesIO()
    write_po(out, catalog, omit_header=True, sort_output=True, width=0, include_lineno=False)
    head = (
        b'# English of the screen. Made by python -m tools.messages; translate the empty ones.\nmsgid ""\nmsgstr ""\n'
    )
    head += b'"Content-Type: text/plain; charset=utf-8\\n"\n"Language: en\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    return head + out.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, read_po(io.BytesIO(as_po(catalog)), locale="en"))
    return out.getvalue()


def missing(catalog: Catalog) -> list[str]:
    """The texts without English."""
    return [str(message.id) for message in catalog if message.id and not all(_strings(message.string))]


def _strings(string: object) -> tuple[object, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (string,)


def main() -> int:
    settings.configure(USE_I18N=False)
    django.setup()
    lacking = 0
    for locale, folders in catalogues().items():
        catalog = collected(locale, folders)
        path = locale / "en" / "LC_MESSAGES" / "django.po"
        if not len(catalog):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_po(catalog))
        path.with_suffix(".mo").write_bytes(as_mo(catalog))
        for text in missing(catalog):
            lacking += 1
            print(f"{path.relative_to(WEB)}: no English for {text!r}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
