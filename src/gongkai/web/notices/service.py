"""Ways of service (送达) and what proves each. The day of service follows from the proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongkai.errors import OfficeError
from gongkai.statute.service import service_ways

EVIDENCE = {"witness": _("见证人在送达回证上签名"), "recording": _("拍照、录像记录送达过程")}


@dataclass(frozen=True, slots=True)
class Way:
    """One way of service on the screen; its article and days stand in `statute.service`.

    ledger: its code in `ledger.codes.SERVICE_WAYS`.

    dates: what is asked, in the order of time; the last is the day of service, `days` later where that is not 0.
    texts: further statements of the proof. evidence: whether it must say how the refusal was proved.
    """

    label: Any
    ledger: str
    dates: Mapping[str, Any]
    texts: Mapping[str, Any]
    evidence: bool = False
    consent: bool = False


WAYS: Mapping[str, Way] = {
    "in_person": Way(_("直接送达"), "in_person", {"signed_on": _("签收日期")}, {}),
    "left": Way(_("留置送达（拒绝签收）"), "in_person", {"left_on": _("留置日期")}, {}, evidence=True),
    "post": Way(
        _("邮寄送达"),
        "post",
        {"posted_on": _("交寄日期"), "received_on": _("回执注明的收件日期")},
        {"tracking": _("邮件号码")},
    ),
    "electronic": Way(
        _("电子送达（经申请人同意）"), "electronic", {"arrived_on": _("到达申请人系统的日期")}, {}, consent=True
    ),
    "entrusted": Way(
        _("委托送达"), "entrusted", {"signed_on": _("签收日期")}, {"entrusted_to": _("受委托的机关、单位")}
    ),
    "notice": Way(
        _("公告送达"),
        "notice",
        {"published_on": _("公告发布日期")},
        {"published_in": _("公告刊登的位置")},
    ),
}


def served_on(way: str, proof: Mapping[str, Any]) -> date:
    """The day of service a proof shows.

    Raises:
        OfficeError: no such way, a part of the proof is missing, or its dates are not in order.
    """
    known = WAYS.get(way)
    if known is None:
        raise OfficeError("Choose a way of service.", zh="请选择送达方式。")
    wanted = {**known.dates, **known.texts}
    if known.evidence:
        wanted["evidence"] = _("拒绝签收的证明方式")
    if known.consent:
        wanted["consent"] = _("申请人同意电子送达")
    for name, label in wanted.items():
        if not proof.get(name):
            raise OfficeError(f"The proof of service lacks {name}.", zh=f"送达凭证缺少“{label}”。")
    days = [proof[name] for name in known.dates]
    if days != sorted(days):
        raise OfficeError("The dates of the proof are not in order.", zh="收件日期不能早于交寄日期。")
    last: date = days[-1]
    return last + timedelta(days=service_ways()[way].days)
