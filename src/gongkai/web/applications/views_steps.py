"""Registering an application and doing the next step."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from gongkai.web.applications.models import Application
from gongkai.web.desk.guard import desk_view


@desk_view("register")
def register_case(request: HttpRequest) -> HttpResponse:
    return render(request, "applications/register.html")


@desk_view("see_cases")
def step(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    return render(request, "applications/step.html", {"case": get_object_or_404(Application, pk=pk), "act": act})
