"""The bare Django view the office's pages are held against: no middleware, no database, eleven bytes."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello world")


urlpatterns = [path("", page)]
settings.configure(SECRET_KEY="-", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[], INSTALLED_APPS=[])
application = get_wsgi_application()
