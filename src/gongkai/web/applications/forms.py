"""Fields and forms of the desk: one form an act, with what the law wants there as hints. `ledger.acts` judges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.ledger import steps
from gongkai.ledger.codes import SERVICE_WAYS
from gongkai.ledger.state import State
from gongkai.ledger.steps import ApplicationEvent
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.outcomes import Outcome, grounds, outcomes
from gongkai.statute.periods import ANSWER_PERIODS, PARTIES, due_on, period
from gongkai.web.applications.assessment import regulation
from gongkai.web.applications.models import MEANS, REACHED, Application
from gongkai.web.config.clock import local_today
from gongkai.web.desk.templatetags.words import beside, day, gloss, glossed, is_english, outcome, zh
from gongkai.web.offices.policy import Officer

LONGEST_TEXT = 5000
FAR_DAYS = 30
"""A date that lies this far back is asked about once more."""

NO_NAMES = _("不写个人姓名、证件号码等个人信息：台账长期保存。")


class DayField(forms.DateField):
    """A date chosen in the browser's own calendar. is_past: it may not lie ahead."""

    def __init__(self, *, is_past: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)
        self.is_past = is_past

    def validate(self, value: Any) -> None:
        super().validate(value)
        if self.is_past and value is not None and value > local_today():
            raise forms.ValidationError(_("日期不能晚于今天，请登记已发生的日期。"))


class DeskForm(forms.Form):
    """A form with its fields in groups: `groups` of (heading, names); what no group names stands in none."""

    grouping: Sequence[tuple[Any, Sequence[str]]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, DayField) and field.is_past:
                field.widget.attrs["max"] = local_today().isoformat()

    def groups(self) -> Iterable[tuple[Any, list[forms.BoundField]]]:
        for heading, names in self.grouping:
            yield heading, [self[name] for name in names if name in self.fields]


def text(label: Any, *, lines: int = 4, required: bool = True, hint: Any = "") -> forms.CharField:
    """A field of running text."""
    widget = forms.Textarea(attrs={"rows": lines})
    return forms.CharField(label=label, max_length=LONGEST_TEXT, required=required, help_text=hint, widget=widget)


def line(label: Any, longest: int = 120, *, hint: Any = "", required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required, help_text=hint)


@dataclass(frozen=True, slots=True)
class Context:
    """What a step form is filled against. on: the day the step is proposed for; given: what the assessment says."""

    case: Application
    state: State
    calendar: WorkCalendar
    officer: Officer
    on: date
    given: Mapping[str, Any]


class StepForm(DeskForm):
    """The form of one act. version, last: what the officer saw when the form was opened."""

    act: ClassVar[str]
    event_type: ClassVar[type[Any]]
    day_label: ClassVar[Any] = _("日期")
    advice: ClassVar[Any] = ""
    danger: ClassVar[bool] = False

    on = DayField()
    version = forms.IntegerField(widget=forms.HiddenInput)
    last = forms.IntegerField(widget=forms.HiddenInput)
    sure = forms.BooleanField(label=_("日期核对无误"), required=False)

    def __init__(self, *args: Any, context: Context, **kwargs: Any) -> None:
        self.context = context
        super().__init__(*args, **kwargs)
        self.fields["on"].label = self.day_label
        self.fields["on"].initial = context.on
        self.prepare()
        self.order_fields([name for name in self.fields if name != "sure"] + ["sure"])
        if not self._is_far(self.data.get("on", "")):
            del self.fields["sure"]

    def prepare(self) -> None:
        """Fit the fields to the case."""

    def _is_far(self, given: str) -> bool:
        try:
            return date.fromisoformat(given) < local_today() - timedelta(days=FAR_DAYS)
        except (TypeError, ValueError):
            return False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        on = data.get("on")
        if "sure" in self.fields and on is not None and not data.get("sure"):
            days = (local_today() - on).days
            self.add_error("sure", gettext("所填日期在%(days)d天以前，请核对；无误的请勾选后再提交。") % {"days": days})
        return data

    def event(self) -> ApplicationEvent:
        """The event the fields state."""
        known = {field.name for field in fields(self.event_type)}
        return self.event_type(**{name: value for name, value in self.cleaned_data.items() if name in known})

    @classmethod
    def sample(cls, context: Context) -> ApplicationEvent:
        """A plain instance, to ask why the act is not open."""
        return cls.event_type(on=context.on)


