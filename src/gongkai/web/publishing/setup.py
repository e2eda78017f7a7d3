"""What an office sets for publishing: the stages of its review, the pattern of index numbers, its own lists of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from gongkai.errors import OfficeError
from gongkai.ledger.index_numbers import pattern_of
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import ROLES, Office
from gongkai.web.offices.policy import PERMISSIONS, Officer
from gongkai.web.publishing.actions import Words, newest, refold, save_words
from gongkai.web.publishing.hints import Lists
from gongkai.web.publishing.models import Item, ReviewStage
from gongkai.web.publishing.reading import read_item
from gongkai.web.publishing.rules import PATTERN, stages_of

LISTS = "publishing_lists"
"""Name of the setting: {"avoid": {word: instead}, "names": {wrong: right}}."""
MOST_WORDS, MOST_STAGES = 500, 8
ACT = "set_up_publishing"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as it is to be. code: empty for a new one. roles: codes of `offices.models.ROLES`."""

    code: str
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """Running items a change of the stages touches.

    back: what they passed does not begin the new order, so they go back to the drafter. on: they go on under the new
    stages. public: already public; another channel needs the stages they lack.
    """

    back: tuple[Item, ...]
    on: tuple[Item, ...]
    public: int

    @property
    def total(self) -> int:
        return len(self.back) + len(self.on)


def reviewing_roles() -> dict[str, Any]:
    """Roles that may decide a stage at all."""
    return {code: label for code, label in ROLES.items() if code in PERMISSIONS["item_reviewed"]}


def affected_by(office: Office, wanted: Sequence[Stage]) -> Affected:
    """Which running items new stages would touch; none where the codes and their order stay."""
    now_codes = tuple(stage.code for stage in stages_of(office))
    codes = tuple(stage.code for stage in wanted)
    if codes == now_codes:
        return Affected((), (), 0)
    back, on = [], []
    for item in _running(office):
        passed = tuple(one.stage for one in read_item(item).state.reviews)
        (on if passed == codes[: len(passed)] else back).append(item)
    public = Item.objects.filter(office=office, archived_on=None, is_public=True).count()
    return Affected(tuple(back), tuple(on), public)


def _running(office: Office) -> QuerySet[Item]:
    """Handed in and not yet public in that version."""
    stages = ("in_review", "referred", "ready", "scheduled")
    is_running = Q(stage__in=stages) | (Q(stage__in=("public", "taken_down")) & ~Q(next_stage=""))
    return Item.objects.filter(is_running, office=office, archived_on=None).select_related("office", "category")


@transaction.atomic
def set_stages(
    officer: Officer, office: Office, wanted: Sequence[Stage], *, is_four_eyes: bool, accepted: int | None = None
) -> Affected:
    """Set the stages of the review. accepted: how many running items the officer was told of.

    Items whose passed stages do not fit go back as a new version with the same words, so that none is stuck.

    Raises:
        NotPermitted; OfficeError: no stage, one without name or role, two of one name, or other items are touched
        than the officer was told of.
    """
    officer.must(ACT)
    office = Office.objects.select_for_update().get(pk=office.pk)
    stages = _coded(office, wanted)
    touched = affected_by(office, stages)
    if touched.total and touched.total != accepted:
        raise OfficeError(
            f"{touched.total} running items are touched; confirm that.",
            zh=f"有{touched.total}条正在审核或者待发布的信息受影响，请核对后确认。",
        )
    for item in touched.back:
        _send_back(officer, item)
    ReviewStage.objects.filter(office=office).delete()
    ReviewStage.objects.bulk_create(
        ReviewStage(office=office, position=at, code=one.code, name=one.name, roles=" ".join(one.roles))
        for at, one in enumerate(stages, 1)
    )
    office.settings = {**office.settings, "four_eyes": is_four_eyes}
    office.save(update_fields=["settings"])
    said = [[one.code, one.name, " ".join(one.roles)] for one in stages]
    record_desk(office, "review_set", by=officer.username, stages=said, four_eyes=is_four_eyes)
    for item in Item.objects.filter(office=office, archived_on=None).exclude(stage__in=("drafting", "kept")):
        refold(item)
    return touched


