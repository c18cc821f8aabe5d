"""Croissant metadata of a snapshot (MLCommons, Croissant format specification 1.0)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from feedback.exports.containers import Shape
from feedback.exports.licences import licence_fields

# The context that section "Appendix 1: JSON-LD context" of the specification gives.
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
ENCODINGS = {
    "jsonl": "application/jsonlines",
    "jsonl.gz": "application/gzip",
    "json": "application/json",
    "csv": "text/csv",
    "parquet": "application/x-parquet",
}
TYPES = {
    "text": "sc:Text",
    "json": "sc:Text",
    "number": "sc:Float",
    "integer": "sc:Integer",
    "truth": "sc:Boolean",
}


@dataclass(frozen=True)
class CroissantFacts:
    """What the metadata say. ``files`` maps splits to names; with ``archive`` they lie in the one
    file ``filename``, whose ``sha256`` and ``size`` in bytes are given."""

    title: str
    description: str
    licence: str
    made_at: str
    filename: str
    sha256: str
    size: int
    container: str
    archive: bool
    files: Mapping[str, str]
    columns: Mapping[str, Shape]


def croissant(facts: CroissantFacts) -> dict[str, Any]:
    """The JSON-LD document."""
    licence = licence_fields(facts.licence)
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": _name(facts.title),
        "description": facts.description or facts.title,
        **({"license": licence.get("license_name", licence["license"])} if licence else {}),
        "datePublished": facts.made_at,
        "version": "1.0.0",
        "distribution": _distribution(facts),
        "recordSet": [_records(facts, split, name) for split, name in facts.files.items()],
    }


def _distribution(facts: CroissantFacts) -> list[dict[str, Any]]:
    encoding = ENCODINGS[facts.container]
    whole = {
        "@type": "cr:FileObject",
        "@id": facts.filename,
        "name": facts.filename,
        "contentUrl": facts.filename,
        "contentSize": f"{facts.size} B",
        "encodingFormat": "application/zip" if facts.archive else encoding,
        "sha256": facts.sha256,
    }
    if not facts.archive:
        return [whole]
    inside = [
        {
            "@type": "cr:FileSet",
            "@id": f"file-{split}",
            "name": f"file-{split}",
            "containedIn": {"@id": facts.filename},
            "encodingFormat": encoding,
            "includes": name,
        }
        for split, name in facts.files.items()
    ]
    return [whole, *inside]


def _records(facts: CroissantFacts, split: str, name: str) -> dict[str, Any]:
    source = (
        {"fileSet": {"@id": f"file-{split}"}}
        if facts.archive
        else {"fileObject": {"@id": facts.filename}}
    )
    return {
        "@type": "cr:RecordSet",
        "@id": split,
        "name": split,
        "field": [
            _field(f"{split}/{column}", column, shape, source, facts.container)
            for column, shape in facts.columns.items()
        ],
    }


def _field(
    identity: str, column: str, shape: Shape, source: dict[str, Any], container: str
) -> dict[str, Any]:
    """A column. What is nested is a text of JSON in a CSV."""
    field: dict[str, Any] = {"@type": "cr:Field", "@id": identity, "name": identity}
    inner = shape
    if isinstance(shape, list) and container != "csv":
        field["repeated"] = True
        inner = shape[0]
    if isinstance(inner, dict) and container != "csv":
        field["subField"] = [
            _field(f"{identity}/{name}", f"{column}.{name}", part, source, container)
            for name, part in inner.items()
        ]
        return field
    field["dataType"] = TYPES[inner] if isinstance(inner, str) else "sc:Text"
    field["source"] = {**source, "extract": {"column": column}}
    return field


def _name(title: str) -> str:
    """The title without what a name may not have."""
    return re.sub(r"[^\w .-]+", "-", title).strip() or "dataset"
