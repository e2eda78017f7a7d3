"""A wrong setting stops the start with one sentence that names it."""

from __future__ import annotations

import pytest

from gongkai.errors import BadSetting
from gongkai.web.config.environment import SECRETS, new_secrets, read_environment

GOOD = new_secrets()


def test_fresh_secrets_are_enough():
    found = read_environment(GOOD)
    assert found.is_https
    assert not found.is_demo
    assert len(found.data_keys) == 1


@pytest.mark.parametrize("name", SECRETS)
def test_no_secret_has_a_default(name):
    with pytest.raises(BadSetting, match=name):
        read_environment({key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GONGKAI_AUDIT_KEY", "short"),
        ("GONGKAI_DATA_KEYS", "short,short"),
        ("GONGKAI_ROLE", "everything"),
        ("GONGKAI_CIPHER", "des"),
        ("GONGKAI_DIGEST", "md5"),
        ("GONGKAI_HTTPS", "maybe"),
        ("GONGKAI_PROXIES", "-1"),
        ("GONGKAI_TODAY_FILE", "today"),  # without GONGKAI_DEMO
        ("GONGKAI_OIDC_URL", "https://sso.example.invalid"),  # without client and secret
    ],
)
def test_a_wrong_value_is_named(name, value):
    with pytest.raises(BadSetting, match=r"^GONGKAI_"):
        read_environment(GOOD | {name: value})


def test_old_data_keys_stand_behind_the_new_one():
    old, new = new_secrets()["GONGKAI_DATA_KEYS"], GOOD["GONGKAI_DATA_KEYS"]
    assert len(read_environment(GOOD | {"GONGKAI_DATA_KEYS": f"{new},{old}"}).data_keys) == 2