def _send_back(officer: Officer, item: Item) -> None:
    """A new version with the same words: the review begins anew. Done under the name of who set the stages."""
    version = newest(item)
    words = Words(**{name: getattr(version, name) for name in (*version.WORDS, "in_force_on")})
    deputy = Officer(officer.user_id, officer.username, officer.name, officer.office_id, frozenset({"head"}))
    save_words(deputy, item.pk, words, changed="审核环节调整，重新报送")


def _coded(office: Office, wanted: Sequence[Stage]) -> list[Stage]:
    """The stages with a code each: a known one keeps its own."""
    known = {stage.code for stage in stages_of(office)}
    taken = set(known)
    found: list[Stage] = []
    for one in wanted:
        name = " ".join(one.name.split())
        roles = tuple(role for role in reviewing_roles() if role in one.roles)
        if not name or not roles:
            raise OfficeError("Each stage needs a name and a role.", zh="每个审核环节都要有名称和办理岗位。")
        code = one.code if one.code in known else ""
        if not code:
            code = next(f"stage{n}" for n in range(1, 100) if f"stage{n}" not in taken)
            taken.add(code)
        found.append(Stage(code, name[:40], roles))
    if not found:
        raise OfficeError(
            "Nothing is public without a review: keep one stage.", zh="公开前必须审查，至少保留一个环节。"
        )
    if len(found) > MOST_STAGES:
        raise OfficeError(f"At most {MOST_STAGES} stages.", zh=f"审核环节最多{MOST_STAGES}个。")
    if len({one.name for one in found}) < len(found) or len({one.code for one in found}) < len(found):
        raise OfficeError("Two stages have one name.", zh="审核环节名称不能重复。")
    return found


@transaction.atomic
def set_pattern(officer: Officer, office: Office, text: str) -> None:
    """Set the pattern of index numbers; numbers given stay as they are.

    Raises:
        NotPermitted; EntryError: the pattern cannot be used.
    """
    officer.must(ACT)
    pattern_of(text.strip())
    office = Office.objects.select_for_update().get(pk=office.pk)
    office.settings = {**office.settings, PATTERN: text.strip()}
    office.save(update_fields=["settings"])
    record_desk(office, "index_pattern_set", by=officer.username, pattern=text.strip())


def lists_of(office: Office) -> Lists:
    """The office's own lists."""
    given = office.settings.get(LISTS) or {}
    return Lists(dict(given.get("avoid") or {}), dict(given.get("names") or {}))


@transaction.atomic
def set_lists(officer: Officer, office: Office, avoid: Mapping[str, str], names: Mapping[str, str]) -> None:
    """Set the lists of words to avoid and of wrong or outdated names, each with what to write instead."""
    officer.must(ACT)
    if len(avoid) > MOST_WORDS or len(names) > MOST_WORDS:
        raise OfficeError(f"At most {MOST_WORDS} words a list.", zh=f"每个清单最多{MOST_WORDS}个词。")
    office = Office.objects.select_for_update().get(pk=office.pk)
    office.settings = {**office.settings, LISTS: {"avoid": dict(avoid), "names": dict(names)}}
    office.save(update_fields=["settings"])
    record_desk(office, "publishing_lists_set", by=officer.username, avoid=len(avoid), names=len(names))


def read_list(text: str) -> dict[str, str]:
    """A list typed a line a word, with "=>", "→" or a tab before what to write instead."""
    found: dict[str, str] = {}
    for line in text.replace("\0", "").splitlines():
        for sign in ("=>", "→", "\t"):
            line = line.replace(sign, "\t", 1)
        word, _tab, instead = line.partition("\t")
        if word.strip():
            found[" ".join(word.split())[:60]] = " ".join(instead.split())[:60]
    return found


def write_list(words: Mapping[str, str]) -> str:
    return "\n".join(f"{word} => {instead}" if instead else word for word, instead in words.items())
