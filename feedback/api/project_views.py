"""Projects, members, the caller and the caller's tokens."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api import project_serializers as shapes
from feedback.api.access import Role, current_user, project_for, role_in
from feedback.api.pagination import NewestFirst
from feedback.models import AccessToken, Membership, Project
from feedback.selectors.people import may_make_projects
from feedback.selectors.projects import members_of, projects_of
from feedback.selectors.queue import project_progress
from feedback.services import members
from feedback.services.tokens import make_token, revoke_token


class MeView(APIView):
    @extend_schema(responses=shapes.MeSerializer)
    def get(self, request: Request) -> Response:
        user = current_user(request)
        mine = user.memberships.select_related("project").order_by("project__name")
        body = shapes.MeSerializer(
            {
                "id": user.pk,
                "username": user.username,
                "display_name": user.display_name,
                "is_superuser": user.is_superuser,
                "may_make_projects": may_make_projects(user),
                "memberships": mine,
            }
        )
        return Response(body.data)


class ProjectListView(generics.ListAPIView[Project]):
    serializer_class = shapes.ProjectSerializer

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return Project.objects.none()
        return projects_of(current_user(self.request))

    @extend_schema(request=shapes.NewProjectSerializer, responses={201: shapes.ProjectSerializer})
    def post(self, request: Request) -> Response:
        if not may_make_projects(current_user(request)):
            raise PermissionDenied
        body = shapes.NewProjectSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        project = members.create_project(creator=current_user(request), **body.validated_data)
        answer = shapes.ProjectSerializer(project, context={"request": request})
        return Response(answer.data, status=status.HTTP_201_CREATED)


class ProjectView(APIView):
    @extend_schema(responses=shapes.ProjectSerializer)
    def get(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.ANNOTATOR)
        return Response(shapes.ProjectSerializer(project, context={"request": request}).data)

    @extend_schema(request=shapes.ProjectChangeSerializer, responses=shapes.ProjectSerializer)
    def patch(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.ADMIN)
        body = shapes.ProjectChangeSerializer(project, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        project = members.update_project(
            project=project, by=current_user(request), **body.validated_data
        )
        return Response(shapes.ProjectSerializer(project, context={"request": request}).data)


class ArchiveView(APIView):
    """Closes a project: it can still be read and exported."""

    works_archived = True

    @extend_schema(request=None, responses=shapes.ProjectSerializer)
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.ADMIN)
        project = members.archive_project(project=project, by=current_user(request))
        return Response(shapes.ProjectSerializer(project, context={"request": request}).data)


class RestoreView(APIView):
    works_archived = True

    @extend_schema(request=None, responses=shapes.ProjectSerializer)
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.ADMIN)
        project = members.restore_project(project=project, by=current_user(request))
        return Response(shapes.ProjectSerializer(project, context={"request": request}).data)


class ProgressView(APIView):
    @extend_schema(responses=shapes.ProgressSerializer)
    def get(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.ANNOTATOR)
        user = current_user(request)
        whole = role_in(user, project) != Role.ANNOTATOR
        return Response(project_progress(project, user, whole=whole))


class MemberListView(generics.ListAPIView[Membership]):
    serializer_class = shapes.MemberSerializer

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return Membership.objects.none()
        return members_of(project_for(self.request, self.kwargs["slug"], Role.RESEARCHER))

    @extend_schema(request=shapes.NewMemberSerializer, responses={201: shapes.MemberSerializer})
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.ADMIN)
        body = shapes.NewMemberSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        if wanted["create"] and not current_user(request).is_superuser:
            raise PermissionDenied("Only a superuser makes new accounts.")
        member = members.add_member(
            project=project,
            username=wanted["username"],
            role=wanted["role"],
            password=wanted.get("password", "") if wanted["create"] else None,
            by=current_user(request),
        )
        return _member(project, member, status.HTTP_201_CREATED)


class MemberView(APIView):
    @extend_schema(request=shapes.MemberChangeSerializer, responses=shapes.MemberSerializer)
    def patch(self, request: Request, slug: str, username: str) -> Response:
        project = project_for(request, slug, Role.ADMIN)
        body = shapes.MemberChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        member = members.change_member(
            project=project, username=username, by=current_user(request), **body.validated_data
        )
        return _member(project, member, status.HTTP_200_OK)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, slug: str, username: str) -> Response:
        project = project_for(request, slug, Role.ADMIN)
        members.remove_member(project=project, username=username, by=current_user(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class NewestTokensFirst(NewestFirst):
    ordering = "-created"


class TokenListView(generics.ListAPIView[AccessToken]):
    """The caller's own tokens."""

    serializer_class = shapes.TokenSerializer
    pagination_class = NewestTokensFirst

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return AccessToken.objects.none()
        return AccessToken.objects.filter(user=current_user(self.request))

    @extend_schema(request=shapes.NewTokenSerializer, responses={201: shapes.MadeTokenSerializer})
    def post(self, request: Request) -> Response:
        body = shapes.NewTokenSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        made = make_token(user=current_user(request), **body.validated_data)
        return Response(shapes.MadeTokenSerializer(made).data, status=status.HTTP_201_CREATED)


class TokenView(APIView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, token_id: str) -> Response:
        if not revoke_token(user=current_user(request), token_key=token_id):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)


def _member(project: Project, member: Membership, code: int) -> Response:
    row = members_of(project).get(pk=member.pk)
    return Response(shapes.MemberSerializer(row).data, status=code)
