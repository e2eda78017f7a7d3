"""Taking an application in at the desk: any channel, several from one letter, several applicants, the query code."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric, uscc

from gongkai.errors import OfficeError
from gongkai.ledger.steps import ReceiptConfirmed
from gongkai.statute.outcomes import APPLICANTS
from gongkai.statute.receipt import AWAITING_CONFIRMATION, channels
from gongkai.web.applications.actions import (
    CODE_LENGTH,
    CODE_LETTERS,
    Filed,
    Filing,
    code_digest,
    register,
    take_step,
)
from gongkai.web.applications.forms import DayField, DeskForm, line, text
from gongkai.web.applications.models import DELIVERIES, FORMS, MEANS, REACHED, Application, CoApplicant
from gongkai.web.config.clock import local_today
from gongkai.web.desk.templatetags.words import applicant, channel, is_english, zh
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer
from gongkai.web.people import seal
from gongkai.web.people.models import ID_KINDS, Details, Person

Choices = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Arrival:
    """How an application came. means, reached: keys of `MEANS` and `REACHED`, where receipt was confirmed."""

    channel: str
    arrived_on: date
    confirmed_on: date | None = None
    means: str = ""
    reached: str = ""


@transaction.atomic
def take_in(officer: Officer, office: Office, filing: Filing, arrival: Arrival, *, letter: UUID | None = None) -> Filed:
    """Register an application; the date of receipt follows from the channel.

    Raises:
        NotPermitted, StepNotAllowed, OfficeError: as `actions.register`.
    """
    filed = register(
        officer,
        office,
        filing,
        channel=arrival.channel,
        arrived_on=arrival.arrived_on,
        confirmed_on=arrival.confirmed_on,
        letter=letter,
    )
    if arrival.channel == "oral":
        record_desk(office, "transcribed", filed.case.number, by=officer.username)
    if arrival.means and arrival.confirmed_on is not None and arrival.channel in AWAITING_CONFIRMATION:
        _record_means(officer, filed.case, arrival.means, arrival.reached)
    return filed


@transaction.atomic
def take_in_again(
    officer: Officer, earlier: Application, content: str, form_wanted: str = "", delivery: str = ""
) -> Filed:
    """Register one more application out of the letter an earlier case came by: same applicant, channel and dates."""
    if earlier.person is None or earlier.person.is_anonymous:
        raise OfficeError(
            "The applicant of that case is not known any more; register it anew.",
            zh="该件的申请人信息已不可用，请重新登记。",
        )
    filing = Filing(earlier.applicant, earlier.person.details, content, form_wanted, delivery, earlier.help_wanted)
    filed = take_in(
        officer,
        earlier.office,
        filing,
        Arrival(earlier.channel, earlier.arrived_on, earlier.received_on),
        letter=earlier.letter,
    )
    for other in earlier.co_applicants.select_related("person"):
        _add_person(filed.case, other.person.kind, other.person.details)
    record_desk(earlier.office, "split", filed.case.number, by=officer.username, beside=earlier.number)
    return filed


@transaction.atomic
def confirm_receipt(
    officer: Officer, case_id: UUID, on: date, *, means: str, reached: str, version: int | None = None
) -> Application:
    """Confirm receipt with the applicant; the reply period begins. Raises as `actions.take_step`."""
    case = take_step(officer, case_id, ReceiptConfirmed(on=on), version=version)
    _record_means(officer, case, means, reached)
    return case


def _record_means(officer: Officer, case: Application, means: str, reached: str) -> None:
    record_desk(case.office, "receipt_means", case.number, by=officer.username, means=means, reached=reached)


@transaction.atomic
def add_co_applicant(officer: Officer, case: Application, kind: str, details: Details) -> CoApplicant:
    """Register a further applicant of a case."""
    officer.must("register")
    added = _add_person(case, kind, details)
    record_desk(case.office, "co_applicant_added", case.number, by=officer.username, person=str(added.person_id))
    return added


def _add_person(case: Application, kind: str, details: Details) -> CoApplicant:
    person = Person(office=case.office, kind=kind)
    person.set_details(details)
    person.save()
    person.index(details)
    return CoApplicant.objects.create(office=case.office, application=case, person=person)


# --- what the receipt says ----------------------------------------------------------------------------------------


def fixed_by(case: Application) -> str:
    """How art. 31 fixes the date of receipt of this case."""
    channel = channels().get(case.channel)
    if channel is None:
        return ""
    return channel.source if is_english() else f"{channel.source}：{channel.note}"


def missing(case: Application) -> Iterator[str]:
    """What art. 29(2) wants an application to hold and this one lacks; it is asked for by a supplement notice."""
    details = case.person.details if case.person is not None and not case.person.is_anonymous else None
    if details is not None:
        if not details.id_number:
            yield gettext("身份证明")
        if not any((details.phone, details.address, details.email, details.fax)):
            yield gettext("联系方式")
    if not case.content.strip():
        yield gettext("所需信息的名称、文号或者其他特征性描述")
    if not case.form_wanted and not case.delivery:
        yield gettext("获取信息的方式、途径")


@transaction.atomic
def reissue_code(officer: Officer, case: Application) -> str:
    """Give a case a new query code; the old one no longer opens its status."""
    officer.must("register")
    code = "".join(secrets.choice(CODE_LETTERS) for _number in range(CODE_LENGTH))
    record_desk(case.office, "code_reissued", case.number, by=officer.username)
    Application.objects.filter(pk=case.pk).update(code_digest=code_digest(case.office_id, case.number, code))
    return code


def hide_code(case: Application, code: str) -> str:
    """The query code sealed for the session, so that it stands nowhere in the clear until the slip shows it once."""
    return base64.b64encode(seal.seal(code.encode(), settings.GONGKAI.index_key, case.pk.bytes)).decode()


def show_code(case: Application, hidden: str) -> str:
    return seal.unseal(base64.b64decode(hidden), settings.GONGKAI.index_key, case.pk.bytes).decode()


# --- what is filled in at the desk ----------------------------------------------------------------------------------


def optional(choices: Iterable[tuple[str, Any]]) -> Choices:
    return [("", _("未写明")), *choices]


def applicant_choices() -> Choices:
    return [(code, applicant(code)) for code in APPLICANTS]


def channel_choices() -> Choices:
    """Every channel, with how art. 31 fixes the date."""
    return [(one.code, _channel_label(one.code, one.note, one.source)) for one in channels().values()]


def _channel_label(code: str, note: str, source: str) -> Any:
    beside = zh(source) if is_english() else f"{note}（{source}）"
    return format_html('{} <span class="muted small">{}</span>', channel(code), beside)


class PersonForm(DeskForm):
    """Who asks. A number that fails its check digit needs the tick that the document does say so."""

    applicant = forms.ChoiceField(label=_("申请人类别"), choices=applicant_choices)
    name = line(_("姓名或者名称"), required=True, hint=_("单位申请的，填写单位全称。"))
    id_kind = forms.ChoiceField(label=_("证件类型"), choices=lambda: optional(ID_KINDS.items()), required=False)
    id_number = line(_("证件号码"), 40)
    id_confirmed = forms.BooleanField(
        label=_("证件号码确认无误"),
        required=False,
        help_text=_("号码未通过校验，而证件上确实如此时勾选。"),
    )
    phone = line(_("联系电话"), 40)
    address = line(_("通信地址"), 200)
    postcode = line(_("邮政编码"), 10)
    email = forms.EmailField(label=_("电子邮箱"), required=False, max_length=200)
    fax = line(_("传真"), 40)
    representative = line(_("法定代表人或者负责人"), 60, hint=_("单位申请时填写。"))
    contact = line(_("联系人"), 60, hint=_("单位申请时填写。"))
    agent = line(_("代理人姓名"), 60, hint=_("委托他人代办的填写，并上传授权委托书。"))
    agent_id_number = line(_("代理人证件号码"), 40)
    note = line(_("备注"), 200, hint=_("如授权范围、约定的联系时间。"))

    grouping = [
        (
            _("申请人"),
            (
                *("applicant", "name", "id_kind", "id_number", "id_confirmed", "phone", "address", "postcode"),
                *("email", "fax", "representative", "contact", "agent", "agent_id_number", "note"),
            ),
        )
    ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        number = data.get("id_number", "")
        if number and not data.get("id_confirmed"):
            self._check_number(data.get("id_kind", ""), number)
        return data

    def _check_number(self, kind: str, number: str) -> None:
        if kind == "resident_id" and not ric.is_valid(number):
            hint = _("居民身份证号码有误：应为18位，且校验位正确。请核对；证件上确实如此的，勾选“证件号码确认无误”。")
            self.add_error("id_number", hint)
        if kind == "credit_code" and not uscc.is_valid(number):
            hint = _("统一社会信用代码有误：应为18位，且校验位正确。请核对；证件上确实如此的，勾选“证件号码确认无误”。")
            self.add_error("id_number", hint)

    def details(self) -> Details:
        return Details.of({name: value for name, value in self.cleaned_data.items() if value})


class ContentForm(DeskForm):
    """What is asked: groups two and three of art. 29(2). Never what for."""

    content = text(
        _("所需信息的名称、文号或者其他特征性描述"), lines=5, hint=_("按来件原文填写；来件没有写明的，如实写“未写明”。")
    )
    form_wanted = forms.ChoiceField(label=_("获取信息的形式"), choices=lambda: optional(FORMS.items()), required=False)
    delivery = forms.ChoiceField(
        label=_("获取信息的途径"), choices=lambda: optional(DELIVERIES.items()), required=False
    )

    grouping = [(_("所需信息"), ("content", "form_wanted", "delivery"))]


class IntakeForm(PersonForm, ContentForm):
    """An application that came by any channel. The date of receipt is not asked; it follows from the channel."""

    channel = forms.ChoiceField(label=_("来件渠道"), choices=channel_choices, widget=forms.RadioSelect)
    arrived_on = DayField(
        label=_("到达之日"), initial=local_today, help_text=_("当面提交、签收或者来件进入本机关之日。")
    )
    confirmed_on = DayField(
        label=_("确认之日"),
        required=False,
        help_text=_("平常信函、互联网、传真和转来的，与申请人确认收到之日；尚未确认的先留空。"),
    )
    means = forms.ChoiceField(label=_("确认方式"), choices=lambda: [("", "—"), *MEANS.items()], required=False)
    reached = forms.ChoiceField(label=_("联系到谁"), choices=lambda: [("", "—"), *REACHED.items()], required=False)
    help_wanted = line(_("需要的协助"), 200, hint=_("如阅读、视听障碍者需要的协助（条例第四十三条）。"))

    grouping = [
        (_("来件"), ("channel", "arrived_on", "confirmed_on", "means", "reached")),
        *PersonForm.grouping,
        (_("所需信息"), ("content", "form_wanted", "delivery", "help_wanted")),
    ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        confirmed_on, channel_code = data.get("confirmed_on"), data.get("channel")
        if confirmed_on is None or channel_code is None:
            return data
        if channel_code not in AWAITING_CONFIRMATION:
            self.add_error("confirmed_on", _("此渠道以到达之日为收到之日，不填写确认之日；请核对渠道。"))
        for name in ("means", "reached"):
            if not data.get(name):
                self.add_error(name, _("已确认收到的，请选择。"))
        return data

    def arrival(self) -> Arrival:
        data = self.cleaned_data
        return Arrival(data["channel"], data["arrived_on"], data["confirmed_on"], data["means"], data["reached"])

    def filing(self) -> Filing:
        data = self.cleaned_data
        return Filing(
            data["applicant"],
            self.details(),
            data["content"],
            data["form_wanted"],
            data["delivery"],
            data["help_wanted"],
        )
