"""The review at the desk: what waits for the officer, and the page on which a version is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.errors import GongkaiError
from gongkai.ledger.codes import VERDICTS
from gongkai.ledger.item_steps import ItemReviewed
from gongkai.web.applications.forms import DeskForm, text
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.remembered import remembered
from gongkai.web.desk.saying import say
from gongkai.web.desk.templatetags.words import glossed, is_english
from gongkai.web.offices.models import Office
from gongkai.web.publishing import content
from gongkai.web.publishing.actions import may_decide, newest, review
from gongkai.web.publishing.checklist import CHECKS
from gongkai.web.publishing.hints import GLOSSES, Hint, hints_of, lay, marked
from gongkai.web.publishing.models import Attachment, Item, Version
from gongkai.web.publishing.queries import PAGE_SIZE, line_of, referred_items, stage_names, waiting_for
from gongkai.web.publishing.reading import read_item
from gongkai.web.publishing.rules import stages_of
from gongkai.web.publishing.setup import lists_of
from gongkai.web.publishing.shown import with_addresses
from gongkai.web.publishing.views_item import get_item


class ReviewForm(DeskForm):
    """A verdict on one version. The checklist is an aid: what is not ticked is not hidden, and needs an opinion."""

    checked = forms.MultipleChoiceField(
        label=gettext_lazy("审查清单"), required=False, widget=forms.CheckboxSelectMultiple
    )
    verdict = forms.ChoiceField(label=gettext_lazy("结论"), choices=glossed(VERDICTS), widget=forms.RadioSelect)
    opinion = text(gettext_lazy("审核意见"), lines=3, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checked"].choices = [(code, check_label(code)) for code in CHECKS]
        self.fields["opinion"].help_text = _("退回、提请审定的必须写明；清单没有全部核对而通过的，说明理由。")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        is_whole = len(given.get("checked", ())) == len(CHECKS)
        if given.get("verdict") == "passed" and not is_whole and not given.get("opinion", "").strip():
            self.add_error("opinion", _("清单没有全部核对，请核对后勾选，或者写明通过的理由。"))
        return given


def check_label(code: str) -> str:
    check = CHECKS[code]
    if is_english():
        return check.gloss
    return f"{check.words}（{check.basis}）" if check.basis else check.words


@desk_view("see_items")
@require_GET
@remembered
def queue(request: DeskRequest) -> HttpResponse:
    """What waits for a decision of the officer, and what waits for the secrecy authority."""
    today, calendar = local_today(), calendar_of(request.office.calendar_region)
    page = Paginator(waiting_for(request.officer, request.office), PAGE_SIZE).get_page(request.GET.get("page"))
    names = stage_names(request.office)
    context = {
        "page": page,
        "lines": [(line_of(item, today, calendar), names.get(item.next_stage, item.next_stage)) for item in page],
        "referred": list(referred_items()[:PAGE_SIZE]),
        "may_answer": request.officer.may("referral_answered"),
    }
    return render(request, "publishing/queue.html", context)


@desk_view("item_reviewed")
@require_http_methods(["GET", "POST"])
def review_page(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Read a version, its hints and its checklist, and decide."""
    item = get_item(request, pk)
    version = newest(item)
    stage = next((one for one in stages_of(request.office) if one.code == item.next_stage), None)
    initial = {"version": version.number, "revision": item.revision}
    form = ReviewForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _decided(request, item, form):
        return redirect("desk:items:queue", request.office.code)
    files = list(Attachment.objects.filter(version=version).defer("wrapped_key"))
    found = hints_for(request.office, version, files)
    labels = {name: str(Version._meta.get_field(name).verbose_name) for name in Version.WORDS}
    context = {
        "item": item,
        "words": version,
        "stage": stage,
        "may": stage is not None and may_decide(request.officer, stage) and _awaits(item),
        "form": form,
        "files": files,
        "hints": [Shown.of(number, one, labels) for number, one in enumerate(found, 1)],
        "personal": sum(one.is_personal for one in found),
        "body": _marked_body(version, found, request.office.code, item.pk),
        "opinions": _opinions(request, item),
        "before": version.number - 1,
    }
    return render(request, "publishing/review.html", context, status=422 if form.errors else 200)


def _awaits(item: Item) -> bool:
    return item.stage != "referred" and item.archived_on is None


def _decided(request: DeskRequest, item: Item, form: ReviewForm) -> bool:
    given = form.cleaned_data
    try:
        review(
            request.officer,
            item.pk,
            given["verdict"],
            version=given["version"],
            opinion=given["opinion"],
            checked=given["checked"],
            revision=given["revision"],
        )
    except GongkaiError as error:
        form.add_error(None, say(error))
        return False
    said = {
        "passed": _("已通过。"),
        "returned": _("已退回，起草人修改后重新报送。"),
        "referred": _("已登记提请审定，答复前不能发布。"),
    }
    messages.success(request, said[given["verdict"]])
    return True


def hints_for(office: Office, version: Version, files: Sequence[Attachment]) -> tuple[Hint, ...]:
    """The hints of a version; its body is laid out as it is shown, cleaned once more."""
    given = {**version.words(), "body": content.clean(version.body)}
    return hints_of(
        given,
        today=local_today(),
        lists=lists_of(office),
        files=[(one.name, one.text) for one in files if one.text],
        alts={str(one.pk): one.alt or (one.name if not one.media_type.startswith("image/") else "") for one in files},
        is_alive=lambda address: is_alive(address, office),
    )


def is_alive(address: str, office: Office) -> bool:
    """Whether an address of this site has a page; those of other sites are not asked."""
    parts = urlsplit(address)
    if parts.netloc and (not office.website or parts.netloc != urlsplit(office.website).netloc):
        return True
    if not parts.path:
        return bool(parts.fragment) or bool(parts.netloc)
    if not parts.path.startswith("/"):
        return False
    if parts.netloc:
        return True  # the office's other site, which is not this program
    try:
        resolve(parts.path)
    except Resolver404:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Shown:
    """A hint as the page lists it. anchor: of its mark in the text, empty for what is not in the text."""

    hint: Hint
    label: str
    where: str
    anchor: str

    @classmethod
    def of(cls, number: int, hint: Hint, labels: dict[str, str]) -> Shown:
        label = GLOSSES[hint.kind] if is_english() else hint.label
        is_in_text = hint.where == "body" and hint.end > hint.start
        return cls(hint, label, labels.get(hint.where, hint.where), f"hint-{number}" if is_in_text else "")


def _marked_body(version: Version, hints: Sequence[Hint], code: str, pk: UUID) -> SafeString:
    laid = lay(content.clean(version.body))
    marks = [(f"hint-{at}", one) for at, one in enumerate(hints, 1) if one.where == "body" and one.end > one.start]
    return mark_safe(with_addresses(marked(laid, marks), code, pk))  # cleaned; only marks were added


def _opinions(request: DeskRequest, item: Item) -> list[dict[str, Any]]:
    """Every verdict on the item so far, newest first."""
    names = stage_names(request.office)
    events = [one for one in read_item(item).events if isinstance(one, ItemReviewed)]
    return [
        {"event": one, "stage": names.get(one.stage, one.stage), "verdict": VERDICTS[one.verdict]}
        for one in reversed(events)
    ]
