"""Parsed rows become prompts, responses, comparisons, preferences and ratings, a batch at a time.

A batch is one transaction: a row is stored whole or not at all. What is stored already is known by
its content's hash and is not stored again, so that a batch may be stored any number of times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import IntegrityError, OperationalError, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Least

from feedback.imports import FORMATS, BadLine, ParsedRating, ParsedResponse, ParsedRow, Part
from feedback.imports.ballots import Ballot, Item, Pair, ballots_of, entry_key, reading_key
from feedback.imports.bulk import ids_by_value, insert_rows, to_json
from feedback.imports.naming import (
    KnownResponse,
    follow_names,
    named_responses,
    refusal_of,
)
from feedback.imports.seen import Seen
from feedback.models import (
    Authorship,
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
from feedback.services.comparison_life import State
from feedback.services.prompts import messages_hash, text_hash

ATTEMPTS = 5
MOST_ANSWERS = 32_767  # what the column holds
BROUGHT = (Prompt, Response, Preference, Rating)
PROMPT = ("project_id", "messages", "content_hash", "origin", "metadata")
RESPONSE = ("prompt_id", "generator_id", "text", "content_hash", "external_id")
COMPARISON = (
    "project_id",
    "prompt_id",
    "response_a_id",
    "response_b_id",
    "status",
    "closed_because",
    "stream",
    "answers",
)
PREFERENCE = (
    "project_id",
    "comparison_id",
    "rater",
    "generator_a_id",
    "generator_b_id",
    "choice",
    "both_bad",
    "strength",
    "axes",
    "rationale",
    "confidence",
    "duration_ms",
    "submission_key",
    "metadata",
)
RATING = ("project_id", "response_id", "rater", "generator_id", "axes", "key", "metadata")
Place = tuple[int, str, str]  # a response's prompt, the hash of its text, its source's name for it


class Known(NamedTuple):
    """A stored response and the generator that it came with."""

    pk: int
    generator: int


class Responses(NamedTuple):
    """Ids of the responses that a batch made, and the generator that each of its responses came
    with, by id."""

    new: set[int]
    authors: dict[int, int]


class StoredVote(NamedTuple):
    """A vote that is there, the generators that it names, and the import that brought it."""

    pk: int
    generator_a: int | None
    generator_b: int | None
    brought_by: int | None


NOT_YET = StoredVote(0, None, None, None)  # of a dry run


@dataclass
class BatchReport:
    """What became of a batch: rows stored, rows that were there already, rows refused, how many
    rows of each table were made, and votes there already whose generators are named anew."""

    imported: int = 0
    duplicates: int = 0
    recredited: int = 0
    refused: list[BadLine] = field(default_factory=list)
    made: Counter[str] = field(default_factory=Counter)


def store_rows(
    *,
    project: Project,
    rows: Sequence[ParsedRow],
    format: str,
    keep_raters: bool = False,
    seen: Seen | None = None,
    brought_by: Import | None = None,
) -> BatchReport:
    """Stores rows in one transaction; with ``seen`` it only says what would be stored, after the
    batches that were given to it before.

    Raters are stored under pseudonyms, or as they are with ``keep_raters``. Rows that name
    responses which are not known are refused, in the report.

    Raises:
        django.db.DatabaseError: others stored the same again and again meanwhile.
    """
    unique = {(row.key, row.repeat): row for row in rows}
    for attempt in range(1, ATTEMPTS + 1):
        batch = _Batch(project, format, keep_raters, seen, brought_by)
        try:
            if seen is not None:
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
        seen: Seen | None,
        brought_by: Import | None,
    ) -> None:
        self.project = project
        self.format = format
        self.keep_raters = keep_raters
        self.seen = seen
        self.brought_by = brought_by
        self.report = BatchReport()
        self._plain_metadata = to_json({"format": format})
        self._made_up = seen.numbers("", ["made up"]).get("made up", 0) if seen else 0
        self._new_rows: set[tuple[str, int]] = set()
        self._raters: dict[str, str] = {}

    def store(self, rows: list[ParsedRow]) -> None:
        named = named_responses(self.project.pk, rows)
        taken = self._without_unknown_names(rows, named) if named else rows
        items = [Item(row, i, part) for row in taken for i, part in enumerate(row.parts)]
        new_prompts = self._store_prompts(items, named)
        responses = self._store_responses(items, named, new_prompts)
        self._store_votes(items, responses)
        self._store_ratings(items, responses)
        self.report.imported = len(self._new_rows)
        self.report.duplicates = len(taken) - len(self._new_rows)
        if self.seen:
            self.seen.put("", {"made up": self._made_up})

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

    def _is_new(self, item: Item) -> None:
        self._new_rows.add((item.row.key, item.row.repeat))

    def _insert(
        self, model: type[models.Model], columns: Sequence[str], rows: list[tuple[Any, ...]]
    ) -> list[int]:
        """Stores rows and returns their ids; made-up ones, below zero, in a dry run."""
        self.report.made[model._meta.model_name or ""] += len(rows)
        if self.seen is None:
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
        if self.seen is not None or self.brought_by is None:
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
        if self.seen:
            known |= self.seen.numbers("prompt", wanted)
        new = [origin for origin in wanted if origin not in known]
        made = self._insert(
            Prompt, PROMPT, [self._prompt(origin, wanted[origin].part) for origin in new]
        )
        if self.seen:
            self.seen.put("prompt", dict(zip(new, made, strict=True)))
        for origin, prompt in zip(new, made, strict=True):
            known[origin] = prompt
            if not wanted[origin].part.responses:
                self._is_new(wanted[origin])
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
    ) -> Responses:
        """Gives every item its responses, and these their authors."""
        places = [self._places(item, named) for item in items]
        wanted: dict[Place, tuple[Item, ParsedResponse]] = {}
        for item, of_item in zip(items, places, strict=True):
            for place, response in zip(of_item, item.part.responses, strict=True):
                first = wanted.get(place)
                # Of rows with one text, the first that names who wrote it says so.
                if response.text is not None and (
                    first is None or (response.generator and not first[1].generator)
                ):
                    wanted[place] = (first[0] if first else item, response)
        known = self._known_responses(wanted, new_prompts)
        new = [place for place in wanted if place not in known]
        generators = self._generators(items, {wanted[place][1].generator for place in new})
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
            known[place] = Known(pk, generators[wanted[place][1].generator])
            item = wanted[place][0]
            if not item.part.votes and not item.part.ratings:
                self._is_new(item)
        self._see_responses({place: known[place] for place in new})
        for name in named:
            for each in named[name]:
                known.setdefault((each.prompt, each.digest, name), Known(each.pk, each.generator))
        for item, of_item in zip(items, places, strict=True):
            item.responses = [known[place].pk for place in of_item]
            item.credits = [
                generators[response.generator] if response.generator else None
                for response in item.part.responses
            ]
        found = Responses(set(made), {each.pk: each.generator for each in known.values()})
        self._store_authors(items, found)
        alone = {
            pk
            for item in items
            if not item.part.votes and not item.part.ratings
            for pk in item.responses
        }
        self._note_again(BroughtAgain.Kind.RESPONSE, alone.difference(made))
        return found

    def _places(self, item: Item, named: Mapping[str, list[KnownResponse]]) -> list[Place]:
        found = iter(follow_names(item.part, named) if named else ())
        places = []
        for response in item.part.responses:
            digest = next(found).digest if response.text is None else text_hash(response.text)
            places.append((item.prompt, digest, response.key))
        return places

    def _known_responses(
        self, wanted: Iterable[Place], new_prompts: set[int]
    ) -> dict[Place, Known]:
        old = [place for place in wanted if place[0] not in new_prompts]
        if not old:
            return {}
        found = Response.objects.filter(
            prompt__in={prompt for prompt, _, _ in old if prompt > 0},
            content_hash__in={digest for _, digest, _ in old},
        )
        rows = found.values_list("prompt_id", "content_hash", "external_id", "pk", "generator_id")
        known = {
            (prompt, digest, name): Known(pk, generator)
            for prompt, digest, name, pk, generator in rows
        }
        if self.seen:
            names = {f"{place}": place for place in old if place not in known}
            ids = self.seen.numbers("response", names)
            authors = self.seen.numbers("author", ids)
            known |= {names[name]: Known(pk, authors[name]) for name, pk in ids.items()}
        return known

    def _see_responses(self, made: Mapping[Place, Known]) -> None:
        if self.seen:
            self.seen.put("response", {f"{place}": each.pk for place, each in made.items()})
            self.seen.put("author", {f"{place}": each.generator for place, each in made.items()})

    def _generators(self, items: list[Item], of_new: set[str]) -> dict[str, int]:
        """Ids by name of all that rows name; the format stands for those that have none."""
        names = {response.generator for item in items for response in item.part.responses} - {
            ""
        } | of_new
        if not names:
            return {}
        wanted = {name or self.format for name in names}
        rows = Generator.objects.filter(project=self.project, name__in=wanted)
        known = dict(rows.values_list("name", "pk"))
        if self.seen:
            known |= self.seen.numbers("generator", wanted)
        new = sorted(wanted - known.keys())
        kind = Generator.Kind.IMPORT.value
        made = self._insert(
            Generator, ("project_id", "name", "kind"), [(self.project.pk, n, kind) for n in new]
        )
        known |= zip(new, made, strict=True)
        if self.seen:
            self.seen.put("generator", dict(zip(new, made, strict=True)))
        return {name: known[name or self.format] for name in names}

    def _store_authors(self, items: list[Item], found: Responses) -> None:
        """What the rows say of who wrote texts that are there under another generator's name."""
        named = {
            (response, author)
            for item in items
            for response, author in zip(item.responses, item.credits, strict=True)
            if author is not None and author != found.authors[response]
        }
        if not named or self.seen:
            return
        self._replace_stand_ins(named, found)
        further = {each for each in named if each[1] != found.authors[each[0]]}
        rows = Authorship.objects.filter(response__in={response for response, _ in further})
        new = sorted(further - set(rows.values_list("response_id", "generator_id")))
        insert_rows(Authorship, ("response_id", "generator_id"), new)

    def _replace_stand_ins(self, named: set[tuple[int, int]], found: Responses) -> None:
        """Responses that came without a generator have the format's name until one is named."""
        stand_ins = set(
            Generator.objects.filter(
                project=self.project,
                kind=Generator.Kind.IMPORT,
                name__in=list(FORMATS),
                pk__in={found.authors[response] for response, _ in named},
            ).values_list("pk", flat=True)
        )
        by_author: dict[int, list[int]] = {}
        for response, author in sorted(named):
            if found.authors[response] in stand_ins:
                found.authors[response] = author
                by_author.setdefault(author, []).append(response)
        for author, responses in by_author.items():
            Response.objects.filter(pk__in=responses).update(generator=author)

    def _store_votes(self, items: list[Item], responses: Responses) -> None:
        ballots = [ballot for item in items for ballot in ballots_of(item)]
        pairs = Counter(ballot.pair for ballot in ballots)
        comparisons = self._known_comparisons(pairs, responses)
        old = set(comparisons.values())
        prompts = {ballot.pair: ballot.item.prompt for ballot in ballots}
        new = [pair for pair in pairs if pair not in comparisons]
        life = [str(value) for value in State.ANSWERED.value]
        imported = Comparison.Stream.IMPORTED.value
        made = self._insert(
            Comparison,
            COMPARISON,
            [
                (
                    self.project.pk,
                    prompts[pair],
                    *pair,
                    *life,
                    imported,
                    min(pairs[pair], MOST_ANSWERS),
                )
                for pair in new
            ],
        )
        comparisons |= zip(new, made, strict=True)
        if self.seen:
            self.seen.put("pair", {f"{pair}": comparisons[pair] for pair in new})
        stored = self._stored_votes(ballots, comparisons, old)
        others = self._of_others((vote.pk, vote.brought_by) for vote in stored.values())
        self._note_again(BroughtAgain.Kind.PREFERENCE, others)
        fresh: dict[tuple[int, str], Ballot] = {}
        again: list[tuple[StoredVote, Ballot]] = []
        for ballot in ballots:
            place = comparisons[ballot.pair], ballot.key
            if place in stored:
                again.append((stored[place], ballot))
            else:
                fresh.setdefault(place, ballot)
        self._insert(
            Preference,
            PREFERENCE,
            [self._preference(each, place[0], responses) for place, each in fresh.items()],
        )
        if self.seen:
            self.seen.put("vote", {f"{place}": 1 for place in fresh})
        for ballot in fresh.values():
            self._is_new(ballot.item)
        self._count(Counter(comparison for comparison, _ in fresh), old)
        self._recredit(again, responses)

    def _known_comparisons(self, pairs: Iterable[Pair], responses: Responses) -> dict[Pair, int]:
        old = [pair for pair in pairs if responses.new.isdisjoint(pair)]
        if not old:
            return {}
        found = Comparison.objects.filter(
            response_a__in={a for a, _ in old}, response_b__in={b for _, b in old}
        ).exclude(stream__in=[Comparison.Stream.GOLD, Comparison.Stream.MONITOR])
        rows = found.values_list("response_a_id", "response_b_id", "pk")
        known = {(a, b): pk for a, b, pk in rows}
        if self.seen:
            names = {f"{pair}": pair for pair in old if pair not in known}
            known |= {names[n]: pk for n, pk in self.seen.numbers("pair", names).items()}
        return known

    def _stored_votes(
        self, ballots: list[Ballot], comparisons: Mapping[Pair, int], old: set[int]
    ) -> dict[tuple[int, str], StoredVote]:
        places = {
            (comparisons[each.pair], each.key) for each in ballots if comparisons[each.pair] in old
        }
        if not places:
            return {}
        rows = Preference.objects.filter(
            comparison__in={comparison for comparison, _ in places if comparison > 0},
            submission_key__in={key for _, key in places},
            annotator__isnull=True,
        ).values_list(
            "comparison_id",
            "submission_key",
            "pk",
            "generator_a_id",
            "generator_b_id",
            "brought_by_id",
        )
        stored = {(each[0], each[1]): StoredVote(*each[2:]) for each in rows}
        if self.seen:
            names = {f"{place}": place for place in places}
            stored |= {names[name]: NOT_YET for name in self.seen.numbers("vote", names)}
        return stored

    def _recredit(self, again: list[tuple[StoredVote, Ballot]], responses: Responses) -> None:
        """The last reading of a row says which generators its vote is about."""
        if self.seen:
            return
        changed = []
        for stored, ballot in again:
            said = self._credits(ballot, responses)
            kept = tuple(
                before if named is None else now
                for before, named, now in zip(stored[1:3], ballot.credits, said, strict=True)
            )
            if kept != stored[1:3]:
                changed.append(
                    Preference(pk=stored.pk, generator_a_id=kept[0], generator_b_id=kept[1])
                )
        Preference.objects.bulk_update(changed, ["generator_a", "generator_b"])
        self.report.recredited += len(changed)

    def _credits(self, ballot: Ballot, responses: Responses) -> tuple[int | None, ...]:
        """The generators that a vote names, where they are not those of its responses."""
        return tuple(
            None if credit == responses.authors[response] else credit
            for response, credit in zip(ballot.pair, ballot.credits, strict=True)
        )

    def _preference(self, ballot: Ballot, comparison: int, responses: Responses) -> tuple[Any, ...]:
        vote = ballot.vote
        metadata = dict(vote.metadata) | ({"swapped": True} if ballot.swapped else {})
        return (
            self.project.pk,
            comparison,
            self._rater(vote.rater),
            *self._credits(ballot, responses),
            ballot.choice,
            vote.both_bad,
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
        for number, ids in by_number.items() if self.seen is None else ():
            Comparison.objects.filter(pk__in=ids, stream=Comparison.Stream.IMPORTED).update(
                answers=Least(F("answers") + number, Value(MOST_ANSWERS))
            )

    def _store_ratings(self, items: list[Item], responses: Responses) -> None:
        wanted = {
            (item.responses[rating.response], self._rating_key(item, index)): (item, rating)
            for item in items
            for index, rating in enumerate(item.part.ratings)
        }
        old = [(response, key) for response, key in wanted if response not in responses.new]
        found = Rating.objects.filter(
            response__in={response for response, _ in old}, key__in=[key for _, key in old]
        )
        rows = found.values_list("response_id", "key", "pk", "brought_by")
        stored = {(each[0], each[1]): each[2:] for each in (rows if old else ())}
        self._note_again(BroughtAgain.Kind.RATING, self._of_others(stored.values()))
        known = set(stored)
        if self.seen and old:
            names = {f"{place}": place for place in old}
            known |= {names[name] for name in self.seen.numbers("rating", names)}
        new = [place for place in wanted if place not in known]
        if self.seen:
            self.seen.put("rating", {f"{place}": 1 for place in new})
        self._insert(
            Rating,
            RATING,
            [
                self._rating(response, key, *wanted[response, key], responses)
                for response, key in new
            ],
        )
        for place in new:
            self._is_new(wanted[place][0])

    def _rating_key(self, item: Item, index: int) -> str:
        rating = item.part.ratings[index]
        return reading_key(entry_key(item, index, len(item.part.ratings)), rating.metadata)

    def _rating(
        self, response: int, key: str, item: Item, rating: ParsedRating, responses: Responses
    ) -> tuple[Any, ...]:
        credit = item.credits[rating.response]
        return (
            self.project.pk,
            response,
            self._rater(rating.rater),
            None if credit == responses.authors[response] else credit,
            to_json(rating.axes),
            key,
            to_json(rating.metadata),
        )

    def _rater(self, name: str) -> str:
        if not name:
            return ""
        if name not in self._raters:
            self._raters[name] = (
                name if self.keep_raters else rater_pseudonym(self.project.pk, name)
            )
        return self._raters[name]
