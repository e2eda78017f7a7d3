"""Rendering pages and writing them: under a temporary name, then in place of the old one, so that no reader sees half a page."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django_scopes import scope, scopes_disabled

from gongkai.errors import DocumentError
from gongkai.web.config.start import STATIC
from gongkai.web.desk.stamps import stamp_of
from gongkai.web.mirror.manifest import Manifest, Mark, opened
from gongkai.web.mirror.places import file_of, to_files
from gongkai.web.mirror.plan import Planned, changed_since, district, everything, fixed, frame_of, touched
from gongkai.web.offices.models import Office
from gongkai.web.opendata.files import years_of
from gongkai.web.publishing import public

COMMIT_EVERY = 500


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did. same: rendered, and as it was before."""

    written: int = 0
    same: int = 0
    removed: int = 0

    def __add__(self, other: Written) -> Written:
        return Written(self.written + other.written, self.same + other.same, self.removed + other.removed)


class Publisher:
    """Writes the portal below a folder. base: scheme and host the files are served at; live: of the server, or empty."""

    def __init__(self, folder: Path, base: str, live: str = "") -> None:
        self.folder, self.base, self.live = folder, base.rstrip("/"), live.rstrip("/")
        host = urlsplit(self.base).hostname or "localhost"
        if host not in settings.ALLOWED_HOSTS:  # its own requests name the host the files are served at
            settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, host]
        self._handler = BaseHandler()
        self._handler.load_middleware()
        self._requests = RequestFactory()

    def run(self, *, is_whole: bool = False, is_new_day: bool = False) -> Written:
        """Bring the files up to date. is_whole: write every page anew; is_new_day: all pages that show what holds today.

        Raises:
            DocumentError: the folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            done = self._copy_static()
            with opened(self.folder) as manifest, scopes_disabled():
                for office in Office.objects.all():
                    done += self._office(manifest, office, is_whole=is_whole, is_new_day=is_new_day)
                if done.written or done.removed or is_new_day or not manifest.urls(""):
                    done += self._pages(manifest, "", district())
                manifest.commit()
            return done
        except OSError as error:
            raise DocumentError.unwritable(self.folder, error) from None

    def _office(self, manifest: Manifest, office: Office, *, is_whole: bool, is_new_day: bool) -> Written:
        mark, frame, stamp = manifest.mark(office.code), frame_of(office), str(stamp_of(office))
        if not is_whole and not is_new_day and (mark.frame, mark.stamp) == (frame, stamp):
            return Written()
        with scope(office=office):
            last, numbers = changed_since(office, mark.sequence)
            if is_whole or mark.frame != frame:
                plan = list(everything(office))
                done = self._pages(manifest, office.code, plan) + self._sweep(manifest, office.code, plan)
            else:
                plan = list(touched(office, numbers) if numbers else fixed(office))
                done = self._pages(manifest, office.code, plan) + self._sweep_touched(manifest, office, plan)
        manifest.set_mark(office.code, Mark(last, frame, stamp))
        manifest.commit()
        return done

    def _pages(self, manifest: Manifest, office: str, plan: Iterable[Planned]) -> Written:
        done = Written()
        for count, page in enumerate(dict.fromkeys(plan), 1):
            data = self.render(page.url)
            if data is None:
                done += self._remove(manifest, page.url, file_of(page.url))
                continue
            digest, file = sha256(data).hexdigest(), file_of(page.url)
            if manifest.digest(page.url) == digest and (self.folder / file).exists():
                done += Written(same=1)
                continue
            put(self.folder / file, data)
            manifest.put(page.url, file, digest, office, page.depends)
            done += Written(written=1)
            if count % COMMIT_EVERY == 0:
                manifest.commit()
        return done

    def render(self, url: str) -> bytes | None:
        """The bytes of a page; None where there is none (any more)."""
        if url.endswith("/find/"):
            return self._find(url)
        if "/find/" in url:
            return _titles(url)
        host = urlsplit(self.base)
        request = self._requests.get(url, SERVER_NAME=host.hostname or "localhost", secure=host.scheme == "https")
        if host.port:
            request.META["SERVER_PORT"] = str(host.port)
        with translation.override(settings.LANGUAGE_CODE):
            response = self._handler.get_response(request)
        if response.status_code not in (200, 410):
            return None
        streamed = b"".join(response.streaming_content) if response.streaming else response.content
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return bytes(streamed)
        return to_files(streamed.decode(), url, self.live).encode()

    def _find(self, url: str) -> bytes:
        """The page that searches in the browser."""
        office = Office.objects.get(code=url.split("/")[2])
        with translation.override(settings.LANGUAGE_CODE):
            request = self._requests.get(url)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE
            context = {"office": office, "years": years_of(office), "messages": (), "officer": None}
            return to_files(render_to_string("mirror/find.html", context, request), url, self.live).encode()

    # -- what is gone ------------------------------------------------------------------------------------------------

    def _sweep(self, manifest: Manifest, office: str, plan: Iterable[Planned]) -> Written:
        """Remove the pages of an office that are no longer planned."""
        kept = {page.url for page in plan}
        done = Written()
        for url, file in manifest.urls(office).items():
            if url not in kept:
                done += self._remove(manifest, url, file)
        return done

    def _sweep_touched(self, manifest: Manifest, office: Office, plan: Iterable[Planned]) -> Written:
        """Remove the last pages of lists that grew shorter, and the files of versions that no longer stand."""
        kept = {page.url for page in plan}
        lists = {url.partition("?")[0] for url in kept}
        done = Written()
        for url, file in manifest.urls(office.code).items():
            list_page = "?page=" in url and url.partition("?")[0] in lists and url not in kept
            if list_page or (url.startswith(f"/o/{office.code}/file/") and self.render(url) is None):
                done += self._remove(manifest, url, file)
        return done

    def _remove(self, manifest: Manifest, url: str, file: str) -> Written:
        manifest.drop(url)
        path = self.folder / file
        if not path.exists():
            return Written()
        path.unlink()
        return Written(removed=1)

    def _copy_static(self) -> Written:
        """Style sheets, scripts and fonts: those that changed."""
        done = Written()
        for source in sorted(STATIC.rglob("*")):
            target = self.folder / "static" / source.relative_to(STATIC)
            if source.is_file() and not _same(source, target):
                put(target, source.read_bytes())
                shutil.copystat(source, target)
                done += Written(written=1)
        return done


def _same(source: Path, target: Path) -> bool:
    return (
        target.exists()
        and target.stat().st_size == source.stat().st_size
        and target.read_bytes() == source.read_bytes()
    )


def _titles(url: str) -> bytes:
    """The titles of a year, for the search in the browser: title, numbers, day, address."""
    _empty, _o, code, _find, name = url.split("/")
    office = Office.objects.get(code=code)
    found = public.with_words(public.items(office).filter(web_on__year=int(name.removesuffix(".json"))))
    rows = [
        [
            item.on_web[0].version.title,
            " ".join(one for one in (item.document_number, item.index_number) if one),
            str(item.web_on),
            f"/o/{code}/item/{item.number}/",
        ]
        for item in found
    ]
    return json.dumps(rows, ensure_ascii=False).encode()


def put(path: Path, data: bytes) -> None:
    """Write a file whole, or leave the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
