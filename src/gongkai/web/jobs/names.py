"""What a job of each kind is called: while it runs, when it failed, when it is done; and what its parts are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Names:
    """running, failed: title of its page. done: what the notice says. unit: of what it counts, "" where it counts nothing."""

    running: str
    failed: str
    done: str
    unit: str = ""


NAMES: Mapping[str, Names] = {
    "redaction_begin": Names(_("正在打开原件"), _("原件没有打开"), _("原件已打开，可以标记")),
    "redacted_copy": Names(_("正在生成区分处理副本"), _("区分处理副本没有生成"), _("区分处理副本已生成")),
    "redaction_release": Names(_("正在检验副本"), _("副本没有放行"), _("副本已放行")),
    "bundle": Names(_("正在组卷"), _("案卷没有制作"), _("案卷已制作")),
    "case_export": Names(_("正在导出案件"), _("案件没有导出"), _("案件已导出，可以下载"), _("件")),
    "sheet_import": Names(_("正在导入台账"), _("台账没有导入"), _("台账已导入"), _("行")),
}
