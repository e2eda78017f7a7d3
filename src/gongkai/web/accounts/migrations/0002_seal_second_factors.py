"""Secrets of authenticators and recovery codes, kept in the clear so far, are sealed under the data key."""

from django.conf import settings
from django.db import migrations

from gongkai.web.accounts.adapter import SECOND_FACTOR
from gongkai.web.accounts.second_factor import mapped
from gongkai.web.people import seal


def _each(apps, change):
    for row in apps.get_model("mfa", "Authenticator").objects.all():
        row.data = mapped(row.data, change)
        row.save(update_fields=["data"])


def _seal(text):
    if seal.is_sealed_text(text):
        return text
    return seal.seal_text(text, settings.GONGKAI.data_keys, SECOND_FACTOR)


def _unseal(text):
    return seal.unseal_text(text, settings.GONGKAI.data_keys, SECOND_FACTOR)


def forwards(apps, schema_editor):
    _each(apps, _seal)


def backwards(apps, schema_editor):
    _each(apps, _unseal)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(forwards, backwards)]
