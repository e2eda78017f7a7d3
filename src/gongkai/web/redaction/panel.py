"""Redaction on the page of a case: its originals, what is marked, what is released."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from gongkai.web.applications.models import CaseFile
from gongkai.web.applications.panels import DESK_ACTS, CasePage, Panel, add
from gongkai.web.redaction.models import RedactedCopy, Redaction


def install() -> None:
    DESK_ACTS.update(
        {
            "redaction_begun": _("开始区分处理"),
            "redaction_marked": _("标记不予公开的内容"),
            "redaction_changed": _("修改标记"),
            "redaction_unmarked": _("删除标记"),
            "redaction_copied": _("生成区分处理副本"),
            "redaction_refused": _("副本未通过检验，没有放行"),
            "redaction_released": _("放行区分处理副本"),
            "redaction_withdrawn": _("撤回放行"),
        }
    )
    add(Panel("redaction", "redaction/panel.html", facts, "main", 65, "redact"))


def facts(page: CasePage) -> dict[str, Any] | None:
    """Each original with its count of marks and its newest copy; no panel where there is no original."""
    originals = list(CaseFile.objects.filter(application=page.case, kind="original").defer("wrapped_key"))
    if not originals:
        return None
    works = Redaction.objects.filter(original__application=page.case).annotate(mark_count=Count("marks"))
    begun = {one.original_id: one for one in works}
    newest: dict[int, RedactedCopy] = {}
    for copy in RedactedCopy.objects.filter(redaction__original__application=page.case).order_by("made_at"):
        newest[copy.redaction_id] = copy
    rows = []
    for file in originals:
        work = begun.get(file.pk)
        rows.append((file, work, newest.get(work.pk) if work else None))
    return {"rows": rows}
