"""The panels every item's page has: what comes next, the words, files, where it stands in public, versions, history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.ledger.item_acts import allowed_for_item
from gongkai.web.desk.links import url_or_empty
from gongkai.web.desk.templatetags import words
from gongkai.web.publishing import panels
from gongkai.web.publishing.actions import may_decide
from gongkai.web.publishing.forms_steps import STEP_FORMS
from gongkai.web.publishing.models import Collection, Item
from gongkai.web.publishing.panels import STEP_PAGES, ItemPage, Panel
from gongkai.web.publishing.rules import stages_of
from gongkai.web.publishing.saying import due_facts, history
from gongkai.web.publishing.shown import shown_body

_HINTS: Mapping[str, Any] = {
    "item_formed": gettext_lazy("公开时限自形成之日起计算（条例第二十六条）"),
    "item_submitted": gettext_lazy("公开前应当审查（条例第十七条）"),
    "item_corrected": gettext_lazy("已公开的内容有误的（条例第六条）"),
    "item_clarified": gettext_lazy("发现虚假或者不完整信息的（条例第六条）"),
    "item_evaluated": gettext_lazy("不予公开的信息定期评估（条例第十八条）"),
    "item_effect_changed": gettext_lazy("修改、废止、失效"),
}
_FIRST: Mapping[str, tuple[str, ...]] = {
    "drafting": ("item_text_changed", "item_formed", "item_submitted"),
    "in_review": ("item_reviewed", "item_formed"),
    "referred": ("referral_answered",),
    "ready": ("item_released", "item_scheduled", "item_formed"),
    "scheduled": ("item_unscheduled", "item_released"),
    "public": (
        *("item_reviewed", "item_submitted", "item_released", "item_corrected", "item_effect_changed"),
        "item_taken_down",
    ),
    "taken_down": ("item_reviewed", "item_submitted", "item_released", "item_text_changed"),
    "kept": ("item_evaluated", "item_attributed", "item_formed"),
    "archived": (),
}
"""By stage the steps that usually come next."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step open to the officer: its name, its page, a word about the law."""

    act: str
    url: str
    hint: str = ""


def _steps(page: ItemPage) -> Iterator[Step]:
    item, code = page.item, page.item.office.code
    for act in allowed_for_item(page.reading.state, page.policy, page.today):
        if not page.officer.may(act):
            continue
        url = ""
        if act == "item_text_changed":
            url = reverse("desk:items:edit", args=[code, item.pk])
        elif act == "item_corrected":
            url = reverse("desk:items:edit", args=[code, item.pk]) + "?kind=correction"
        elif act == "item_reviewed":
            stage = next((one for one in stages_of(item.office) if one.code == item.next_stage), None)
            if stage is not None and may_decide(page.officer, stage):
                url = reverse("desk:items:review", args=[code, item.pk])
        elif act in STEP_PAGES:
            url = url_or_empty(STEP_PAGES[act], code, item.pk)
        elif act in STEP_FORMS:
            url = reverse("desk:items:step", args=[code, item.pk, act])
        if url:
            yield Step(act, url, str(_HINTS.get(act, "")))


def _next(page: ItemPage) -> dict[str, Any]:
    steps = list(_steps(page))
    first = _FIRST[page.item.stage]
    usual = sorted((one for one in steps if one.act in first), key=lambda one: first.index(one.act))
    return {
        "usual": usual,
        "rest": [one for one in steps if one.act not in first],
        "words": stands(page),
        "place_url": reverse("desk:items:place", args=[page.item.office.code, page.item.pk])
        if page.officer.may("item_text_changed")
        else "",
    }


