"""Words of texts, for full text search on PostgreSQL. Elsewhere these tables stay empty.

They lie beside the texts and are filled by a worker (``feedback.services.indexing``): to take a
text apart costs more than to store it, and neither imports nor annotators should wait for it.
"""

from __future__ import annotations

from django.contrib.postgres.search import SearchVectorField
from django.db import models

from feedback.models.prompts import Prompt, Response


class PromptWords(models.Model):
    """What the messages of a prompt say."""

    prompt = models.OneToOneField(
        Prompt, on_delete=models.CASCADE, primary_key=True, related_name="indexed"
    )
    words = SearchVectorField()

    def __str__(self) -> str:
        return f"words of prompt {self.prompt_id}"


class ResponseWords(models.Model):
    """What a response says."""

    response = models.OneToOneField(
        Response, on_delete=models.CASCADE, primary_key=True, related_name="indexed"
    )
    words = SearchVectorField()

    def __str__(self) -> str:
        return f"words of response {self.response_id}"
