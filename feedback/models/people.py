"""People and the tokens that their programs use."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from knox.models import AbstractAuthToken


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person who can log in. What they may do is said by their memberships."""

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username


class AccessToken(AbstractAuthToken):  # type: ignore[misc]
    """A named, expiring, revocable token of a program. Only its hash is stored."""

    name = models.CharField(max_length=100)
