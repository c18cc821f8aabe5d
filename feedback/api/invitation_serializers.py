"""Shapes of invitations and of accounts of people."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from feedback.api.serializers import StrictSerializer
from feedback.models import Invitation, Membership

ROLES = Membership.Role.choices
MAX_FILE = 500_000  # characters of a CSV file


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    role = serializers.ChoiceField(choices=ROLES)
    created_by = serializers.CharField(source="created_by.username", allow_null=True, default=None)
    accepted_by = serializers.CharField(
        source="accepted_by.username", allow_null=True, default=None
    )

    class Meta:
        model = Invitation
        fields = (
            "id",
            "role",
            "username",
            "email",
            "created_by",
            "created_at",
            "expires_at",
            "accepted_at",
            "accepted_by",
            "withdrawn_at",
        )


class NewInvitationSerializer(StrictSerializer):
    role = serializers.ChoiceField(choices=ROLES)
    username = serializers.CharField(max_length=150, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    days = serializers.IntegerField(min_value=1, max_value=90, default=7)


class MadeInvitationSerializer(InvitationSerializer):
    link = serializers.CharField(help_text="Shown this once.")

    class Meta(InvitationSerializer.Meta):
        fields = (*InvitationSerializer.Meta.fields, "link")  # type: ignore[assignment]


class BulkInvitationSerializer(StrictSerializer):
    people = serializers.CharField(
        max_length=MAX_FILE, help_text="CSV with the columns username, email, role."
    )
    days = serializers.IntegerField(min_value=1, max_value=90, default=7)
    dry_run = serializers.BooleanField(
        default=True, help_text="Only says what would happen. With errors, nothing is stored."
    )


class LineErrorSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField()
    message = serializers.CharField()


class InvitedPersonSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField()
    username = serializers.CharField()
    email = serializers.CharField()
    role = serializers.CharField()
    link = serializers.CharField(allow_null=True, help_text="Shown this once; null in a dry run.")


class BulkOutcomeSerializer(serializers.Serializer[Any]):
    invited = InvitedPersonSerializer(many=True)
    problems = LineErrorSerializer(many=True)


class TokenInBodySerializer(StrictSerializer):
    token = serializers.CharField(max_length=100)


class OpenInvitationSerializer(serializers.Serializer[Any]):
    project = serializers.CharField(source="project.slug")
    project_name = serializers.CharField(source="project.name")
    role = serializers.ChoiceField(choices=ROLES)
    username = serializers.CharField()
    expires_at = serializers.DateTimeField()


class AcceptSerializer(TokenInBodySerializer):
    username = serializers.CharField(max_length=150, required=False)
    name = serializers.CharField(max_length=150, required=False, allow_blank=True, default="")
    password = serializers.CharField(max_length=200, required=False, trim_whitespace=False)


class AcceptedSerializer(serializers.Serializer[Any]):
    project = serializers.CharField()
    username = serializers.CharField()


class LinkSerializer(serializers.Serializer[Any]):
    link = serializers.CharField(help_text="Shown this once; holds for three days.")


class SignInSerializer(serializers.Serializer[Any]):
    mail = serializers.BooleanField(help_text="Whether a forgotten password is reset by mail.")