def yes_or_no(label: Any, yes: Any, no: Any, *, neither: Any = None) -> forms.TypedChoiceField:
    choices = [("yes", yes), ("no", no)] + ([("", neither)] if neither else [])
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=neither is None,
        widget=forms.RadioSelect,
    )


# --- receipt, supplement, reasons ---------------------------------------------------------------------------------


class Confirmation(StepForm):
    act, event_type, day_label = "receipt_confirmed", steps.ReceiptConfirmed, _("确认之日")
    advice = _("与申请人联系确认收到申请；答复期限自确认之日的次日起计算。")
    means = forms.ChoiceField(label=_("确认方式"), choices=lambda: list(MEANS.items()), widget=forms.RadioSelect)
    reached = forms.ChoiceField(label=_("联系到谁"), choices=lambda: list(REACHED.items()), widget=forms.RadioSelect)


class SupplementRequest(StepForm):
    act, event_type, day_label = "supplement_requested", steps.SupplementRequested, _("补正告知书发出之日")
    due_on = DayField(label=_("补正期限至"), is_past=False, help_text=_("给予合理的补正期限。"))
    reason = text(_("需要补正的事项"), hint=_("一次性告知全部需要补正的事项；先给予指导和释明。"))

    def prepare(self) -> None:
        self.fields["due_on"].initial = due_on(self.context.on, "supplement", self.context.calendar)


class SupplementArrival(StepForm):
    act, event_type, day_label = "supplement_received", steps.SupplementReceived, _("收到补正之日")
    advice = _("答复期限自收到补正的次日起重新计算。")


class ReasonsRequest(StepForm):
    act, event_type, day_label = "reasons_requested", steps.ReasonsRequested, _("说明理由通知书发出之日")
    due_on = DayField(label=_("请申请人说明至"), is_past=False, required=False)
    reason = text(_("为何认为数量、频次明显超过合理范围"), hint=_("写明统计期间和件数，见本页所列该申请人的申请次数。"))


class ReasonsArrival(StepForm):
    act, event_type, day_label = "reasons_received", steps.ReasonsReceived, _("收到理由之日")
    are_reasonable = yes_or_no(_("理由是否合理"), _("合理"), _("不合理"))


class Delay(StepForm):
    act, event_type, day_label = "reply_delayed", steps.ReplyDelayed, _("告知延迟答复之日")
    due_on = DayField(label=_("延迟至"), is_past=False)
    reason = text(_("无法按期答复的原因"))

    @classmethod
    def sample(cls, context: Context) -> ApplicationEvent:
        return steps.ReplyDelayed(on=context.on, due_on=context.on + timedelta(days=1))


# --- consultation -------------------------------------------------------------------------------------------------


def party_choices() -> list[tuple[str, Any]]:
    return [
        (code, format_html("{} <span class='muted small'>{}</span>", gloss(PARTIES[code]), _limit(code)))
        for code in PARTIES
    ]


def _limit(party: str) -> str:
    name = ANSWER_PERIODS[party]
    if name is None:
        return gettext("法律没有规定答复意见的期限")
    rule = period(name, local_today())
    said = gettext("收到征求意见书之日起%(days)d个工作日内提出意见（%(source)s）")
    return zh(said % {"days": rule.value, "source": rule.source})


def _consulted(one: Any) -> str:
    return (", " if is_english() else "，").join((gloss(PARTIES[one.party]), day(one.sent_on)))


