"""Django's settings for the tests: secrets of no value, SQLite, or PostgreSQL with GONGKAI_TEST_ENGINE=postgresql."""

from __future__ import annotations

import atexit
import base64
import os
import shutil
import tempfile

KEY = base64.urlsafe_b64encode(b"a key for tests, of no value....").decode()
os.environ.update(
    dict.fromkeys(("GONGKAI_SECRET_KEY", "GONGKAI_AUDIT_KEY", "GONGKAI_INDEX_KEY", "GONGKAI_DATA_KEYS"), KEY)
)
os.environ["GONGKAI_HTTPS"] = "0"
os.environ["GONGKAI_HOSTS"] = "testserver,127.0.0.1,localhost"
os.environ["GONGKAI_DATA_DIR"] = os.environ.get("GONGKAI_TEST_DATA") or tempfile.mkdtemp(prefix="gongkai-test-")
os.environ["DATABASE_URL"] = ""
if "GONGKAI_TEST_SHARED" not in os.environ:  # the first process of a run; its workers find it
    os.environ["GONGKAI_TEST_SHARED"] = tempfile.mkdtemp(prefix="gongkai-shared-")
    atexit.register(shutil.rmtree, os.environ["GONGKAI_TEST_SHARED"], ignore_errors=True)
if os.environ.get("GONGKAI_TEST_ENGINE") == "postgresql":
    from tests.web.postgres import server_url

    os.environ["DATABASE_URL"] = server_url()

from gongkai.web.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the tests log in a thousand times
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
