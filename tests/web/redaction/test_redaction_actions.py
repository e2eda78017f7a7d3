"""From mark to release: what is proved, who may, what is refused, and that an original never leaves."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, transaction

from gongkai.documents.redact.model import Box, Mark
from gongkai.errors import DocumentError, NotPermitted, OfficeError, SealBroken, StaleCase
from gongkai.web.applications.files import add_file, attach, open_file, path_of, set_for_applicant
from gongkai.web.applications.models import CaseFile
from gongkai.web.entries.models import Entry
from gongkai.web.people import seal
from gongkai.web.redaction.actions import add_marks, begin, change_mark, make_copy, release, remove_mark, withdraw
from gongkai.web.redaction.models import RedactedCopy, Redaction, RedactionMark
from gongkai.web.redaction.queries import grounds_of, released_copies
from tests.documents.redact import samples
from tests.web.conftest import member
from tests.web.redaction.conftest import PAPER, marks_on


@pytest.fixture
def copy(marked, staff):
    return make_copy(staff.officer("officer"), marked.pk, version=marked.version)


def test_a_beginning_counts_pages_and_finds_numbers(redaction):
    assert redaction.page_count == 1
    kinds = {kind for _page, _box, kind, _text in redaction.hints}
    assert {"resident_id", "mobile", "address"} <= kinds
    assert samples.ID not in json.dumps(redaction.hints)


def test_from_mark_to_the_file_of_the_applicant(copy, case, staff, marked):
    assert copy.leaks == []
    assert copy.proved_at is not None
    assert copy.file.kind == "redacted"
    assert not copy.file.is_for_applicant
    assert released_copies(case) == []
    assert grounds_of(case).codes == ()

    released = release(staff.officer("reviewer"), copy.pk)

    assert CaseFile.objects.get(is_for_applicant=True) == released.file
    assert released_copies(case) == [released.file]
    found = grounds_of(case)
    assert found.codes == ("EX15", "EX16A")
    assert [(row.ground, row.article, row.pages) for row in found.rows] == [
        ("EX15", "15", (1,)),
        ("EX16A", "16(1)", (1,)),
    ]
    assert open_file(marked.original) == PAPER
    assert not released.is_alone


@pytest.mark.one_engine
def test_the_copy_tells_nothing_by_its_name_and_no_entry_tells_what_is_withheld(copy, staff, case):
    release(staff.officer("reviewer"), copy.pk)
    assert copy.file.name == "2026-0001-区分处理件-1.pdf"
    written = str(list(Entry.objects.filter(office=case.office).values_list("body", flat=True)))
    for word in (samples.ID, samples.NAME, "内部备注", "1380000"):
        assert word not in written
    acts = list(Entry.objects.filter(type__startswith="redaction").order_by("sequence").values_list("type", flat=True))
    assert acts == [
        "redaction_begun",
        "redaction_marked",
        "redaction_marked",
        "redaction_copied",
        "redaction_released",
    ]


def test_a_change_of_marks_makes_the_copy_stale(copy, marked, staff, case):
    officer = staff.officer("officer")
    remove_mark(officer, marked.pk, RedactionMark.objects.first().pk, version=marked.version)
    with pytest.raises(OfficeError, match="anew"):
        release(staff.officer("reviewer"), copy.pk)
    assert released_copies(case) == []
    made = make_copy(officer, marked.pk, version=marked.version + 1)
    assert list(RedactedCopy.objects.all()) == [made]  # the one never released is gone
    assert CaseFile.objects.filter(kind="redacted").count() == 1


def test_a_note_does_not_make_the_copy_stale(copy, marked, staff):
    mark = marked.marks.first()
    change_mark(staff.officer("officer"), marked.pk, mark.pk, replace(mark.plain(), note="x"), version=marked.version)
    assert release(staff.officer("reviewer"), copy.pk).is_released


def test_two_who_mark_at_once_do_not_both_succeed(redaction, staff):
    marks = marks_on(samples.ID)
    add_marks(staff.officer("officer"), redaction.pk, marks, version=1)
    other = [Mark(1, Box(0.1, 0.1, 0.2, 0.2), "EX15")]
    with pytest.raises(StaleCase):
        add_marks(staff.officer("reviewer"), redaction.pk, other, version=1)
    with pytest.raises(StaleCase):
        make_copy(staff.officer("officer"), redaction.pk, version=1)
    assert RedactionMark.objects.count() == len(marks)


def test_a_place_is_marked_once(redaction, staff):
    officer, marks = staff.officer("officer"), marks_on(samples.ID)
    add_marks(officer, redaction.pk, marks, version=1)
    with pytest.raises(OfficeError, match="already"):
        add_marks(officer, redaction.pk, marks, version=2)


@pytest.mark.parametrize(
    "mark",
    [
        Mark(2, Box(0.1, 0.1, 0.2, 0.2), "EX15"),
        Mark(1, Box(0.1, 0.1, 1.2, 0.2), "EX15"),
        Mark(1, Box(0.2, 0.1, 0.2, 0.2), "EX15"),
        Mark(1, Box(float("nan"), 0.1, 0.2, 0.2), "EX15"),
        Mark(1, Box(0.1, 0.1, 0.2, 0.2), "EX99"),
    ],
)
def test_a_mark_that_cannot_be_meant_is_refused(redaction, staff, mark):
    with pytest.raises(DocumentError):
        add_marks(staff.officer("officer"), redaction.pk, [mark], version=1)
    assert not RedactionMark.objects.exists()


# --- who ----------------------------------------------------------------------------------------------------------


def test_only_who_may_redact_marks_and_only_who_may_release_releases(marked, copy, staff):
    for role in ("liaison", "leader", "archivist", "auditor", "administrator"):
        with pytest.raises(NotPermitted):
            add_marks(staff.officer(role), marked.pk, marks_on("第二段"), version=marked.version)
        with pytest.raises(NotPermitted):
            make_copy(staff.officer(role), marked.pk, version=marked.version)
        with pytest.raises(NotPermitted):
            release(staff.officer(role), copy.pk)
    with pytest.raises(NotPermitted):
        release(staff.officer("officer"), copy.pk)


def test_who_marked_does_not_release(redaction, staff, case):
    head = staff.officer("head")
    add_marks(head, redaction.pk, marks_on(samples.ID), version=1)
    copy = make_copy(staff.officer("officer"), redaction.pk, version=2)
    staff.officer("reviewer")
    with pytest.raises(NotPermitted) as caught:
        release(head, copy.pk)
    assert "另一位" in caught.value.zh
    assert release(staff.officer("reviewer"), copy.pk).is_alone is False


def test_who_took_a_mark_away_had_a_hand_in_it_too(marked, staff):
    head = staff.officer("head")
    staff.officer("reviewer")
    remove_mark(head, marked.pk, marked.marks.first().pk, version=marked.version)
    copy = make_copy(staff.officer("officer"), marked.pk, version=marked.version + 1)
    with pytest.raises(NotPermitted):
        release(head, copy.pk)


def test_the_only_one_who_may_release_does_so_and_it_is_recorded(redaction, staff, in_office):
    head = staff.officer("head")
    add_marks(head, redaction.pk, marks_on(samples.ID), version=1)
    copy = make_copy(head, redaction.pk, version=2)
    gone = member(in_office, "reviewer")
    gone.is_active = False
    gone.save()
    assert release(head, copy.pk).is_alone
    assert Entry.objects.get(type="redaction_released").body["is_alone"] is True


# --- the proof ----------------------------------------------------------------------------------------------------


def reseal(file: CaseFile, data: bytes) -> None:
    """Put other bytes in the place of a file, sealed as one who holds the keys would."""
    key = seal.unwrap(file.key_name, bytes(file.wrapped_key), django_settings.GONGKAI.data_keys, file.id.bytes)
    path_of(file).write_bytes(seal.seal(data, key, file.id.bytes))


def test_a_changed_copy_is_refused_at_release(copy, staff, case):
    reseal(copy.file, PAPER)
    with pytest.raises(OfficeError, match="not pass"):
        release(staff.officer("reviewer"), copy.pk)
    copy.refresh_from_db()
    assert copy.leaks
    assert copy.proved_at is None
    assert released_copies(case) == []
    assert not CaseFile.objects.filter(is_for_applicant=True).exists()
    assert Entry.objects.filter(type="redaction_refused").count() == 1


@pytest.mark.one_engine
def test_a_changed_copy_whose_checksum_was_changed_too_is_refused(copy, staff):
    from hashlib import sha256

    reseal(copy.file, PAPER)
    CaseFile.objects.filter(pk=copy.file_id).update(sha256=sha256(PAPER).hexdigest())
    with pytest.raises(OfficeError, match="not pass"):
        release(staff.officer("reviewer"), copy.pk)
    copy.refresh_from_db()
    assert {"text_layer", "hidden_word"} & {kind for _page, kind, _text in copy.leaks}
    assert samples.ID not in json.dumps(copy.leaks)


@pytest.mark.one_engine
def test_a_broken_or_lost_copy_is_refused(copy, staff):
    path_of(copy.file).write_bytes(b"broken")
    with pytest.raises(SealBroken):
        release(staff.officer("reviewer"), copy.pk)
    path_of(copy.file).unlink()
    with pytest.raises(SealBroken):
        release(staff.officer("reviewer"), copy.pk)


def test_a_release_locks_the_marks_until_it_is_taken_back(copy, marked, staff, case):
    reviewer = staff.officer("reviewer")
    release(reviewer, copy.pk)
    marked.refresh_from_db()
    with pytest.raises(OfficeError, match="take the release back"):
        add_marks(staff.officer("officer"), marked.pk, marks_on("第二段"), version=marked.version)
    with pytest.raises(OfficeError, match="take the release back"):
        make_copy(staff.officer("officer"), marked.pk, version=marked.version)
    with pytest.raises(OfficeError, match="why"):
        withdraw(reviewer, copy.pk, reason=" ")
    withdraw(reviewer, copy.pk, reason="遗漏一处")
    assert released_copies(case) == []
    assert not CaseFile.objects.get(pk=copy.file_id).is_for_applicant
    marked.refresh_from_db()
    add_marks(staff.officer("officer"), marked.pk, marks_on("第二段"), version=marked.version)
    make_copy(staff.officer("officer"), marked.pk, version=marked.version + 1)
    assert CaseFile.objects.filter(pk=copy.file_id).exists()  # someone may have loaded it: it is kept


# --- the original stays -------------------------------------------------------------------------------------------


def test_an_original_never_leaves_whichever_way_is_tried(original, case, staff):
    officer = staff.officer("officer")
    with pytest.raises(OfficeError):
        set_for_applicant(officer, original, is_for_applicant=True)
    with pytest.raises(OfficeError):
        add_file(case.office, case, "original", "a.pdf", PAPER, "x", is_for_applicant=True)
    original.refresh_from_db()
    original.is_for_applicant = True
    with pytest.raises(OfficeError):
        original.save()
    ways = (
        lambda: CaseFile.objects.filter(pk=original.pk).update(is_for_applicant=True),
        lambda: CaseFile.objects.bulk_update([original], ["is_for_applicant"]),
        lambda: original.save_base(raw=True),
    )
    for way in ways:
        with pytest.raises(DatabaseError, match="no_original_for_applicant"), transaction.atomic():
            way()
    given = attach(officer, case.office, case, "other", "b.pdf", PAPER)
    set_for_applicant(officer, given, is_for_applicant=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseFile.objects.filter(pk=given.pk).update(kind="original")
    assert not CaseFile.objects.filter(kind="original", is_for_applicant=True).exists()


def test_an_original_with_marks_does_not_leave_under_another_name(marked, case, staff):
    officer = staff.officer("officer")
    again = attach(officer, case.office, case, "other", "附件.pdf", PAPER)
    with pytest.raises(OfficeError, match="passages to withhold"):
        set_for_applicant(officer, again, is_for_applicant=True)


def test_a_copy_is_not_shared_past_its_release(copy, staff):
    with pytest.raises(OfficeError, match="not released"):
        set_for_applicant(staff.officer("officer"), copy.file, is_for_applicant=True)


# --- odd originals ------------------------------------------------------------------------------------------------


def test_only_an_original_is_redacted(case, staff):
    file = attach(staff.officer("officer"), case.office, case, "evidence", "a.pdf", PAPER)
    with pytest.raises(OfficeError):
        begin(staff.officer("officer"), file)


def test_an_original_that_does_not_open_is_said(case, staff):
    broken = attach(staff.officer("officer"), case.office, case, "original", "a.pdf", PAPER[: len(PAPER) // 2])
    with pytest.raises(DocumentError) as caught:
        begin(staff.officer("officer"), broken)
    assert caught.value.zh.endswith("。")
    assert not Redaction.objects.exists()


def test_a_file_of_too_many_pages_is_said(case, staff):
    long = samples.typeset("#pagebreak()" * 450, "width: 20mm, height: 20mm, margin: 2mm")
    file = attach(staff.officer("officer"), case.office, case, "original", "a.pdf", long)
    with pytest.raises(DocumentError, match="451 pages"):
        begin(staff.officer("officer"), file)


@pytest.mark.one_engine
def test_a_scan_is_redacted_too(case, staff):
    scan = samples.image_file(samples.noisy(300, 400))
    officer = staff.officer("officer")
    redaction = begin(officer, attach(officer, case.office, case, "original", "扫描件.png", scan))
    add_marks(officer, redaction.pk, [Mark(1, Box(0.1, 0.1, 0.9, 0.3), "EX15")], version=1)
    copy = make_copy(officer, redaction.pk, version=2)
    assert copy.leaks == []
    assert release(staff.officer("reviewer"), copy.pk).is_released
