"""A case with an original: a paper with a name, an identity number, a phone and an address, none of them real."""

from __future__ import annotations

import pytest

from gongkai.documents.redact.model import Mark
from gongkai.documents.redact.pages import places_of
from gongkai.web.applications.files import attach
from gongkai.web.applications.models import Application, CaseFile
from gongkai.web.redaction.actions import add_marks, begin
from gongkai.web.redaction.models import Redaction
from tests.documents.redact import samples
from tests.web.conftest import Staff

PAPER = samples.small_paper()


@pytest.fixture
def original(case: Application, staff: Staff) -> CaseFile:
    return attach(staff.officer("officer"), case.office, case, "original", "张某丰的材料.pdf", PAPER)


@pytest.fixture
def redaction(original: CaseFile, staff: Staff) -> Redaction:
    return begin(staff.officer("officer"), original)


def marks_on(text: str, ground: str = "EX15") -> list[Mark]:
    return [Mark(word.page, word.box, ground, "内部备注") for word in places_of(PAPER, text)]


@pytest.fixture
def marked(redaction: Redaction, staff: Staff) -> Redaction:
    """The identity number and the name are marked by the officer."""
    add_marks(staff.officer("officer"), redaction.pk, marks_on(samples.ID), version=redaction.version)
    add_marks(staff.officer("officer"), redaction.pk, marks_on(samples.NAME, "EX16A"), version=redaction.version + 1)
    redaction.refresh_from_db()
    return redaction
