"""Citizens who file an application by the public form, without script, each from an address of their own."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar

PERSON = {
    "name": "王示例",
    "id_kind": "other",
    "phone": "19900005678",
    "email": "someone@example.invalid",
    "form_wanted": "electronic",
    "delivery": "email",
}


@dataclass
class Citizen:
    url: str
    office: str
    count: int
    cookies: CookieJar = field(default_factory=CookieJar)
    form: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/o/{self.office}/apply/?kind=natural_person"

    def open_form(self) -> None:
        _address, page = self.ask(self.path)
        hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|stamp)" value="([^"]+)"', page))
        self.form = PERSON | hidden | {"id_number": f"示例证件{self.count}", "content": f"第{self.count}号小区名单"}

    def file(self) -> float:
        """Check the form and send it; the seconds both took.

        Raises:
            RuntimeError: no receipt was given.
        """
        begun = time.perf_counter()
        address, page = self.ask(self.path, self.form)
        token = dict(re.findall(r'name="(csrfmiddlewaretoken)" value="([^"]+)"', page))
        address, page = self.ask(address, {"act": "send", **token})
        if not address.endswith("/receipt/"):
            raise RuntimeError(f"no receipt: {address}")
        return time.perf_counter() - begun

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
        """Address and text of a page; redirects are followed."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        address = urllib.parse.urljoin(self.url, path)
        request = urllib.request.Request(
            address,
            urllib.parse.urlencode(fields).encode() if fields is not None else None,
            {"X-Forwarded-For": f"10.0.{self.count // 250}.{self.count % 250 + 1}", "Referer": address},
        )
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                raise RuntimeError(f"{path}: {error.code} {error.read().decode()[:2000]}") from None