class Consultation(StepForm):
    act, event_type, day_label = "consultation_sent", steps.ConsultationSent, _("征求意见书发出之日")
    advice = _("征求意见所需时间不计算在答复期限内（条例第三十三条第三款）。")
    party = forms.ChoiceField(label=_("征求谁的意见"), choices=party_choices, widget=forms.RadioSelect)
    to = line(_("对象代称"), 60, required=True, hint=_("本机关用来区分的代称，如“第三方甲”“区住房局”；不写个人姓名。"))
    addressee_received_on = DayField(
        label=_("对方收到之日"),
        required=False,
        help_text=_("对方的期限自此起算；尚不清楚的留空，收到送达凭证后再登记。"),
    )

    @classmethod
    def sample(cls, context: Context) -> ApplicationEvent:
        return steps.ConsultationSent(on=context.on, to="-")


class ConsultationStep(StepForm):
    """A step of an open consultation."""

    to = forms.ChoiceField(label=_("征求意见对象"))

    def prepare(self) -> None:
        self.fields["to"].choices = [
            (one.to, beside(one.to or gloss(PARTIES[one.party]), _consulted(one)))
            for one in self.context.state.open_consultations
        ]

    @classmethod
    def sample(cls, context: Context) -> ApplicationEvent:
        to = next((one.to for one in context.state.open_consultations), "")
        return cls.event_type(on=context.on, to=to)


class ConsultationDelivery(ConsultationStep):
    act, event_type, day_label = "consultation_delivered", steps.ConsultationDelivered, _("对方收到之日")


class ConsultationAnswer(ConsultationStep):
    act, event_type, day_label = "consultation_answered", steps.ConsultationAnswered, _("收到意见之日")
    consents = yes_or_no(_("对方的意见"), _("同意公开"), _("不同意公开"), neither=_("没有表明是否同意"))
    reason = text(_("意见要点和理由"), required=False, hint=NO_NAMES)


class ConsultationSilence(ConsultationStep):
    act, event_type, day_label = "consultation_silent", steps.ConsultationSilent, _("认定逾期未提出意见之日")


# --- extension, fee -----------------------------------------------------------------------------------------------


class Extension(StepForm):
    act, event_type, day_label = "extension_approved", steps.ExtensionApproved, _("批准之日")
    advice = _("批准后还须在原答复期限届满前告知申请人，延期才生效。")
    days = forms.IntegerField(label=_("延长的工作日数"), min_value=1)
    reason = text(_("延期理由"))

    def prepare(self) -> None:
        longest = period("extension", self.context.state.counted_from or self.context.on)
        field = self.fields["days"]
        field.initial = longest.value
        field.max_value = longest.value
        field.widget.attrs |= {"min": 1, "max": longest.value}
        field.help_text = gettext("1至%(days)d个工作日（%(source)s）。批准人：%(name)s。") % {
            "days": longest.value,
            "source": longest.source,
            "name": self.context.officer.name,
        }

    def event(self) -> ApplicationEvent:
        data = self.cleaned_data
        return steps.ExtensionApproved(
            on=data["on"], by=self.context.officer.name, days=data["days"], reason=data["reason"]
        )

    @classmethod
    def sample(cls, context: Context) -> ApplicationEvent:
        return steps.ExtensionApproved(on=context.on, by="-", days=1)


class ExtensionNotice(StepForm):
    act, event_type, day_label = "extension_notified", steps.ExtensionNotified, _("延期告知书发出之日")


class Fee(StepForm):
    """The amount is worked out from pages and pieces by `fees.notice_fee`; here one tariff is chosen."""

    act, event_type, day_label = "fee_noticed", steps.FeeNoticed, _("收费通知发出之日")
    pages = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)
    pieces = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10_000)
    tariff = forms.ChoiceField(label=_("收费标准"), widget=forms.RadioSelect)
    approver = line(_("批准人"), 60, required=True)
    addressee_received_on = DayField(
        label=_("申请人收到之日"), required=False, help_text=_("缴费期限自收到次日起算；留空的按发出之日计算。")
    )

    def prepare(self) -> None:
        given = self.context.given
        self.fields["tariff"].choices = given.get("tariffs", [])
        self.fields["approver"].initial = given.get("head", "")
        self.fields["pages"].initial, self.fields["pieces"].initial = given.get("pages"), given.get("pieces")

    @classmethod
    def sample(cls, context: Context) -> ApplicationEvent:
        return steps.FeeNoticed(on=context.on, amount_yuan=Decimal(1))


