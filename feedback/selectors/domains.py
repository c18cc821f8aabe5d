"""What a prompt is about, in a word: its metadata say so, or the document that it is from."""

from __future__ import annotations

from django.db.models import TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce

# Keys of an imported row that say it, the first that is there.
DOMAIN_KEYS = ("domain", "topic", "subset", "category")


def domain_of_prompt(prompt: str = "") -> Coalesce:
    """The expression; "" where nobody says. ``prompt`` leads to it, as ``prompt__`` does."""
    metadata = f"{prompt}metadata"
    said = [KeyTextTransform(key, KeyTransform("extra", metadata)) for key in DOMAIN_KEYS]
    said.insert(0, KeyTextTransform("domain", metadata))
    title = f"{prompt}node__document__title"
    return Coalesce(*said, title, Value(""), output_field=TextField())
