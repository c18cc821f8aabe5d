"""Loads the demo: a project, three logins, and the long topics of Python's own documentation."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from feedback.models import Membership, Project, User
from feedback.services.trees import add_document, open_documents
from feedback.splitting.units import WHOLE, units

SLUG = "demo"
LONG_TEXT_CHARACTERS = 6000  # characters
GUIDELINES = """\
Read the passage first, then both summaries.

Choose the summary that a reader who has not seen the passage would be better off with:

1. Accuracy. It says nothing that the passage does not say.
2. Coverage. The main point is there; a detail in its place is worth less.
3. Readability. It can be understood on its own, without dangling references.

Choose a tie when you would not mind which of the two is used. When neither will do, say that both
are bad. Skip what you cannot judge; flag what is broken, and say how.
"""


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        project, _ = Project.objects.get_or_create(
            slug=SLUG,
            defaults={
                "name": "Python, summarised",
                "description": "Summaries of the reference documentation of Python, from the "
                "leaves of each topic up to its root.",
                "guidelines": GUIDELINES,
                "question": "Which summary is better?",
            },
        )
        self._make_logins(project)
        self._add_documents(project)
        opened = open_documents(project=project)
        self.stdout.write(f"Opened {opened} documents.")

    def _make_logins(self, project: Project) -> None:
        """One person a role. Passwords are drawn once and kept in the data folder, mode 600."""
        path = Path(settings.PLUMBLINE_HOME) / "demo_logins.json"
        logins: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        for role in Membership.Role.values:
            user, created = User.objects.get_or_create(username=role)
            if created or role not in logins:
                logins[role] = secrets.token_urlsafe(9)
                user.set_password(logins[role])
                user.first_name = f"Demo {role}"
                user.is_staff = user.is_superuser = role == Membership.Role.ADMIN
                user.save()
            Membership.objects.get_or_create(project=project, user=user, defaults={"role": role})
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(logins, file, indent=2)

    def _add_documents(self, project: Project) -> None:
        from pydoc_data.topics import topics

        # Plain prose first: what is asked first should be judged by whoever looks in.
        texts = sorted(
            (text for text in topics.values() if len(text) >= LONG_TEXT_CHARACTERS),
            key=lambda text: (round(_share_of_code(text), 1), len(text)),
        )
        for index, text in enumerate(texts, start=1):
            title = next(line for line in text.splitlines() if line.strip()).strip(" *=")
            document = add_document(project=project, title=title[:300], text=text)
            nodes = document.nodes.count()
            self.stdout.write(f"{index:3}/{len(texts)}  {title}: {nodes} nodes")


def _share_of_code(text: str) -> float:
    """How much of a text is code, grammar or tables, from 0 to 1."""
    beside_prose = (unit for unit in units(text) if unit.kind in WHOLE)
    return sum(unit.end - unit.start for unit in beside_prose) / len(text)
