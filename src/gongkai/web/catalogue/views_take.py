"""Taking items over: the starter catalogue, the catalogue of the office above, and the differences to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.errors import GongkaiError
from gongkai.statute.catalogue import starter as starter_items
from gongkai.web.catalogue import actions
from gongkai.web.catalogue.actions import KEEP
from gongkai.web.catalogue.forms import TakeForm
from gongkai.web.catalogue.plan import Change, Plan, by_field, plan_of_starter
from gongkai.web.catalogue.queries import above_of, items_of, left_out, plan_above, shared
from gongkai.web.catalogue.saying import column_name, say, shown
from gongkai.web.config.clock import local_today
from gongkai.web.desk.guard import DeskRequest, desk_view


@never_cache
@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def starter(request: DeskRequest) -> HttpResponse:
    """What the starter catalogue would add, by field; and taking it over."""
    office = request.office
    own = items_of(office, local_today())
    plan = plan_of_starter(own, office.name)
    groups = by_field(one.values["field"] for one in plan.added)
    refused = ""
    if request.method == "POST":
        fields = request.POST.getlist("field")
        try:
            chosen = plan_of_starter(own, office.name, fields)
            count = actions.take_starter(request.officer, office, fields, seen=chosen.signature)
        except GongkaiError as error:
            refused = say(error)
        else:
            messages.success(request, ngettext("已列入 %(n)d 项。", "已列入 %(n)d 项。", count) % {"n": count})
            return redirect("desk:catalogue:home", office.code)
    context = {
        "groups": [
            (field, count, [one for one in plan.added if one.values["field"] == field]) for field, count in groups
        ],
        "total": len(starter_items()),
        "plan": plan,
        "refused": refused,
    }
    return render(request, "desk/catalogue/starter.html", context, status=422 if refused else 200)


@never_cache
@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def take(request: DeskRequest) -> HttpResponse:
    """Choose fields of the office above, see what taking them over would do, and do it."""
    office, today = request.office, local_today()
    own = items_of(office, today)
    above, theirs = above_of(office, today)
    data = request.POST if request.method == "POST" else request.GET
    form = TakeForm(data, fields={item.field for item in theirs})
    fields = form.cleaned_data["field"] if form.is_valid() else []
    wish = {"is_shared": not form.wishes("every"), "is_again": form.wishes("again")}
    plan = plan_above(office, theirs, own, fields, **wish) if fields else None
    refused = ""
    if request.method == "POST":
        try:
            if not fields:
                raise actions.stale()
            seen = request.POST.get("seen", "")
            done = actions.take_above(request.officer, office, fields, seen=seen, **wish)
        except GongkaiError as error:
            refused = say(error)
        else:
            messages.success(request, _said(done))
            left = "differences" if done.conflicts else "home"
            return redirect(f"desk:catalogue:{left}", office.code)
    within = shared(theirs)
    counts = dict(by_field(item.field for item in within))
    here = dict(by_field(item.field for item in own))
    groups = [
        (field, count, counts.get(field, 0), here.get(field, 0), field in fields)
        for field, count in by_field(x.field for x in theirs)
    ]
    context = {
        "above": above,
        "groups": groups,
        "plan": plan,
        "lines": [line_of(one) for one in plan.changed] if plan else [],
        "fields": fields,
        "left_out": len(left_out(office) & {item.pk for item in theirs}),
        **wish,
        "refused": refused,
    }
    return render(request, "desk/catalogue/take.html", context, status=422 if refused else 200)


def _said(plan: Plan) -> str:
    numbers = {
        "added": len(plan.added) + len(plan.linked),
        "changed": len(plan.takes),
        "ended": len(plan.ended),
        "left": len(plan.conflicts),
    }
    said = _("已采用：新列入或者对应 %(added)d 项，更新 %(changed)d 项，移出 %(ended)d 项。") % numbers
    return said + (_("另有 %(left)d 项与本机关的改动不一致，请逐项选择。") % numbers if plan.conflicts else "")


Line = tuple[Change, list[tuple[str, str, str, str]]]
"""A change with its columns: name, ours, what we took, theirs now."""


def line_of(one: Change) -> Line:
    cells = []
    for name in one.names:
        ours, took = one.item.values[name], one.item.taken.get(name, "")
        theirs = one.theirs.values[name] if one.theirs is not None else one.values[name]
        cells.append((column_name(name), shown(name, ours), shown(name, took), shown(name, theirs)))
    return one, cells


@never_cache
@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def differences(request: DeskRequest) -> HttpResponse:
    """Where the office above changed an item taken before: accept, or keep one's own."""
    office, refused = request.office, ""
    if request.method == "POST":
        said = {
            int(name.removeprefix("item-")): word
            for name, word in request.POST.items()
            if name.startswith("item-") and name.removeprefix("item-").isdecimal() and len(name) < 20
        }
        try:
            accepted, kept = actions.settle(request.officer, office, said)
        except GongkaiError as error:
            refused = say(error)
        else:
            text = _("采用上级的 %(accepted)d 项，保留本机关的 %(kept)d 项。") % {"accepted": accepted, "kept": kept}
            messages.success(request, text)
            return redirect("desk:catalogue:differences", office.code)
    own = items_of(office, local_today())
    above, theirs = above_of(office, local_today())
    plan = plan_above(office, theirs, own, {item.field for item in own})
    context = {
        "above": above,
        "lines": [line_of(one) for one in plan.changed],
        "ended": plan.ended,
        "news": len(plan.added),
        "refused": refused,
    }
    return render(request, "desk/catalogue/differences.html", context, status=422 if refused else 200)