class Payment(StepForm):
    act, event_type, day_label = "fee_paid", steps.FeePaid, _("缴费之日")
    advice = _("缴清的，答复期限自缴费次日起重新计算。")
    amount_yuan = forms.DecimalField(label=_("金额（元）"), max_digits=10, decimal_places=2, min_value=Decimal("0.01"))
    receipt = line(_("财政票据号码"), 60)

    def prepare(self) -> None:
        state = self.context.state
        if state.fee_yuan is not None:
            self.fields["amount_yuan"].initial = state.fee_yuan - state.fee_paid_yuan

    @classmethod
    def sample(cls, context: Context) -> ApplicationEvent:
        return steps.FeePaid(on=context.on, amount_yuan=Decimal(1))


class FeeLapse(StepForm):
    act, event_type, danger = "fee_lapsed", steps.FeeLapsed, True
    advice = _("申请人逾期未缴费，视为放弃申请，本件办结。")


# --- reply and closing --------------------------------------------------------------------------------------------


def outcome_groups(*, only_replies: bool = True) -> Iterator[tuple[str, list[Outcome]]]:
    """The outcomes in the groups of the form, each with the label the form prints."""
    found: dict[str, list[Outcome]] = {}
    for one in outcomes().values():
        if one.is_reply or not only_replies:
            found.setdefault(one.group, []).append(one)
    for code, members in found.items():
        yield (code if is_english() else members[0].label.partition("：")[0]), members


def ground_choices() -> list[tuple[str, str]]:
    return [(one.code, beside(gloss(one.label), regulation(one.article))) for one in grounds().values()]


class Answer(StepForm):
    """The reply. Its outcome was chosen on the page before; only what that outcome must state is asked."""

    act, event_type, day_label = "answered", steps.Answered, _("答复之日")
    outcome = forms.CharField(widget=forms.HiddenInput)
    article = forms.ChoiceField(label=_("依据"), widget=forms.RadioSelect)
    grounds = forms.MultipleChoiceField(
        label=_("不予公开部分的依据"), choices=ground_choices, widget=forms.CheckboxSelectMultiple
    )
    reason = text(_("答复的理由和内容"), required=False)
    search_record = text(_("检索记录"), required=False, hint=_("检索的地点、系统、检索词、检索人和结果。"))
    earlier_case = line(_("已答复的申请编号"), 40, required=True)
    third_party_note = text(_("第三方意见的处理"), required=False, lines=3)
    sent_by = forms.ChoiceField(label=_("发出方式"), choices=glossed(SERVICE_WAYS), initial="post")

    HINTS: ClassVar[Mapping[str, Any]] = {
        "way_of_access": _("写明提供的内容，或者获取的方式、途径和时间；公开出版物写明出处。"),
        "withheld_grounds": _("逐项写明公开了什么，没有公开什么、为什么。"),
        "reason": _("写明具体理由：哪些内容、属于何种情形、公开会有什么影响。"),
        "reason_if_36_5": _("不属于本机关负责公开的，写明理由；能够确定负责机关的，写明其名称和联系方式。"),
        "search_record_if_36_4": _("告知信息不存在的必须填写：检索的地点、系统、检索词、检索人和结果。"),
    }

    def prepare(self) -> None:
        code = self.data.get("outcome") or self.context.given.get("outcome", "")
        self.chosen = outcomes()[code]
        self.fields["outcome"].initial = code
        needs = self.chosen.needs
        self._articles()
        self._drop("grounds", "withheld_grounds" not in needs)
        self._drop("earlier_case", "earlier_case" not in needs)
        self._drop("search_record", "search_record_if_36_4" not in needs)
        self._drop("third_party_note", not self._is_third_party_asked(needs))
        for need in needs:
            if need in self.HINTS:
                name = "search_record" if need == "search_record_if_36_4" else "reason"
                self.fields[name].help_text = self.HINTS[need]
        if set(needs) & {"reason", "way_of_access"}:
            self.fields["reason"].required = True
        for name in ("reason", "search_record", "earlier_case", "grounds", "article"):
            if name in self.fields and self.context.given.get(name):
                self.fields[name].initial = self.context.given[name]

    def _articles(self) -> None:
        articles = self.chosen.articles
        self.fields["article"].choices = [(one, regulation(one)) for one in articles]
        self.fields["article"].initial = articles[0] if articles else ""
        self._drop("article", len(articles) < 2)

    def _is_third_party_asked(self, needs: tuple[str, ...]) -> bool:
        """Whether something must be said of a third party: none was asked, or one objected to what is now disclosed."""
        asked = [one for one in self.context.state.consultations if one.party == "third_party"]
        if "consultation_or_reason" in needs:
            self.fields["third_party_note"].help_text = _("没有征求第三方意见的，说明无需征求的理由。")
            return not asked
        self.fields["third_party_note"].help_text = _(
            "第三方不同意而决定公开的，写明决定公开的理由，并书面告知第三方。"
        )
        return self.chosen.group in ("granted", "partial") and any(one.consents is False for one in asked)

    def _drop(self, name: str, is_needless: bool) -> None:
        if is_needless:
            del self.fields[name]

    def event(self) -> ApplicationEvent:
        known = {field.name for field in fields(steps.Answered)}
        values = {name: value for name, value in self.cleaned_data.items() if name in known}
        return steps.Answered(**values | {"grounds": tuple(values.get("grounds", ()))})

    @classmethod
    def sample(cls, context: Context) -> ApplicationEvent:
        return steps.Answered(on=context.on, outcome="denied_state_secret", reason="-")


