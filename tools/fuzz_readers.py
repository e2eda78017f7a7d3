"""Spoil sample files at random and read them: `.venv/bin/python -m tools.fuzz_readers --minutes N [--seed S]`.

A reader may return reports or raise DocumentError; anything else is a fault of ours, kept in `--keep` (out/fuzz) with the
number that makes it again: `--seed S --only NUMBER`. The file under way always lies there as `current`, so that one
which ends the process is not lost. A zip whose packed bytes were spoilt must read as before or be refused: a figure that
differs is a fault too. Pictures are found but not looked into (OCR) unless `--pictures` says so.
"""

from __future__ import annotations

import argparse
import faulthandler
import gzip
import re
import sys
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from gongkai.documents.read import read_reports
from gongkai.documents.write import FORMATS, render
from gongkai.errors import DocumentError
from gongkai.report.model import AnnualReport
from tests.documents import ofd_files, old_formats, reports, scans
from tests.documents.test_read_odt import whole as odt_report
from tests.samples.layouts import LAYOUTS, document

OFFICE = Path(__file__).parent.parent / "tests" / "samples" / "office"
HANGS = 120
"""Seconds after which a file that does not end is shown with where it stands, and the process ends."""

NUMBERS = (b"0", b"-1", b"1", b"255", b"65536", b"2147483647", b"4294967295", b"999999999999", b"1e999", b"NaN", b"")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)

Mutation = Callable[[bytes, Random], bytes]


class PictureFoundError(Exception):
    """Raised in the place of looking into a picture."""


@dataclass
class Tally:
    """What came of the files so far."""

    kinds: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, str]] = field(default_factory=list)

    def add(self, kind: str, name: str, seconds: float, fault: str) -> None:
        self.kinds[kind] += 1
        if fault:
            self.faults[fault] += 1
        self.slowest = sorted([*self.slowest, (seconds, name)], reverse=True)[:5]


# --- samples ----------------------------------------------------------------------------------------------------------


def samples() -> Iterator[tuple[str, bytes]]:
    """Files of every format, by name."""
    for made in (reports.full_report, reports.hostile_report):
        for form in reports.BOTH:
            report = made(form)
            name = f"{made.__name__}.{form}"
            yield from ((f"{name}.{format}", render(report, format)) for format in FORMATS)
            yield f"{name}.odt", odt_report(reports.full_report(form))
            yield f"{name}.ofd", ofd_files.set_report(reports.full_report(form))
            yield f"{name}.made.doc", old_formats.word_report(reports.full_report(form), pieces=3)
            yield f"{name}.made.rtf", old_formats.rtf_report(reports.full_report(form))
    full = reports.full_report()
    for name, way in {"turned": ofd_files.Way(turned=True), "chars": ofd_files.Way(per_char=True, filled=True)}.items():
        yield f"{name}.ofd", ofd_files.set_report(full, way)
    for name, layout in LAYOUTS.items():
        yield f"{name}.txt", document(full, layout).encode()
    for path in sorted(OFFICE.glob("*.gz")):
        yield path.stem, gzip.decompress(path.read_bytes())
    pages = scans.pages_of(full, dpi=50)
    yield "scan.png", scans.as_image(pages[0])
    yield "scan.jpg", scans.as_image(pages[0], "JPEG")
    yield "scan.tiff", scans.as_tiff(pages)
    yield "scan.pdf", scans.as_pdf(pages, 50)


# --- mutations --------------------------------------------------------------------------------------------------------


def _block(data: bytes, random: Random, most: int = 4096) -> tuple[int, int]:
    start = random.randrange(len(data))
    return start, min(len(data), start + random.randint(1, random.choice((4, 64, most))))


