"""The account of a member of staff. What it may do stands in `offices.Membership`, office by office."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """username: how one logs in; name: how one is shown and signs."""

    name = models.CharField("姓名", max_length=60)
    phone = models.CharField("办公电话", max_length=30, blank=True)
    must_change_password = models.BooleanField(default=False)

    class Meta:
        db_table = "accounts_user"

    def __str__(self) -> str:
        return self.name or self.username