class Withdrawal(StepForm):
    act, event_type, day_label, danger = "withdrawn", steps.Withdrawn, _("收到撤回申请之日"), True
    advice = _("申请人应书面撤回；撤回后本件办结。")


class Abandonment(StepForm):
    act, event_type, danger = "deemed_abandoned", steps.DeemedAbandoned, True
    no_good_reason = forms.BooleanField(label=_("已核实：申请人没有说明逾期不补正的正当理由"))


class OtherClosing(StepForm):
    act, event_type, danger = "closed_otherwise", steps.ClosedOtherwise, True
    reason = text(_("终止办理的原因"), hint=NO_NAMES)

    @classmethod
    def sample(cls, context: Context) -> ApplicationEvent:
        return steps.ClosedOtherwise(on=context.on, reason="-")


class Service(StepForm):
    act, event_type, day_label = "served", steps.Served, _("申请人收到之日")
    way = forms.ChoiceField(
        label=_("送达方式"), choices=glossed(SERVICE_WAYS), initial="post", widget=forms.RadioSelect
    )


class Correction(StepForm):
    act, event_type, day_label = "corrected", steps.Corrected, _("重新答复之日")
    advice = _("原答复在年度报告中的统计不变。")
    outcome = forms.ChoiceField(label=_("重新答复的结果"))
    challenge = line(_("复议或者诉讼案号"), 80)
    reason = text(_("重新答复的原因"))

    def prepare(self) -> None:
        self.fields["outcome"].choices = [
            (label, [(one.code, outcome(one.code)) for one in members]) for label, members in outcome_groups()
        ]

    @classmethod
    def sample(cls, context: Context) -> ApplicationEvent:
        return steps.Corrected(on=context.on, outcome="granted")


class Archiving(StepForm):
    act, event_type, day_label = "archived", steps.Archived, _("归档之日")
    advice = _("归档后不能再办理其他步骤（重新答复除外）。")


_FORMS: tuple[type[StepForm], ...] = (
    Confirmation, SupplementRequest, SupplementArrival, ReasonsRequest, ReasonsArrival, Delay,
    Consultation, ConsultationDelivery, ConsultationAnswer, ConsultationSilence,
    Extension, ExtensionNotice, Fee, Payment, FeeLapse,
    Answer, Withdrawal, Abandonment, OtherClosing, Service, Correction, Archiving,
)  # fmt: skip

STEP_FORMS: Mapping[str, type[StepForm]] = {form.act: form for form in _FORMS}
"""The form of every act but receipt, which is intake."""
