"""The bundle keeps the main requirements of ISO 19005-3, and the check would tell if it did not."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.errors import DocumentError
from gongkai.ledger import steps
from gongkai.web.applications.actions import take_step
from gongkai.web.applications.files import add_file
from gongkai.web.archive.actions import archive_case
from gongkai.web.archive.bundle import check_bundle, render
from gongkai.web.archive.contents import gather
from gongkai.web.archive.vault import load
from tests.documents.redact import samples
from tests.web.archive.pdfa import faults

pytestmark = pytest.mark.one_engine

DAY = date(2026, 6, 10)


@pytest.fixture
def closed(case, staff):
    officer = staff.officer("officer")
    add_file(case.office, case, "letter", "答复 & 附件 (1).pdf", samples.small_paper(), "x")
    add_file(case.office, case, "evidence", "检索\\记录.txt", "内容".encode(), "x")
    return take_step(officer, case.pk, steps.Answered(on=date(2026, 6, 3), outcome="granted", reason="随函提供"))


@pytest.fixture
def contents(closed):
    return gather(closed, is_with_personal=False)


@pytest.fixture
def data(contents):
    return render(contents, DAY, ["no_service"], "纸质存档")


def test_a_bundle_is_pdf_a_3b(closed, staff):
    assert faults(load(archive_case(staff.officer("officer"), closed.pk, reason="纸质存档"))) == []


def test_a_bundle_without_files_is_too(case, staff):
    officer = staff.officer("officer")
    take_step(officer, case.pk, steps.Answered(on=date(2026, 6, 3), outcome="granted", reason="随函提供"))
    assert faults(load(archive_case(officer, case.pk, reason="存纸质档案", is_with_personal=True))) == []


@pytest.mark.parametrize(
    ("old", "new", "clause"),
    [
        (b"%PDF-1.7\n%\x80", b"%PDF-1.7\n%a", "6.1.2"),
        (b"/ID[", b"/IX[", "6.1.3"),
        (b"/Info ", b"/Encrypt 1 0 R/Info ", "6.1.3"),
        (b"/Filter/FlateDecode", b"/Filter/LZWDecode  ", "6.1.7.2"),
        (b"/GTS_PDFA1", b"/GTS_PDFX1", "6.2.3"),
        (b"/OutputIntents", b"/OutputIntentz", "6.2.3"),
        (b"/FontFile2", b"/FontFileX", "6.2.11.4.1"),
        (b"/CIDToGIDMap", b"/CIDToGIDMax", "6.2.11.3.2"),
        (b"<pdfaid:part>3", b"<pdfaid:part>2", "6.6.4"),
        (b"<pdfaid:conformance>B", b"<pdfaid:conformance>A", "6.6.4"),
        (b"/AFRelationship/Data", b"/AFRelationship/Date", "6.8"),
        (b"/AF[", b"/AX[", "6.8"),
        (b"/UF", b"/UX", "6.8"),
        (b"/Subtype/application#2Fjson", b"/Subtypx/application#2Fjson", "6.8"),
        (b"endstream", b"endstreem", "6.1.7.1"),
    ],
)
def test_the_check_tells_what_is_broken(data, old, new, clause):
    assert faults(data) == []
    assert old in data
    before, _, after = data.rpartition(old) if clause == "6.1.3" else data.partition(old)
    broken = before + new + after
    assert any(clause in fault for fault in faults(broken)), faults(broken)


def test_a_cut_off_bundle_is_told(data):
    assert faults(data[:-40]) != []


# --- what the archive itself checks before it archives -----------------------------------------------------------------


def test_a_bundle_is_held_against_what_went_in(contents, data):
    check_bundle(data, contents)
    for broken in (data[:500], b"", data.replace(b"<pdfaid:part>3", b"<pdfaid:part>2")):
        with pytest.raises(DocumentError, match="nothing was archived"):
            check_bundle(broken, contents)


def test_a_bundle_that_lacks_a_file_is_told(closed, contents, data):
    add_file(closed.office, closed, "other", "后来.txt", b"x", "x")
    with pytest.raises(DocumentError):
        check_bundle(data, gather(closed, is_with_personal=False))
