"""Parsed rows become prompts, responses, comparisons, preferences and ratings, a batch at a time.

A batch is one transaction: a row is stored whole or not at all. What is stored already is known by
its content's hash and is not stored again, so that a batch may be stored any number of times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, OperationalError, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Least

from feedback.imports import BadLine, ParsedResponse, ParsedRow, Part
from feedback.imports.ballots import Ballot, Item, Pair, ballots_of, entry_key
from feedback.imports.bulk import ids_by_value, insert_rows, to_json
from feedback.imports.naming import (
    KnownResponse,
    follow_names,
    named_responses,
    refusal_of,
)
from feedback.models import (
    BroughtAgain,
    Comparison,
    Generator,
    Import,
    Preference,
    Project,
    Prompt,
    Rating,
    Response,
)
from feedback.pseudonyms import rater_pseudonym
from feedback.services.prompts import messages_hash, text_hash

ATTEMPTS = 5
MOST_ANSWERS = 32_767  # what the column holds
SWAPPED = {"a": "b", "b": "a", "tie": "tie"}
BROUGHT = (Prompt, Response, Preference, Rating)
PROMPT = ("project_id", "messages", "content_hash", "origin", "metadata")
RESPONSE = ("prompt_id", "generator_id", "text", "content_hash", "external_id")
COMPARISON = (
    "project_id",
    "prompt_id",
    "response_a_id",
    "response_b_id",
    "status",
    "stream",
    "answers",
)
PREFERENCE = (
    "project_id",
    "comparison_id",
    "rater",
    "choice",
    "strength",
    "axes",
    "rationale",
    "confidence",
    "duration_ms",
    "submission_key",
    "metadata",
)
RATING = ("project_id", "response_id", "rater", "axes", "key", "metadata")
Place = tuple[int, str, str]  # a response's prompt, the hash of its text, its source's name for it


@dataclass
class BatchReport:
    """What became of a batch: rows stored, rows that were there already, rows refused, and how
    many rows of each table were made."""

    imported: int = 0
    duplicates: int = 0
    refused: list[BadLine] = field(default_factory=list)
    made: Counter[str] = field(default_factory=Counter)


def store_rows(
    *,
    project: Project,
    rows: Sequence[ParsedRow],
    format: str,
    keep_raters: bool = False,
    dry_run: bool = False,
    brought_by: Import | None = None,
) -> BatchReport:
    """Stores rows in one transaction; a dry run only says what would be stored.

    Raters are stored under pseudonyms, or as they are with ``keep_raters``. Rows that name
    responses which are not known are refused, in the report.

    Raises:
        django.db.DatabaseError: others stored the same again and again meanwhile.
    """
    unique = {row.key: row for row in rows}
    for attempt in range(1, ATTEMPTS + 1):
        batch = _Batch(project, format, keep_raters, dry_run, brought_by)
        try:
            if dry_run:
                batch.store(list(unique.values()))
            else:
                with transaction.atomic():
                    batch.store(list(unique.values()))
            break
        except (IntegrityError, OperationalError):
            # Somebody stored the same meanwhile, or the two waited for each other: look again.
            if attempt == ATTEMPTS:
                raise
    batch.report.duplicates += len(rows) - len(unique)
    return batch.report


class _Batch:
    """One attempt at one batch. Each step reads what is there and makes what is not."""

    def __init__(
        self,
        project: Project,
        format: str,
        keep_raters: bool,
        dry_run: bool,
        brought_by: Import | None,
    ) -> None:
        self.project = project
        self.format = format
        self.keep_raters = keep_raters
        self.dry_run = dry_run
        self.brought_by = brought_by
        self.report = BatchReport()
        self._plain_metadata = to_json({"format": format})
        self._made_up = 0
        self._new_rows: set[str] = set()
        self._raters: dict[str, str] = {}

    def store(self, rows: list[ParsedRow]) -> None:
        named = named_responses(self.project.pk, rows)
        taken = self._without_unknown_names(rows, named) if named else rows
        items = [Item(row, i, part) for row in taken for i, part in enumerate(row.parts)]
        new_prompts = self._store_prompts(items, named)
        new_responses = self._store_responses(items, named, new_prompts)
        self._store_votes(items, new_responses)
        self._store_ratings(items, new_responses)
        self.report.imported = len(self._new_rows)
        self.report.duplicates = len(taken) - len(self._new_rows)

    def _without_unknown_names(
        self, rows: list[ParsedRow], named: Mapping[str, list[KnownResponse]]
    ) -> list[ParsedRow]:
        taken = []
        for row in rows:
            if refusal := refusal_of(row, named):
                self.report.refused.append(refusal)
            else:
                taken.append(row)
        return taken

    def _insert(
        self, model: type[models.Model], columns: Sequence[str], rows: list[tuple[Any, ...]]
    ) -> list[int]:
        """Stores rows and returns their ids; made-up ones, below zero, in a dry run."""
        self.report.made[model._meta.model_name or ""] += len(rows)
        if not self.dry_run:
            if model in BROUGHT and self.brought_by is not None:
                pk = self.brought_by.pk
                return insert_rows(model, (*columns, "brought_by_id"), [(*row, pk) for row in rows])
            return insert_rows(model, columns, rows)
        self._made_up -= len(rows)
        return list(range(self._made_up, self._made_up + len(rows)))

    def _of_others(self, rows: Iterable[tuple[int, int | None]]) -> list[int]:
        """Ids of the rows, of (id, import), that this import did not bring itself."""
        mine = self.brought_by.pk if self.brought_by else None
        return [pk for pk, brought_by in rows if brought_by != mine]

    def _note_again(self, kind: BroughtAgain.Kind, ids: Iterable[int]) -> None:
        """Notes rows that an earlier import brought: they stay while one of the two does."""
        if self.dry_run or self.brought_by is None:
            return
        mine = self.brought_by
        BroughtAgain.objects.bulk_create(
            [BroughtAgain(brought_by=mine, kind=kind, row=pk) for pk in ids],
            ignore_conflicts=True,
        )

    def _store_prompts(
        self, items: list[Item], named: Mapping[str, list[KnownResponse]]
    ) -> set[int]:
        """Gives every item its prompt; returns the ids of those that are new."""
        origins = [
            messages_hash(item.part.messages) if item.part.messages is not None else None
            for item in items
        ]
        wanted: dict[str, Item] = {}
        for origin, item in zip(origins, items, strict=True):
            if origin is not None:
                wanted.setdefault(origin, item)
        known = ids_by_value(Prompt, "origin", wanted, project_id=self.project.pk)
        new = [origin for origin in wanted if origin not in known]
        made = self._insert(
            Prompt, PROMPT, [self._prompt(origin, wanted[origin].part) for origin in new]
        )
        for origin, prompt in zip(new, made, strict=True):
            known[origin] = prompt
            if not wanted[origin].part.responses:
                self._new_rows.add(wanted[origin].row.key)
        for origin, item in zip(origins, items, strict=True):
            item.prompt = (
                known[origin] if origin is not None else follow_names(item.part, named)[0].prompt
            )
        alone = {item.prompt for item in items if not item.part.responses}
        self._note_again(BroughtAgain.Kind.PROMPT, alone.difference(made))
        return set(made)

    def _prompt(self, origin: str, part: Part) -> tuple[Any, ...]:
        metadata = self._plain_metadata
        if part.metadata:
            metadata = to_json({"format": self.format, "extra": dict(part.metadata)})
        return self.project.pk, to_json(part.messages or []), origin, origin, metadata

    def _store_responses(
        self,
        items: list[Item],
        named: Mapping[str, list[KnownResponse]],
        new_prompts: set[int],
    ) -> set[int]:
        """Gives every item its responses; returns the ids of those that are new."""
        places = [self._places(item, named) for item in items]
        wanted: dict[Place, tuple[Item, ParsedResponse]] = {}
        for item, of_item in zip(items, places, strict=True):
            for place, response in zip(of_item, item.part.responses, strict=True):
                if response.text is not None:
                    wanted.setdefault(place, (item, response))
        known = self._known_responses(wanted, new_prompts)
        new = [place for place in wanted if place not in known]
        generators = self._generators({wanted[place][1].generator for place in new})
        made = self._insert(
            Response,
            RESPONSE,
            [
                (
                    place[0],
                    generators[wanted[place][1].generator],
                    wanted[place][1].text,
                    *place[1:],
                )
                for place in new
            ],
        )
        for place, pk in zip(new, made, strict=True):
            known[place] = pk
            item = wanted[place][0]
            if not item.part.votes and not item.part.ratings:
                self._new_rows.add(item.row.key)
        by_name = {
            (each.prompt, each.digest, name): each.pk for name in named for each in named[name]
        }
        for item, of_item in zip(items, places, strict=True):
            item.responses = [
                known[place] if place in known else by_name[place] for place in of_item
            ]
        alone = {
            pk
            for item in items
            if not item.part.votes and not item.part.ratings
            for pk in item.responses
        }
        self._note_again(BroughtAgain.Kind.RESPONSE, alone.difference(made))
        return set(made)

    def _places(self, item: Item, named: Mapping[str, list[KnownResponse]]) -> list[Place]:
        found = iter(follow_names(item.part, named) if named else ())
        places = []
        for response in item.part.responses:
            digest = next(found).digest if response.text is None else text_hash(response.text)
            places.append((item.prompt, digest, response.key))
        return places

    def _known_responses(self, wanted: Iterable[Place], new_prompts: set[int]) -> dict[Place, int]:
        old = [place for place in wanted if place[0] not in new_prompts]
        if not old:
            return {}
        found = Response.objects.filter(
            prompt__in={prompt for prompt, _, _ in old},
            content_hash__in={digest for _, digest, _ in old},
        )
        rows = found.values_list("prompt_id", "content_hash", "external_id", "pk")
        return {(prompt, digest, name): pk for prompt, digest, name, pk in rows}

    def _generators(self, names: set[str]) -> dict[str, int]:
        """Ids by name; the format stands for those that have none."""
        if not names:
            return {}
        wanted = {name or self.format for name in names}
        rows = Generator.objects.filter(project=self.project, name__in=wanted)
        known = dict(rows.values_list("name", "pk"))
        new = sorted(wanted - known.keys())
        kind = Generator.Kind.IMPORT.value
        made = self._insert(
            Generator, ("project_id", "name", "kind"), [(self.project.pk, n, kind) for n in new]
        )
        known |= zip(new, made, strict=True)
        return {name: known[name or self.format] for name in names}

    def _store_votes(self, items: list[Item], new_responses: set[int]) -> None:
        ballots = [ballot for item in items for ballot in ballots_of(item)]
        pairs = Counter(ballot.pair for ballot in ballots)
        comparisons = self._known_comparisons(pairs, new_responses)
        old = set(comparisons.values())
        prompts = {ballot.pair: ballot.item.prompt for ballot in ballots}
        new = [pair for pair in pairs if pair not in comparisons]
        closed, imported = Comparison.Status.CLOSED.value, Comparison.Stream.IMPORTED.value
        made = self._insert(
            Comparison,
            COMPARISON,
            [
                (
                    self.project.pk,
                    prompts[pair],
                    *pair,
                    closed,
                    imported,
                    min(pairs[pair], MOST_ANSWERS),
                )
                for pair in new
            ],
        )
        comparisons |= zip(new, made, strict=True)
        keys = [ballot.key for ballot in ballots if comparisons[ballot.pair] in old]
        found = Preference.objects.filter(
            comparison__in=old, submission_key__in=keys, annotator__isnull=True
        )
        rows = found.values_list("comparison_id", "submission_key", "pk", "brought_by")
        stored = {(each[0], each[1]): each[2:] for each in (rows if keys else ())}
        self._note_again(BroughtAgain.Kind.PREFERENCE, self._of_others(stored.values()))
        fresh = [each for each in ballots if (comparisons[each.pair], each.key) not in stored]
        self._insert(
            Preference,
            PREFERENCE,
            [self._preference(ballot, comparisons[ballot.pair]) for ballot in fresh],
        )
        self._new_rows |= {ballot.item.row.key for ballot in fresh}
        self._count(Counter(comparisons[each.pair] for each in fresh), old)

    def _known_comparisons(self, pairs: Iterable[Pair], new_responses: set[int]) -> dict[Pair, int]:
        old = [pair for pair in pairs if new_responses.isdisjoint(pair)]
        if not old:
            return {}
        found = Comparison.objects.filter(
            response_a__in={a for a, _ in old}, response_b__in={b for _, b in old}
        ).exclude(stream=Comparison.Stream.GOLD)
        rows = found.values_list("response_a_id", "response_b_id", "pk")
        return {(a, b): pk for a, b, pk in rows}

    def _preference(self, ballot: Ballot, comparison: int) -> tuple[Any, ...]:
        vote = ballot.vote
        metadata = dict(vote.metadata) | ({"swapped": True} if ballot.swapped else {})
        return (
            self.project.pk,
            comparison,
            self._rater(vote.rater),
            SWAPPED[vote.choice] if ballot.swapped else vote.choice,
            vote.strength,
            to_json(vote.axes),
            vote.rationale,
            vote.confidence,
            vote.duration_ms,
            ballot.key,
            to_json(metadata),
        )

    def _count(self, added: Mapping[int, int], old: set[int]) -> None:
        """Adds to the answers of imported comparisons that were there before."""
        by_number: dict[int, list[int]] = {}
        for comparison, number in added.items():
            if comparison in old:
                by_number.setdefault(number, []).append(comparison)
        for number, ids in by_number.items() if not self.dry_run else ():
            Comparison.objects.filter(pk__in=ids, stream=Comparison.Stream.IMPORTED).update(
                answers=Least(F("answers") + number, Value(MOST_ANSWERS))
            )

    def _store_ratings(self, items: list[Item], new_responses: set[int]) -> None:
        wanted = {
            (item.responses[rating.response], entry_key(item, index, len(item.part.ratings))): (
                item,
                rating,
            )
            for item in items
            for index, rating in enumerate(item.part.ratings)
        }
        old = [(response, key) for response, key in wanted if response not in new_responses]
        found = Rating.objects.filter(
            response__in={response for response, _ in old}, key__in=[key for _, key in old]
        )
        rows = found.values_list("response_id", "key", "pk", "brought_by")
        known = {(each[0], each[1]): each[2:] for each in (rows if old else ())}
        self._note_again(BroughtAgain.Kind.RATING, self._of_others(known.values()))
        new = [place for place in wanted if place not in known]
        self._insert(
            Rating,
            RATING,
            [
                (
                    self.project.pk,
                    response,
                    self._rater(rating.rater),
                    to_json(rating.axes),
                    key,
                    to_json(rating.metadata),
                )
                for response, key in new
                for rating in [wanted[response, key][1]]
            ],
        )
        self._new_rows |= {wanted[place][0].row.key for place in new}

    def _rater(self, name: str) -> str:
        if not name:
            return ""
        if name not in self._raters:
            self._raters[name] = (
                name if self.keep_raters else rater_pseudonym(self.project.pk, name)
            )
        return self._raters[name]