def stands(page: ItemPage) -> list[str]:
    """Where the item stands and what it waits for, a sentence each."""
    item, state = page.item, page.reading.state
    found = []
    if item.must_come_down:
        found.append(_("公开属性已改为不主动公开，但仍在公开渠道上，应当撤下。"))
    if item.stage == "drafting":
        found.append(_("正在起草。写好正文和附件后报送审核。"))
    elif item.stage == "referred":
        found.append(_("已提请保密行政管理部门审定，答复前不得公开（条例第十七条）。"))
    elif item.stage == "kept":
        found.append(_("公开属性为“%(name)s”，不主动公开。") % {"name": words.gloss(item.attribute_name)})
    elif item.stage == "ready":
        found.append(_("审查已完成，可以发布。"))
    if item.next_stage and state.submitted_on and item.stage in ("in_review", "public", "taken_down"):
        stage = next((one for one in stages_of(item.office) if one.code == item.next_stage), None)
        if stage is not None and item.web_version != item.version:
            roles = words.roles(stage.roles.split())
            found.append(_("等待“%(stage)s”，由%(roles)s办理。") % {"stage": stage.name, "roles": roles})
    if item.release_on:
        found.append(_("定于%(day)s发布。") % {"day": words.day(item.release_on)})
    if item.formed_on is None and item.attribute == "publish":
        found.append(_("还没有成文日期：签发后登记“成文”，公开时限从那一天算起；没有成文日期不能发布。"))
    if item.category_id is None and item.attribute == "publish":
        found.append(_("还没有选定栏目，发布前应当选定。"))
    if item.is_public and item.web_version and item.version > item.web_version:
        found.append(_("门户上是第%(old)d版，第%(new)d版尚未发布。") % {"old": item.web_version, "new": item.version})
    return found


def _words(page: ItemPage) -> dict[str, Any]:
    version = page.version
    item = page.item
    facts = [
        (_("索引号"), item.index_number),
        (_("文号"), item.document_number),
        (_("发文机关"), version.issuer),
        (_("成文日期"), words.day(item.formed_on)),
        (_("发布日期"), words.day(item.first_published_on)),
        (_("实施日期"), words.day(version.in_force_on)),
        (_("有效性"), words.gloss(item.effect_name)),
        (_("体裁分类"), version.genre),
        (_("主题分类"), version.theme),
        (_("主题词"), version.keywords),
        (_("来源"), version.source),
        (_("内容概述"), version.summary),
    ]
    return {
        "version": version,
        "facts": [(label, value) for label, value in facts if value],
        "body": shown_body(version.body, item.office.code, item.pk),
        "is_open": page.is_open and page.officer.may("item_text_changed") and item.archived_on is None,
    }


def _files(page: ItemPage) -> dict[str, Any]:
    may = page.is_open and page.officer.may("item_text_changed") and page.item.archived_on is None
    return {"files": page.files, "may": may, "error": page.extra.get("file_error", "")}


def _versions(page: ItemPage) -> dict[str, Any]:
    """The versions, newest first, each with the one before it."""
    versions = page.versions
    before = {one.number: (versions[at + 1].number if at + 1 < len(versions) else 0) for at, one in enumerate(versions)}
    kinds = {"draft": _("初稿"), "change": _("修改"), "correction": _("更正")}
    rows = [(one, kinds[one.kind], before[one.number], page.staff.get(one.by, one.by)) for one in versions]
    return {"rows": rows, "has_several": len(versions) > 1, "newest": versions[0].number}


def _publications(page: ItemPage) -> dict[str, Any] | None:
    return {"rows": page.publications} if page.publications else None


def _belongs(page: ItemPage) -> dict[str, Any]:
    item = page.item
    return {
        "interpretations": list(Item.objects.filter(interprets=item).order_by("number")[:20]),
        "tasks": list(Collection.objects.filter(item=item)[:5]),
        "drafter": page.staff.get(item.drafter, item.drafter),
    }


for _panel in (
    Panel("next", "publishing/item/next.html", _next, "top", 10),
    Panel("words", "publishing/item/words.html", _words, "main", 10),
    Panel("files", "publishing/item/files.html", _files, "main", 20),
    Panel("publications", "publishing/item/publications.html", _publications, "main", 30),
    Panel("versions", "publishing/item/versions.html", _versions, "main", 70),
    Panel("history", "publishing/item/history.html", history, "main", 90),
    Panel("due", "publishing/item/due.html", due_facts, "side", 10),
    Panel("belongs", "publishing/item/belongs.html", _belongs, "side", 20),
):
    panels.add(_panel)
