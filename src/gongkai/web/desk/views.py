"""The first page after login: the one office one works for, or the choice of them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongkai.web.config.clock import local_today
from gongkai.web.desk.guard import desk_view
from gongkai.web.offices.models import offices_of


@login_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/home.html", {"offices": offices_of(request.user, local_today())})  # type: ignore[arg-type]


@desk_view("see_desk")
def todo(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/todo.html")


@desk_view("see_cases")
def search(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/search.html")
