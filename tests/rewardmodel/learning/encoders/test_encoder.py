"""The encoder: embeddings depend on the text alone, and survive saving."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rewardmodel.learning.encoders.encoder import Source, Tokenised, length_buckets, pool
from rewardmodel.learning.encoders.sentence import SentenceEncoder
from rewardmodel.learning.head.checkpoint import ArtefactError
from tests.rewardmodel.tiny_encoder import build_tiny_encoder


def test_embeddings_have_length_one_and_differ(
    encoder: SentenceEncoder, paragraphs: list[str]
) -> None:
    rows = encoder.encode(paragraphs)
    assert rows.shape == (len(paragraphs), encoder.dim)
    assert rows.dtype == np.float32
    whole = [len(windows) == 1 for windows in encoder.tokenise(paragraphs).windows]
    np.testing.assert_allclose(np.linalg.norm(rows[whole], axis=1), 1, atol=1e-5)
    assert len(np.unique(rows.round(4), axis=0)) == len(set(paragraphs))


def test_batch_and_padding_do_not_matter(encoder: SentenceEncoder, paragraphs: list[str]) -> None:
    together = encoder.encode(paragraphs)
    alone = np.concatenate([encoder.encode([text]) for text in paragraphs])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    short = "a short one"
    beside_a_long_one = encoder.encode([max(paragraphs, key=len), short])[1]
    np.testing.assert_allclose(beside_a_long_one, encoder.encode([short])[0], atol=1e-5)


def test_the_mask_hides_padding_whatever_its_id(encoder: SentenceEncoder) -> None:
    ids, mask = encoder.pad([(2, 40, 50, 3), (2, 60, 3)])
    other = ids.clone()
    other[mask == 0] = 55
    rows = [
        encoder.model(input_ids=each, attention_mask=mask).last_hidden_state
        for each in (ids, other)
    ]
    for pooling in ("mean", "last"):
        one, two = (pool(hidden, mask, pooling).detach() for hidden in rows)  # type: ignore[arg-type]
        np.testing.assert_allclose(one, two, atol=1e-5)


def test_each_distinct_text_is_computed_once(encoder: SentenceEncoder) -> None:
    computed = []
    forward = encoder.model.register_forward_pre_hook(
        lambda _, __, kwargs: computed.append(len(kwargs["input_ids"])), with_kwargs=True
    )
    rows = encoder.encode(["one text", "another", "one text", "one text"])
    forward.remove()
    assert sum(computed) == 2
    np.testing.assert_array_equal(rows[0], rows[2])


def test_nothing_to_encode_and_an_empty_text(encoder: SentenceEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dim)
    assert np.isfinite(encoder.encode([""])).all()


def test_texts_cut_short_are_reported(encoder: SentenceEncoder) -> None:
    long = "value " * 40
    tokenised = encoder.tokenise(["value", long, long + "more"], max_tokens=12)
    assert tokenised.truncated.tolist() == [False, True, True]
    assert [[len(window) for window in text] for text in tokenised.windows] == [[3], [12], [12]]
    assert tokenised.windows[1] == tokenised.windows[2]


def test_what_the_model_cannot_take_at_once_is_read_in_windows(encoder: SentenceEncoder) -> None:
    tokenised = encoder.tokenise(["value " * 600], max_tokens=1000)
    assert encoder.max_length == 256
    assert [len(window) for window in tokenised.windows[0]] == [256, 256, 94]
    assert not tokenised.truncated[0]
    cut = encoder.tokenise(["value " * 600], max_tokens=512)
    assert cut.truncated[0]
    assert cut.windows[0] == tokenised.windows[0][:2]


def test_all_of_a_long_text_counts(encoder: SentenceEncoder) -> None:
    sources = encoder.offered_sources()
    polite = "a good answer " * 100
    read = encoder.read(encoder.tokenise([polite, polite + "bad word " * 200]), sources)
    assert np.abs(read.states[0] - read.states[1]).max() > 0.01
    assert np.abs(read.embedding[0] - read.embedding[1]).max() > 0.001


def test_the_windows_of_a_text_are_weighed_by_their_tokens(encoder: SentenceEncoder) -> None:
    source = encoder.offered_sources()[0]
    (windows,) = encoder.tokenise(["value file " * 150 + "bad long type " * 30]).windows
    whole = encoder.read(Tokenised([windows], np.zeros(1, dtype=bool)), (source,))
    parts = encoder.read(Tokenised([(w,) for w in windows], np.zeros(2, dtype=bool)), (source,))
    lengths = np.array([len(window) for window in windows])
    expected = (parts.states[:, 0] * lengths[:, None]).sum(axis=0) / lengths.sum()
    np.testing.assert_allclose(whole.states[0, 0], expected, atol=1e-5)


def test_dropping_the_layers_above_leaves_those_below_as_they_are(
    encoder: SentenceEncoder, paragraphs: list[str], tmp_path: Path
) -> None:
    source = Source(1, "mean")
    before = encoder.read(encoder.tokenise(paragraphs), (source,)).states
    cut = encoder.copy()
    cut.cut(1)
    np.testing.assert_allclose(cut.read(cut.tokenise(paragraphs), (source,)).states, before)
    cut.save(tmp_path)
    again = SentenceEncoder.load(tmp_path, device="cpu")
    assert again.layers == 1
    assert again.key == cut.copy().key != encoder.key


def test_each_text_begins_and_ends_once(encoder: SentenceEncoder) -> None:
    first, last = encoder.tokenizer.cls_token_id, encoder.tokenizer.sep_token_id
    (row,) = encoder.tokenise(["[CLS] the text names [SEP] and [PAD] itself"]).windows[0]
    assert (row[0], row[-1]) == (first, last)
    assert row.count(first) == row.count(last) == 1
    assert encoder.tokenizer.pad_token_id not in row


def test_reload_gives_the_same_embeddings_and_key(
    encoder: SentenceEncoder, paragraphs: list[str], tmp_path: Path
) -> None:
    encoder.save(tmp_path)
    again = SentenceEncoder.load(tmp_path, device="cpu")
    assert again.key == encoder.key
    np.testing.assert_array_equal(again.encode(paragraphs), encoder.encode(paragraphs))


def test_the_key_is_the_same_in_another_process(
    encoder: SentenceEncoder, encoder_folder: Path
) -> None:
    program = (
        "import sys; from rewardmodel.learning.encoders.sentence import SentenceEncoder;"
        "print(SentenceEncoder.load(sys.argv[1]).key)"
    )
    run = [sys.executable, "-c", program, str(encoder_folder)]
    key = subprocess.run(run, capture_output=True, text=True, check=True).stdout.strip()
    assert key == encoder.key
    assert len(key) == 64


def test_other_weights_have_another_key(encoder: SentenceEncoder, tmp_path: Path) -> None:
    other = SentenceEncoder.load(build_tiny_encoder(tmp_path, seed=1))
    assert other.key != encoder.key
    copied = encoder.copy()
    assert copied.key == encoder.key
    next(copied.model.parameters()).data[0, 0] += 1
    assert copied.copy().key != encoder.key


@pytest.mark.parametrize("damage", ["missing", "cut", "weights"])
def test_a_damaged_folder_is_refused(encoder: SentenceEncoder, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "damaged"
    if damage != "missing":
        encoder.save(folder)
        weights = folder / "model.safetensors"
        if damage == "cut":
            weights.write_bytes(weights.read_bytes()[:-100])
        else:
            config = folder / "config.json"
            text = config.read_text()
            config.write_text(text.replace('"num_hidden_layers": 2', '"num_hidden_layers": 3'))
    with pytest.raises(ArtefactError):
        SentenceEncoder.load(folder)


def test_buckets_hold_every_text_once() -> None:
    ids = [(1,) * n for n in (5, 4000, 1, 900, 900, 900, 900, 900, 9000)]
    buckets = list(length_buckets(ids))
    assert sorted(i for bucket in buckets for i in bucket) == list(range(9))
    assert [8] in buckets
    assert all(len(ids[b[0]]) * len(b) <= 4096 for b in buckets if len(b) > 1)
