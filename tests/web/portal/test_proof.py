"""Proof of work: where a script answers the challenge the check is skipped; where none does nobody is refused."""

from __future__ import annotations

import base64
import json
import time
from hashlib import sha256
from pathlib import Path

import pytest
from altcha import Challenge, Payload, Solution, create_challenge, solve_challenge
from django.contrib.staticfiles import finders
from django.test import Client

from gongkai.web.applications.models import Application
from gongkai.web.portal import limits, proof
from tests.web.portal.conftest import Citizen, solved

pytestmark = pytest.mark.one_engine


def test_a_proved_form_is_sent_at_once(citizen, in_office):
    sent = citizen.fill_in(go="send", altcha=solved())
    assert sent["Location"].endswith("/receipt/")
    number, _code = citizen.read_receipt(sent["Location"])
    assert Application.objects.get().number == number


def test_with_the_other_button_the_check_comes_first(citizen, in_office):
    filled = citizen.fill_in(altcha=solved())
    assert "/receipt/" not in filled["Location"]
    assert Application.objects.count() == 0


def test_an_answer_counts_once(citizen, in_office):
    given = solved()
    assert citizen.fill_in(go="send", altcha=given)["Location"].endswith("/receipt/")
    again = citizen.fill_in(go="send", altcha=given)
    assert again.status_code == 302
    assert not again["Location"].endswith("/receipt/")
    assert "还没有提交" in citizen.client.get(again["Location"]).content.decode()
    assert Application.objects.count() == 1


def test_a_refused_form_does_not_use_the_answer_up(citizen, in_office):
    given = solved()
    assert citizen.fill_in(go="send", altcha=given, name="").status_code == 422
    assert citizen.fill_in(go="send", altcha=given)["Location"].endswith("/receipt/")


def of(parameters: Challenge, counter: int = 1, key: str = "00" * 32) -> str:
    return Payload(parameters, Solution(counter, key)).to_base64()


def expired() -> str:
    secret, key = proof._secret("challenge"), proof._secret("key")
    past = int(time.time()) - 1
    challenge = create_challenge(
        proof.ALGORITHM, 1, counter=1, expires_at=past, hmac_secret=secret, hmac_key_secret=key
    )
    solution = solve_challenge(challenge)
    assert solution is not None
    return Payload(challenge, solution).to_base64()


def of_another_site() -> str:
    challenge = create_challenge(proof.ALGORITHM, 1, counter=1, hmac_secret="another", hmac_key_secret="another")
    solution = solve_challenge(challenge)
    assert solution is not None
    return Payload(challenge, solution).to_base64()


def unsolved() -> str:
    return of(Challenge.from_dict(proof.new_challenge()))


def cheapened() -> str:
    """The challenge with an easier task written into it."""
    easy = proof.new_challenge()
    easy["parameters"]["keyPrefix"] = ""
    challenge = Challenge.from_dict(easy)
    solution = solve_challenge(challenge)
    assert solution is not None
    return Payload(challenge, solution).to_base64()


def odd(value: object) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "given",
    [
        lambda: "",
        lambda: "-",
        lambda: "字" * 10,
        lambda: "A" * 5000,
        lambda: "\x00",
        lambda: odd([]),
        lambda: odd({"challenge": "x", "solution": 1}),
        lambda: odd({"challenge": {"parameters": [], "signature": 1}, "solution": {"counter": 1, "derivedKey": 2}}),
        lambda: odd({"challenge": {"parameters": None}, "solution": None}),
        expired,
        of_another_site,
        unsolved,
        cheapened,
    ],
)
def test_what_proves_nothing_leads_to_the_check_and_loses_nothing(citizen, in_office, given):
    filled = citizen.fill_in(go="send", altcha=given())
    assert filled.status_code == 302
    page = citizen.client.get(filled["Location"]).content.decode()
    assert "还没有提交" in page
    assert Application.objects.count() == 0
    citizen.client.post(filled["Location"], {"act": "send"})
    assert Application.objects.count() == 1


def test_a_challenge_says_no_more_than_the_worker_needs(citizen):
    answer = citizen.client.get("/challenge/")
    assert "no-store" in answer["Cache-Control"]
    given = answer.json()
    assert set(given) == {"parameters", "signature"}
    assert given["parameters"]["algorithm"] == "PBKDF2/SHA-256"
    assert 3500 < given["parameters"]["expiresAt"] - time.time() <= 3600
    assert given["parameters"]["nonce"] != citizen.client.get("/challenge/").json()["parameters"]["nonce"]


def test_who_fetches_challenges_without_end_gets_none(citizen, in_office):
    for _ in range(limits.CHALLENGE.count):
        limits.count(limits.CHALLENGE, "127.0.0.1")
    assert citizen.client.get("/challenge/").status_code == 429
    assert citizen.fill_in(go="send", altcha="-").status_code == 302  # and still files, by the check


# --- asking for a case after failures -----------------------------------------------------------------------------


def fail(citizen: Citizen, times: int = limits.LOOKUP_EASY) -> None:
    for _ in range(times):
        assert citizen.ask("2026-0777", "AAAAABBBBB").status_code == 422


def test_after_failures_asking_wants_a_proof_or_a_second_press(citizen, filed):
    case, code = filed
    page = citizen.client.get(citizen.url("status/")).content.decode()
    assert "data-proof" not in page
    fail(citizen)
    page = citizen.client.get(citizen.url("status/")).content.decode()
    assert "data-proof-always" in page
    asked = citizen.ask(case.number, code, stamp="")
    assert asked.status_code == 422
    assert "再点一次“查询”" in asked.content.decode()
    assert f'value="{case.number}"' in asked.content.decode()
    assert citizen.ask(case.number, code, stamp="", altcha=solved()).status_code == 302
    assert citizen.ask(case.number, code).status_code == 302  # without script: the page was looked at


def test_who_is_locked_out_by_others_opens_the_case_with_a_proof(citizen, filed):
    case, code = filed
    for _ in range(limits.LOOKUP_NUMBER.count):
        limits.count(limits.LOOKUP_NUMBER, f"{case.office_id}:{case.number}")
    mine = Citizen(citizen.office, Client(REMOTE_ADDR="192.0.2.7"))
    assert mine.ask(case.number, code).status_code == 429
    assert mine.ask(case.number, code, altcha=solved()).status_code == 302


# --- what is served -----------------------------------------------------------------------------------------------


def test_the_vendored_worker_is_the_file_its_note_names():
    worker, note = finders.find("altcha/pbkdf2.js"), finders.find("altcha/README.txt")
    assert sha256(Path(worker).read_bytes()).hexdigest() in Path(note).read_text()
    assert "MIT License" in Path(finders.find("altcha/LICENSE.txt")).read_text()


def test_the_forms_load_the_script_and_offer_the_button_only_to_it(citizen):
    for path in ("apply/?kind=natural_person", "requests/correction/", "requests/suggestion/"):
        answer = citizen.client.get(citizen.url(path))
        page = answer.content.decode()
        assert 'data-proof="/challenge/"' in page
        assert "/static/altcha/pbkdf2.js" in page
        assert "data-proof-send hidden>" in page
        assert "unsafe" not in answer["Content-Security-Policy"]
