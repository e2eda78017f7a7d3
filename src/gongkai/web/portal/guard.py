"""What holds scripts off a form: a trap, a least time, a limit an address. `proof` comes on top where script runs."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from gongkai.errors import OfficeError
from gongkai.web.desk.saying import say
from gongkai.web.portal import limits, proof
from gongkai.web.portal.tickets import LEAST_SECONDS, Stamp, new_stamp, read_stamp

TRAP = "homepage"
"""A field nobody sees; a script fills it in."""


def guard(request: HttpRequest) -> tuple[Stamp, list[str], int]:
    """The form's stamp, what is wrong with its sending, and the status to answer with."""
    stamp = read_stamp(request.POST.get("stamp", ""))
    if stamp is None:
        return new_stamp(), [_("页面打开的时间太久，请核对内容后再次提交；填写的内容没有丢失。")], 422
    if request.POST.get(TRAP):
        return stamp, [_("请把“请勿填写”一栏留空，再次提交。")], 422
    if stamp.age < LEAST_SECONDS:
        return stamp, [_("提交得太快，请核对内容后再次提交。")], 422
    if not limits.hit(limits.FILING, limits.address_of(request)):
        return stamp, [_("这个网络地址提交的次数过多，请一小时后再试，或者通过电话、邮寄等其他渠道提出。")], 429
    return stamp, [], 422


def send_if_proved(request: HttpRequest, send: Callable[[], object]) -> tuple[str, list[str]]:
    """Send at once where the button for it was pressed, which only a script shows, and the work was proved.

    Returns the name of the page that comes next, the receipt or the check, and what is wrong.
    """
    if request.POST.get("go") != "send" or not proof.take(request):
        return "portal:intake", []
    try:
        send()
    except OfficeError as error:
        return "portal:intake", [say(error)]
    return "portal:receipt", []
