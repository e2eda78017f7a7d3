"""Single sign-on against a provider that runs in the test: it finds an account, and never makes one."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.urls import reverse

from gongkai.web.accounts.models import User
from tests.web.conftest import member

CLIENT, SECRET = "gongkai", "a secret of no value, thirty-two bytes"


class Provider(BaseHTTPRequestHandler):
    """Discovery, token and userinfo of one person."""

    username = ""
    asked: ClassVar[dict[str, list[str]]] = {}

    def do_GET(self) -> None:
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        if self.path == "/.well-known/openid-configuration":
            self.send(
                {
                    "issuer": base,
                    "authorization_endpoint": f"{base}/authorize",
                    "token_endpoint": f"{base}/token",
                    "userinfo_endpoint": f"{base}/userinfo",
                    "jwks_uri": f"{base}/keys",
                }
            )
        else:
            self.send({"sub": "1001", "preferred_username": self.username})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        type(self).asked = parse_qs(body)
        base, now = f"http://127.0.0.1:{self.server.server_address[1]}", int(time.time())
        claims = {"iss": base, "aud": CLIENT, "sub": "1001", "iat": now, "exp": now + 60}
        token = jwt.encode(claims | {"preferred_username": self.username}, SECRET, algorithm="HS256")
        self.send({"access_token": "access", "token_type": "Bearer", "id_token": token})

    def send(self, plain: dict[str, Any]) -> None:
        data = json.dumps(plain).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_rest: object) -> None:
        """Say nothing."""


@pytest.fixture
def provider(settings: Any) -> Iterator[type[Provider]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    app = {
        "provider_id": "sso",
        "name": "单点登录",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": f"http://127.0.0.1:{server.server_address[1]}"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    yield Provider
    server.shutdown()
    thread.join()
    server.server_close()


def sign_on(client: Any, code: str = "code") -> Any:
    """Go to the provider and come back from it."""
    there = client.get(reverse("openid_connect_login", args=["sso"]))
    assert there.status_code == 302
    asked = parse_qs(urlsplit(there.url).query)
    assert asked["client_id"] == [CLIENT]
    assert "openid" in asked["scope"][0]
    callback = reverse("openid_connect_callback", args=["sso"])
    return client.get(callback, {"code": code, "state": asked["state"][0]}, follow=True)


def test_the_login_page_offers_it(client, office, provider):
    page = client.get(reverse("account_login")).content.decode()
    assert reverse("openid_connect_login", args=["sso"]) in page


def test_an_account_that_exists_logs_in_and_again(client, office, provider):
    user = member(office, "officer")
    provider.username = user.username
    for _ in range(2):
        page = sign_on(client)
        assert page.redirect_chain[-1][0] == reverse("desk:todo", args=[office.code])
        assert client.session["_auth_user_id"] == str(user.pk)
        client.post(reverse("account_logout"))
    assert provider.asked["code"] == ["code"]


def test_a_stranger_is_refused_and_no_one_is_registered(client, office, provider):
    member(office, "officer")
    for name in ("nobody", ""):
        provider.username = name
        page = sign_on(client)
        assert "单点登录没有找到对应的账号" in page.content.decode()
        assert "_auth_user_id" not in client.session
    assert User.objects.count() == 1


def test_a_deactivated_account_is_refused(client, office, provider):
    user = member(office, "officer")
    provider.username = user.username
    sign_on(client)
    client.post(reverse("account_logout"))
    User.objects.update(is_active=False)
    sign_on(client)
    assert "_auth_user_id" not in client.session


def test_an_answer_nobody_asked_for_is_refused_in_chinese(client, office, provider):
    member(office, "officer")
    page = client.get(reverse("openid_connect_callback", args=["sso"]), {"code": "code", "state": "made-up"})
    assert "单点登录没有成功" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_head_who_comes_by_single_sign_on_needs_no_second_factor_of_ours(client, office, provider):
    provider.username = member(office, "head").username
    assert sign_on(client).redirect_chain[-1][0] == reverse("desk:todo", args=[office.code])


def test_without_a_provider_there_is_no_door(client, db):
    assert client.get(reverse("openid_connect_login", args=["sso"])).status_code == 404
    assert client.get(reverse("openid_connect_callback", args=["sso"])).status_code == 404
