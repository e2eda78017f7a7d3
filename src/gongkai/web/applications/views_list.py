"""Lists of cases and the page of one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from gongkai.web.applications.models import Application
from gongkai.web.desk.guard import desk_view


@desk_view("see_cases")
def case_list(request: HttpRequest) -> HttpResponse:
    return render(request, "applications/list.html", {"cases": Application.objects.all()[:50]})


@desk_view("see_cases")
def case_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    return render(request, "applications/case.html", {"case": get_object_or_404(Application, pk=pk)})
