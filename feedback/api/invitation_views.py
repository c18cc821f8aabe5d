"""Invitations, one-time password links, and leaving: who comes in and who goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.core.ratelimit import consume
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.urls import get_script_prefix
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api import invitation_serializers as shapes
from feedback.api.access import Role, current_user, project_for
from feedback.api.errors import ApiError
from feedback.errors import Refusal
from feedback.models import Invitation, User
from feedback.selectors.people import invitation_of, invitations_of, person_named
from feedback.selectors.projects import members_of
from feedback.services import invitations, people

BACKEND = "django.contrib.auth.backends.ModelBackend"


def page_address(request: Request, path: str) -> str:
    """The whole address of a page of the front end."""
    return request.build_absolute_uri(get_script_prefix().rstrip("/") + path)


@contextmanager
def few_refusals(request: Request) -> Iterator[None]:
    """Counts refusals by client, as wrong passwords are counted: neither links nor, by who has a
    link, user names are to be guessed.

    Raises ApiError: ``too_many_attempts``.
    """
    if not consume(request._request, action="invitation", dry_run=True):
        raise ApiError(
            "too_many_attempts", "Too many attempts. Wait a minute.", status=429, wait=60
        )
    try:
        yield
    except Refusal:
        consume(request._request, action="invitation")
        raise


class InvitationListView(generics.ListAPIView[Invitation]):
    serializer_class = shapes.InvitationSerializer

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return invitations_of(None)
        return invitations_of(project_for(self.request, self.kwargs["slug"], Role.ADMIN))

    @extend_schema(
        request=shapes.NewInvitationSerializer, responses={201: shapes.MadeInvitationSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.ADMIN)
        body = shapes.NewInvitationSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        made, token = invitations.invite(
            project=project, by=current_user(request), **body.validated_data
        )
        made.link = _link(request, token)  # type: ignore[attr-defined]
        return Response(shapes.MadeInvitationSerializer(made).data, status=status.HTTP_201_CREATED)


class BulkInvitationView(APIView):
    """Invites the people of a CSV file: all of them, or none and what is wrong by line."""

    @extend_schema(
        request=shapes.BulkInvitationSerializer, responses={200: shapes.BulkOutcomeSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.ADMIN)
        body = shapes.BulkInvitationSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        found, problems = invitations.read_people(project, wanted["people"])
        links: list[str | None] = [None] * len(found)
        if not wanted["dry_run"]:
            if problems:
                lines = {f"line {each.line}": each.message for each in problems[:100]}
                raise Refusal(
                    "invalid_file", "Nobody was invited: some lines cannot be used.",
                    status=400, details=lines,
                )  # fmt: skip
            made = invitations.invite_people(
                project=project, by=current_user(request), people=found, days=wanted["days"]
            )
            links = [_link(request, token) for _, token in made]
        answer = {
            "invited": [
                {**vars(each), "link": link} for each, link in zip(found, links, strict=True)
            ],
            "problems": [vars(each) for each in problems],
        }
        return Response(shapes.BulkOutcomeSerializer(answer).data)


class InvitationView(APIView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, slug: str, invitation_id: int) -> Response:
        project = project_for(request, slug, Role.ADMIN)
        found = invitation_of(project, invitation_id)
        if found is None:
            raise Http404
        invitations.withdraw_invitation(invitation=found, by=current_user(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class OpenInvitationView(APIView):
    """What an invitation is to. The token comes in the body: addresses end up in logs."""

    permission_classes = [AllowAny]

    @extend_schema(
        request=shapes.TokenInBodySerializer, responses={200: shapes.OpenInvitationSerializer}
    )
    def post(self, request: Request) -> Response:
        body = shapes.TokenInBodySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        with few_refusals(request):
            found = invitations.open_invitation(body.validated_data["token"])
        return Response(shapes.OpenInvitationSerializer(found).data)


class AcceptInvitationView(APIView):
    """Joins: with the account of whoever is logged in, or with a new one, which is logged in."""

    permission_classes = [AllowAny]

    @extend_schema(request=shapes.AcceptSerializer, responses={200: shapes.AcceptedSerializer})
    def post(self, request: Request) -> Response:
        body = shapes.AcceptSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        if isinstance(request.user, User):
            user = request.user
            with few_refusals(request):
                project = invitations.accept_as(token=wanted["token"], user=user).project
        else:
            missing = [name for name in ("username", "password") if name not in wanted]
            if missing:
                raise ValidationError({name: ["This field is required."] for name in missing})
            with few_refusals(request):
                project = invitations.open_invitation(wanted["token"]).project
                user = invitations.accept_as_new_person(**wanted)
            login(request._request, user, backend=BACKEND)
        return Response({"project": project.slug, "username": user.username})


class PasswordLinkView(APIView):
    """A link by which a member sets a new password, for who forgot it."""

    @extend_schema(request=None, responses={201: shapes.LinkSerializer})
    def post(self, request: Request, slug: str, username: str) -> Response:
        project = project_for(request, slug, Role.ADMIN)
        member = members_of(project).filter(user__username=username).first()
        if member is None:
            raise Http404
        key = people.make_password_link(user=member.user, by=current_user(request))
        link = page_address(request, f"/new-password#{key}")
        return Response({"link": link}, status=status.HTTP_201_CREATED)


class DeactivateView(APIView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, username: str) -> Response:
        people.deactivate_person(user=_person(request, username), by=current_user(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReactivateView(APIView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, username: str) -> Response:
        people.reactivate_person(user=_person(request, username), by=current_user(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class SignInView(APIView):
    """What the login page has to know."""

    permission_classes = [AllowAny]

    @extend_schema(responses=shapes.SignInSerializer)
    def get(self, request: Request) -> Response:
        return Response({"mail": settings.PLUMBLINE_SENDS_MAIL})


def _person(request: Request, username: str) -> User:
    if not current_user(request).is_superuser:
        raise PermissionDenied
    found = person_named(username)
    if found is None:
        raise Http404
    return found


def _link(request: Request, token: str) -> str:
    return page_address(request, f"/invitation#{token}")
