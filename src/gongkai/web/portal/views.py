"""The public pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from gongkai.web.offices.models import Office


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", {"offices": Office.objects.all()})


def office(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "portal/office.html", {"office": get_object_or_404(Office, code=code)})


def guide(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "portal/guide.html", {"office": get_object_or_404(Office, code=code), "here": "guide"})


def apply(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "portal/apply.html", {"office": get_object_or_404(Office, code=code), "here": "apply"})


def status(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/status.html")
