"""People and the tokens that their programs use."""

from __future__ import annotations

from django.conf import settings
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


class UserSettings(models.Model):
    """How one person works: a document of keys, sizes of panes and aids to reading."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="own_settings",
    )
    document = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "user settings"

    def __str__(self) -> str:
        return f"settings of {self.user}"


class Invitation(models.Model):
    """A link by which one person joins a project. Only the token's hash is stored."""

    project_id: int

    project = models.ForeignKey(
        "feedback.Project", on_delete=models.CASCADE, related_name="invitations"
    )
    role = models.CharField(max_length=20)
    digest = models.CharField(max_length=128, unique=True)
    username = models.CharField(
        max_length=150, blank=True, help_text="The user name that is proposed."
    )
    email = models.EmailField(blank=True, help_text="Becomes the address of a new account.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.pk} to {self.project}"
