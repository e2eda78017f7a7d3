"""The first page after login, the to-do list, the search, and the calendar feed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.web.accounts.demands import MFA_ROLES, unmet
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.actions import feed_of, make_feed, revoke_feed
from gongkai.web.desk.feeds import feed_bytes
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.models import Feed
from gongkai.web.desk.queries import Desk, office_rows, todo_groups
from gongkai.web.desk.remembered import remembered
from gongkai.web.desk.search import SearchForm, exact, results
from gongkai.web.offices.models import Membership, standing


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The one office one works for, or the choice of them; a supervisor sees how the offices below stand.

    What any of one's posts owes before work is asked here too: the page tells of every office at once.
    """
    posts = Membership.objects.filter(standing(local_today()), user_id=request.user.pk).select_related("office")
    owing = {one.role for one in posts if one.role in one.office.settings.get("mfa_roles", MFA_ROLES)}
    first = unmet(request, owing, owing)
    if first is not None:
        return first
    rows = office_rows(request.user, local_today())
    if len(rows) == 1:
        return redirect("desk:todo", rows[0].office.code)
    return render(request, "desk/home.html", {"rows": rows})


@desk_view("see_desk")
@require_GET
@remembered
def todo(request: DeskRequest) -> HttpResponse:
    """What waits for the officer today."""
    may_see = request.officer.may("see_cases")
    groups = todo_groups(request.office, request.officer, local_today()) if may_see else []
    return render(request, "desk/todo.html", {"groups": groups, "may_see": may_see})


@never_cache
@desk_view("see_cases")
@require_http_methods(["GET", "POST"])
def search(request: DeskRequest) -> HttpResponse:
    """Find cases. The words are posted, so that a name or an identity number stands in no address and no log."""
    form = SearchForm(request.POST or None)
    if not form.is_valid():
        return render(request, "desk/search.html", {"form": form}, status=422 if form.is_bound else 200)
    text = form.cleaned_data["q"]
    found = exact(text) if text else None
    if found is not None:
        return redirect("desk:cases:case", request.office.code, found.pk)
    desk = Desk(request.officer, local_today(), calendar_of(request.office.calendar_region), request.office)
    context = {"form": form, "text": text, "results": results(request.office, desk, text) if text else []}
    return render(request, "desk/search.html", context)


@never_cache
@desk_view("see_cases")
@require_http_methods(["GET", "POST"])
def feeds(request: DeskRequest) -> HttpResponse:
    """The officer's own posts here and the calendar feed of each; a new address is shown once."""
    mine = Membership.objects.filter(standing(local_today()), office=request.office, user_id=request.officer.user_id)
    posts = list(mine.select_related("section"))
    context: dict[str, object] = {}
    if request.method == "POST":
        post = next((one for one in posts if str(one.pk) == request.POST.get("post")), None)
        if post is None:
            raise Http404
        if request.POST.get("do") == "revoke":
            revoke_feed(request.officer, request.office, post)
            messages.success(request, _("已停用。"))
            return redirect("desk:feeds", request.office.code)
        token = make_feed(request.officer, request.office, post)
        context["address"] = request.build_absolute_uri(reverse("desk:feed", args=[token]))
    live = {feed.membership_id: feed for feed in Feed.objects.filter(membership__in=posts, revoked_at=None)}
    context["posts"] = [(post, live.get(post.pk)) for post in posts]
    return render(request, "desk/feeds.html", context)


@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The deadlines of the member whose token this is, for a calendar program; no login, and 404 for any other token."""
    found = feed_of(token, local_today())
    if found is None:
        raise Http404
    response = HttpResponse(feed_bytes(found), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response
