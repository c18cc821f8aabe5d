"""What each sentence of a node's summary was made from, down to the document."""

from __future__ import annotations

from typing import Any, NamedTuple

from feedback.models import Node, Response
from feedback.text import Span, sentence_spans
from feedback.text.alignment import Kind, Place, places_of

# Characters of an excerpt, and of what stands around it.
_LONGEST, _AROUND = 1200, 160


class DocumentPlace(NamedTuple):
    """The characters ``document.text[start:end]``; see `feedback.text.alignment.Place`."""

    start: int
    end: int
    kind: Kind
    score: float


class _Source(NamedTuple):
    """What a response was written from: other responses, or a stretch of the document."""

    node: Node
    texts: list[str]
    parts: list[Response]  # one a text; none for a leaf


def response_provenance(response: Response) -> dict[str, Any]:
    """The response's sentences with their places: in the node's source, in the summaries that
    this is made of, and in the document.

    The response is one to a node's question, which keeps the responses that its source was made
    of: the way down is the one that the text came up, whatever has changed since.
    """
    trace = _Trace()
    source = trace.source_of(response)
    document = source.node.document
    sentences = []
    for start, end in sentence_spans(response.text):
        sentence = response.text[start:end]
        places = places_of(sentence, source.texts)
        sentences.append(
            {
                "start": start,
                "end": end,
                "kind": _weakest(places),
                "source": in_source(source.texts, places),
                "parts": [
                    {
                        "node": source.parts[place.text].prompt.node_id,
                        "response": source.parts[place.text].pk,
                        **_span(place),
                    }
                    for place in places
                    if source.parts
                ],
                "document": [
                    {**place._asdict(), **_excerpt(document.text, place)}
                    for place in trace.down(source, places)
                ],
            }
        )
    return {
        "response": response.pk,
        "node": source.node.pk,
        "document": source.node.document_id,
        "text": response.text,
        "sentences": sentences,
    }


def sentence_places(text: str, source: str) -> list[dict[str, Any]]:
    """The text's sentences, each with the places of the source that it is most like."""
    return [
        {
            "start": start,
            "end": end,
            "source": in_source([source], places_of(text[start:end], [source])),
        }
        for start, end in sentence_spans(text)
    ]


def in_source(texts: list[str], places: list[Place]) -> list[dict[str, Any]]:
    """Places in the node's source, which is the texts with blank lines between them."""
    before = [sum(len(text) + 2 for text in texts[:index]) for index in range(len(texts))]
    return [
        {
            "start": before[place.text] + place.start,
            "end": before[place.text] + place.end,
            "kind": place.kind,
            "score": place.score,
        }
        for place in places
    ]


def _excerpt(text: str, place: DocumentPlace) -> dict[str, str]:
    """The passage's words, if they are not too many, and some of those around it."""
    return {
        "before": text[max(0, place.start - _AROUND) : place.start],
        "text": text[place.start : min(place.end, place.start + _LONGEST)],
        "after": text[place.end : place.end + _AROUND],
    }


def _span(place: Place) -> dict[str, Any]:
    return {"start": place.start, "end": place.end, "kind": place.kind, "score": place.score}


def _weakest(places: list[Place]) -> str:
    kinds = {place.kind for place in places}
    return next((kind for kind in ("whole", "similar") if kind in kinds), "exact")


class _Trace:
    """The way down; each response is read once."""

    def __init__(self) -> None:
        self._sources: dict[int, _Source] = {}
        self._found: dict[tuple[int, int, int], list[DocumentPlace]] = {}

    def source_of(self, response: Response) -> _Source:
        if response.pk not in self._sources:
            self._sources[response.pk] = _source(response)
        return self._sources[response.pk]

    def down(self, source: _Source, places: list[Place]) -> list[DocumentPlace]:
        """Where in the document the places come from, in its order."""
        if not source.parts:
            offset = source.node.start
            found = [
                DocumentPlace(offset + place.start, offset + place.end, place.kind, place.score)
                for place in places
            ]
        else:
            found = [
                below._replace(
                    kind=_weaker(below.kind, place.kind), score=round(below.score * place.score, 4)
                )
                for place in places
                for below in self._below(source.parts[place.text], place)
            ]
        node = source.node
        return _once(found) or [DocumentPlace(node.start, node.end, "whole", 0.0)]

    def _below(self, response: Response, place: Place) -> list[DocumentPlace]:
        key = (response.pk, place.start, place.end)
        if key not in self._found:
            source = self.source_of(response)
            if place.kind == "whole":
                self._found[key] = [DocumentPlace(source.node.start, source.node.end, "whole", 0.0)]
            else:
                passage = response.text[place.start : place.end]
                self._found[key] = self.down(source, places_of(passage, source.texts))
        return self._found[key]


def _source(response: Response) -> _Source:
    node = response.prompt.node
    assert node is not None
    if node.height == 0:
        return _Source(node, [node.source], [])
    wanted = response.prompt.metadata.get("parts")
    if wanted is None:  # asked before prompts kept them
        wanted = list(
            node.children.filter(settled_response__isnull=False)
            .order_by("position")
            .values_list("settled_response", flat=True)
        )
    known = Response.objects.select_related("prompt__node").in_bulk(wanted)
    parts = [known[pk] for pk in wanted if pk in known]
    return _Source(node, [part.text for part in parts], parts)


def _weaker(one: Kind, other: Kind) -> Kind:
    order: tuple[Kind, ...] = ("whole", "similar", "exact")
    return min(one, other, key=order.index)


def _once(places: list[DocumentPlace]) -> list[DocumentPlace]:
    """Each stretch once, by its best claim."""
    best: dict[Span, DocumentPlace] = {}
    for place in places:
        span = Span(place.start, place.end)
        if span not in best or best[span].score < place.score:
            best[span] = place
    return [best[span] for span in sorted(best)]
