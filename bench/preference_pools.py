"""Real human preferences as pools of comparisons that a rule can ask one vote of."""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rewardmodel.learning.arrays import Float32Array, FloatArray, IntArray
from rewardmodel.learning.encoders.decoder import load_encoder
from rewardmodel.learning.encoders.encoder import packaged_encoder
from rewardmodel.learning.encoders.feature_sets import FeatureSet, Reader, feature_sets
from rewardmodel.learning.encoders.features import word_counts
from rewardmodel.learning.head.likelihood import OUTCOMES

UKP_QUESTION = "Which argument is the more convincing?"
# The end of a dialogue says most of what the last answer has to fit, and 256 tokens are read.
HH_PROMPT_CHARACTERS = 1500


@dataclass(frozen=True, eq=False)
class PreferencePool:
    """N comparisons of M responses with the votes that people gave, and what is right."""

    name: str
    phi: FloatArray  # (M, D)
    pairs: IntArray  # (N, 2) rows of phi
    prompts: list[str]  # (N,)
    groups: list[str]  # (N,) what is held out together: a topic with both its sides, or a prompt
    votes: IntArray  # (N, 3) how many people said a, b, tie
    right: IntArray  # (N,) +1 where a is the better by the adjudicated label, -1 b, 0 neither


def ukp_pool(data: Path, cache: Path, features: str) -> PreferencePool:
    """UKPConvArg1: arguments of 11 debates, about five crowd votes a comparison, ties included."""
    arguments = list(rows_of(data / "ukp_arguments.jsonl.gz"))
    row_of = {argument["id"]: i for i, argument in enumerate(arguments)}
    title_of = {argument["topic"]: argument["title"] for argument in arguments}
    counts: dict[tuple[str, str], list[int]] = {}
    gold: dict[tuple[str, str], str | None] = {}
    topic: dict[tuple[str, str], str] = {}
    for vote in rows_of(data / "ukp_votes.jsonl.gz"):
        pair = (vote["a"], vote["b"])
        counts.setdefault(pair, [0, 0, 0])[OUTCOMES.index(vote["choice"])] += 1
        gold[pair], topic[pair] = vote["gold"], vote["topic"]
    texts = [argument["text"] for argument in arguments]
    prompts = [f"{UKP_QUESTION} {argument['title']}" for argument in arguments]
    return PreferencePool(
        name="ukp",
        phi=_features(prompts, texts, cache, features),
        pairs=np.array([[row_of[a], row_of[b]] for a, b in counts]),
        prompts=[topic[pair] for pair in counts],
        groups=[title_of[topic[pair]] for pair in counts],
        votes=np.array(list(counts.values())),
        right=np.array([{"a": 1, "b": -1}.get(gold[pair] or "", 0) for pair in counts]),
    )


def hh_pool(data: Path, cache: Path, features: str, *, limit: int | None = None) -> PreferencePool:
    """HH-RLHF harmless: one preference a prompt, no ties; sides are swapped by the text's hash."""
    prompts: list[str] = []
    texts: list[str] = []
    first_is_chosen: list[bool] = []
    for row in list(rows_of(data / "hh_harmless.jsonl.gz"))[:limit]:
        (prompt, chosen), (other, rejected) = (
            dialogue_parts(row["chosen"]),
            dialogue_parts(row["rejected"]),
        )
        if prompt != other or chosen == rejected:
            continue  # the dialogues part before the last answer, or do not differ
        keep = hashlib.sha256(row["chosen"].encode()).digest()[0] % 2 == 0
        prompts += [prompt, prompt]
        texts += [chosen, rejected] if keep else [rejected, chosen]
        first_is_chosen.append(keep)
    better = np.array(first_is_chosen)
    ends = [prompt[-HH_PROMPT_CHARACTERS:] for prompt in prompts]
    return PreferencePool(
        name="hh",
        phi=_features(ends, texts, cache, features),
        pairs=np.arange(len(texts)).reshape(-1, 2),
        prompts=prompts[::2],
        groups=prompts[::2],
        votes=np.stack([better, ~better, np.zeros_like(better)], axis=1).astype(np.int64),
        right=np.where(better, 1, -1),
    )


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def dialogue_parts(dialogue: str) -> tuple[str, str]:
    """The dialogue up to its last answer, and that answer."""
    prompt, _, answer = dialogue.rpartition("\n\nAssistant:")
    return prompt, answer.strip()


def _features(
    prompts: Sequence[str], texts: Sequence[str], cache: Path, features: str
) -> FloatArray:
    return feature_tables(prompts, texts, cache)[features]


def packaged_reader() -> Reader:
    """The packaged encoder, with all states that features may be chosen among."""
    encoder = load_encoder(packaged_encoder())
    offered = encoder.offered_sources()
    return Reader(encoder, FeatureSet(offered, (1.0,) * len(offered)), offered)


def earlier_reader() -> Reader:
    """The packaged encoder as it was read before layers were offered."""
    return Reader(load_encoder(packaged_encoder()), FeatureSet(), ())


def kept_vectors(reader: Reader, texts: Sequence[str], cache: Path) -> Float32Array:
    """What is kept (N, W) of texts, from the cache folder where these were read before."""
    digest = hashlib.sha256(reader.key.encode())
    for text in texts:
        digest.update(hashlib.sha256(text.encode()).digest())
    path = cache / f"vectors-{digest.hexdigest()[:24]}.npy"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        read = reader.read(texts).vectors
        with tempfile.NamedTemporaryFile(dir=cache, suffix=".part", delete=False) as part:
            np.save(part, read)
        Path(part.name).replace(path)
    found: Float32Array = np.load(path)
    return found


def feature_tables(
    prompts: Sequence[str], texts: Sequence[str], cache: Path
) -> dict[str, FloatArray]:
    """Feature rows (M, D) of texts that answer prompts, by the name of the feature set; the first
    are those of before layers were offered."""
    tables: dict[str, FloatArray] = {}
    words = word_counts(texts)
    for reader in (earlier_reader(), packaged_reader()):
        pairs = [reader.texts_of(*pair) for pair in zip(prompts, texts, strict=True)]
        distinct = list(dict.fromkeys(text for pair in pairs for text in pair))
        vectors = kept_vectors(reader, distinct, cache)
        row = {text: i for i, text in enumerate(distinct)}
        of_prompts = vectors[[row[prompt] for prompt, _ in pairs]]
        of_texts = vectors[[row[text] for _, text in pairs]]
        sets = feature_sets(reader, of_texts) if reader.features.sources else [reader.features]
        for each in sets:
            phi = reader.using(each).item_features(of_prompts, of_texts, words)
            tables[each.name] = phi.astype(np.float64)
    return tables