def flipped(data: bytes, random: Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(random.choice((1, 3, 20))):
        spoilt[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return bytes(spoilt)


def cut(data: bytes, random: Random) -> bytes:
    return data[: random.randint(1, len(data))]


def doubled(data: bytes, random: Random) -> bytes:
    start, end = _block(data, random)
    at = random.randrange(len(data))
    return data[:at] + data[start:end] * random.choice((1, 2, 50)) + data[at:]


def shortened(data: bytes, random: Random) -> bytes:
    start, end = _block(data, random)
    return data[:start] + data[end:]


def renumbered(data: bytes, random: Random) -> bytes:
    """Numbers, as text, put in the place of others."""
    places = list(re.finditer(rb"\d+", data))
    for place in sorted(random.sample(places, min(len(places), random.choice((1, 5)))), key=lambda one: -one.start()):
        data = data[: place.start()] + random.choice(NUMBERS) + data[place.end() :]
    return data


PLAIN: Sequence[Mutation] = (flipped, cut, doubled, shortened, renumbered)


def any_of(data: bytes, random: Random) -> bytes:
    return random.choice(PLAIN)(data, random) if data else data


def part_spoilt(data: bytes, random: Random) -> bytes:
    """One part of a zip spoilt, renamed, doubled in size or left out, packed again with the right checksums."""
    with ZipFile(BytesIO(data)) as opened:
        parts = {info.filename: opened.read(info) for info in opened.infolist()}
    name = random.choice(list(parts))
    what = random.randrange(10)
    if what == 0:
        del parts[name]
    elif what == 1:
        parts[name] = parts[random.choice(list(parts))]
    else:
        parts[name] = any_of(parts[name], random)
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=1) as packed:
        for each, content in parts.items():
            packed.writestr(each, content, ZIP_STORED if each == "mimetype" else None)
    return target.getvalue()


def stream_spoilt(data: bytes, random: Random) -> bytes:
    """One packed stream of a PDF spoilt inside and packed again."""
    found = random.choice(list(STREAM.finditer(data)))
    try:
        inside = zlib.decompress(found[1])
    except zlib.error:
        return flipped(data, random)
    return data[: found.start(1)] + zlib.compress(any_of(inside, random)) + data[found.end(1) :]


def mutations_of(data: bytes) -> Sequence[Mutation]:
    if data.startswith(b"PK"):
        return (*PLAIN, *[part_spoilt] * 10)
    return (*PLAIN, *[stream_spoilt] * 5) if data.startswith(b"%PDF") else PLAIN


# --- reading ----------------------------------------------------------------------------------------------------------


def no_picture() -> None:
    raise PictureFoundError


def outcome(data: bytes, before_picture: Callable[[], None]) -> tuple[str, str, tuple[AnnualReport, ...]]:
    """Read a file: the kind of outcome, the fault if it is one, the reports."""
    try:
        found = read_reports(data, before_picture=before_picture)
    except DocumentError as error:
        both = bool(error.zh) and error.zh != str(error)
        return "refused", "" if both else f"no Chinese words: {str(error).split(':')[0][:80]}", ()
    except PictureFoundError:
        return "picture", "", ()
    except Exception as error:  # noqa: BLE001  # what this program looks for
        last = traceback.extract_tb(error.__traceback__)[-1]
        return "fault", f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}: {str(error)[:80]}", ()
    return "read", "", found


def figures(found: Sequence[AnnualReport]) -> set[tuple[object, object]]:
    return {(key, cell.value) for one in found for key, cell in one.cells.items() if cell.status == "stated"}


def fuzz(arguments: argparse.Namespace) -> Tally:
    keep: Path = arguments.keep
    keep.mkdir(parents=True, exist_ok=True)
    before_picture = (lambda: None) if arguments.pictures else no_picture
    whole = dict(samples())
    told = {name: figures(outcome(data, before_picture)[2]) for name, data in whole.items()}
    tally, until = Tally(), time.monotonic() + 60 * arguments.minutes
    for number in count() if arguments.only is None else [arguments.only]:
        if time.monotonic() > until:
            break
        random = Random(f"{arguments.seed}.{number}")
        name = random.choice(list(whole))
        mutation = random.choice(mutations_of(whole[name]))
        data = mutation(whole[name], random)
        (keep / "current").write_bytes(data)
        faulthandler.dump_traceback_later(HANGS, exit=True)
        start = time.monotonic()
        kind, fault, found = outcome(data, before_picture)
        seconds = time.monotonic() - start
        faulthandler.cancel_dump_traceback_later()
        if data.startswith(b"PK") and mutation is not part_spoilt and figures(found) - told[name]:
            kind, fault = "differs", f"figures differ: {name} {mutation.__name__}"
        if fault and not tally.faults[fault]:
            (keep / f"{arguments.seed}-{number}-{name}").write_bytes(data)
            sys.stdout.write(f"{arguments.seed} {number} {name} {mutation.__name__}: {fault}\n")
            sys.stdout.flush()
        tally.add(kind, f"{number} {name} {mutation.__name__}", seconds, fault)
    return tally


def main() -> int:
    """Return 1 when a fault was found."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz_readers", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--minutes", type=float, default=1, help="how long")
    parser.add_argument("--seed", type=int, default=0, help="the same seed spoils the same files in the same way")
    parser.add_argument("--only", type=int, help="one file by its number")
    parser.add_argument("--keep", type=Path, default=Path("out/fuzz"), help="where files that show a fault are kept")
    parser.add_argument("--pictures", action="store_true", help="look into pictures (OCR), which is slow")
    arguments = parser.parse_args()
    faulthandler.enable()
    start = time.monotonic()
    tally = fuzz(arguments)
    total = sum(tally.kinds.values())
    sys.stdout.write(f"{total} files in {(time.monotonic() - start) / 60:.1f} min: {dict(tally.kinds)}\n")
    sys.stdout.writelines(f"{times} x {fault}\n" for fault, times in tally.faults.most_common())
    sys.stdout.writelines(f"slowest {seconds:.2f} s: {name}\n" for seconds, name in tally.slowest)
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
