"""Decoder language models as encoders: what they read, and that nothing else moves a score."""

from pathlib import Path

import numpy as np
import pytest

from rewardmodel.learning.encoders.decoder import DecoderEncoder, load_encoder
from rewardmodel.learning.encoders.sentence import SentenceEncoder
from rewardmodel.learning.tuning.finetuning import Lora, finetune
from rewardmodel.learning.tuning.training_batches import PromptGroup, prepare
from tests.rewardmodel.tiny_decoder import build_tiny_decoder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_decoder(tmp_path_factory.mktemp("decoder"))


@pytest.fixture(scope="module")
def decoder(folder: Path) -> DecoderEncoder:
    loaded = load_encoder(folder, device="cpu")
    assert isinstance(loaded, DecoderEncoder)
    return loaded


def test_a_folder_says_which_kind_it_holds(encoder_folder: Path) -> None:
    assert isinstance(load_encoder(encoder_folder), SentenceEncoder)


def test_the_chat_template_writes_both_texts(decoder: DecoderEncoder) -> None:
    asked, answered = decoder.texts_of("Which is better?", "The first.")
    assert asked == "[CLS][MASK]user Which is better?[SEP][MASK]assistant "
    assert answered == "[CLS][MASK]user Which is better?[SEP][MASK]assistant The first.[SEP]"
    chat = [{"role": "user", "content": "Which is better?"}]
    assert decoder.texts_of(chat, "The first.") == (asked, answered)


def test_there_is_one_bos_and_what_people_write_is_no_control_token(
    decoder: DecoderEncoder,
) -> None:
    _, text = decoder.texts_of("Is [SEP] a token?", "No: [CLS] is not either.")
    (ids,) = decoder.tokenise([text]).windows[0]
    begin, end = decoder.tokenizer.bos_token_id, decoder.tokenizer.eos_token_id
    assert ids.count(begin) == 1
    assert ids[0] == begin
    assert ids.count(end) == 2  # one a turn
    assert ids[-1] == end


def test_batch_and_padding_do_not_matter(decoder: DecoderEncoder, paragraphs: list[str]) -> None:
    together = decoder.encode(paragraphs)
    alone = np.concatenate([decoder.encode([text]) for text in paragraphs])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_the_last_token_counts_not_the_padding(decoder: DecoderEncoder) -> None:
    # Padding with the end-of-turn token itself is the usual way to lose that token.
    short, long = decoder.texts_of("a", "b")[1], decoder.texts_of("a" * 50, "b" * 90)[1]
    before = decoder.encode([short])
    other = DecoderEncoder(decoder.model, decoder.tokenizer)
    other.tokenizer.pad_token, kept = other.tokenizer.eos_token, other.tokenizer.pad_token
    try:
        np.testing.assert_allclose(other.encode([short, long])[:1], before, atol=1e-5)
    finally:
        other.tokenizer.pad_token = kept


def test_long_prompts_lose_their_beginning_not_the_response(decoder: DecoderEncoder) -> None:
    prompt = "word " * 400
    texts = [decoder.texts_of(prompt, response)[1] for response in ("good", "bad")]
    tokens = decoder.tokenise(texts, max_tokens=64)
    assert tokens.truncated.all()
    assert tokens.windows[0] != tokens.windows[1]


def test_reloading_gives_the_same_embeddings_and_key(
    decoder: DecoderEncoder, tmp_path: Path, paragraphs: list[str]
) -> None:
    decoder.save(tmp_path)
    again = load_encoder(tmp_path, device="cpu")
    assert again.key == decoder.key
    assert again.texts_of("p", "r") == decoder.texts_of("p", "r")
    np.testing.assert_array_equal(again.encode(paragraphs), decoder.encode(paragraphs))


def test_without_a_template_plain_text_is_read(tmp_path: Path) -> None:
    plain = load_encoder(build_tiny_decoder(tmp_path, template=False), device="cpu")
    assert plain.texts_of("p", "r") == ("p", "p\n\nr")
    (ids,) = plain.tokenise(["good"]).windows[0]
    assert ids[0] == plain.tokenizer.bos_token_id


def test_training_reads_the_very_tokens_that_scoring_reads(
    decoder: DecoderEncoder, groups: list[PromptGroup]
) -> None:
    group = groups[0]
    prepared = prepare(decoder, [group], max_tokens=64, batch_responses=8)
    scored = [decoder.texts_of(group.prompt, response)[1] for response in group.responses]
    assert prepared.chunks[0].responses == decoder.tokenise(scored, max_tokens=64).windows


@pytest.mark.parametrize("lora", [None, Lora(rank=4, alpha=8, dropout=0.0)])
def test_all_weights_or_adapters_learn_and_are_kept(
    decoder: DecoderEncoder, groups: list[PromptGroup], tmp_path: Path, lora: Lora | None
) -> None:
    result = finetune(
        decoder,
        groups[:6],
        [],
        epochs=6,
        learning_rate=3e-3,
        batch_responses=8,
        seed=0,
        on_progress=lambda _: None,
        max_tokens=48,
        lora=lora,
    )
    losses = [entry.train_loss or 0.0 for entry in result.history]
    assert losses[-1] < losses[0] - 0.05
    result.encoder.save(tmp_path)
    again = load_encoder(tmp_path, device="cpu")
    assert again.key == result.encoder.key != decoder.key
    texts = [decoder.texts_of(groups[0].prompt, response)[1] for response in groups[0].responses]
    np.testing.assert_array_equal(again.encode(texts), result.encoder.encode(texts))
