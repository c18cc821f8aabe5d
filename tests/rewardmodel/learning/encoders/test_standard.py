"""A folder in a standard form gives the same rewards, in a process that cannot import this code."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from rewardmodel.learning.encoders.decoder import load_encoder
from rewardmodel.learning.encoders.encoder import Source
from rewardmodel.learning.encoders.feature_sets import FeatureSet, Reader, first_features
from rewardmodel.learning.encoders.standard import NotExactError, write_standard
from tests.rewardmodel.tiny_decoder import build_tiny_decoder
from tests.rewardmodel.tiny_encoder import build_tiny_encoder

TEXTS = ("a short one", "the longer answer is good and bad", "Yes. [SEP] no [PAD]", "")
PROMPTS = (
    "what is it",
    [{"role": "user", "content": "why a class"}, {"role": "assistant", "content": "hm"}],
    "word",
    "a b",
)
ALONE = """
import json, sys
for name in ("rewardmodel", "feedback", "plumbline_client", "config", "plumbline_server"):
    sys.modules[name] = None  # importing it fails
folder, form, apart, asked, written = json.loads(sys.stdin.read())
if form == "sequence-classification":
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    assert model.config.num_labels == 1
    batch = tokenizer(written, return_tensors="pt", padding=True)
    with torch.no_grad():
        rewards = model(**batch).logits[:, 0].tolist()
else:
    from sentence_transformers import SentenceTransformer
    model = SentenceTransformer(folder, device="cpu")
    found = model.encode_document(written)
    rewards = found[:, 0] if not apart else (model.encode_query(asked) * found).sum(1)
    rewards = [float(value) for value in rewards]
print(json.dumps(rewards))
"""


def loaded_alone(folder, standard, asked, written):
    """Rewards of texts by a process without our packages."""
    request = json.dumps([str(folder), standard.form, standard.apart, asked, written])
    done = subprocess.run(
        [sys.executable, "-I", "-c", ALONE], input=request, text=True, capture_output=True,
        cwd=folder, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return np.array(json.loads(done.stdout.splitlines()[-1]))


LAST = FeatureSet((Source(2, "last"),), (3.0,), relevance=False)
MEANS = (Source(1, "mean"), Source(2, "mean"))
CASES = [
    ("sentence", None, "sentence-transformers"),
    ("sentence", FeatureSet(MEANS, (2.0, 3.0)), "sentence-transformers"),
    ("sentence", FeatureSet(), "sentence-transformers"),
    ("decoder", None, "sentence-transformers"),
    ("decoder", LAST, "sequence-classification"),
    ("decoder", FeatureSet((Source(1, "last"),), (2.0,)), "sentence-transformers"),
    ("plain decoder", LAST, "sequence-classification"),
]


def reader_for(kind, features, folder):
    if kind == "sentence":
        encoder = load_encoder(build_tiny_encoder(folder))
    else:
        encoder = load_encoder(build_tiny_decoder(folder, template=kind == "decoder"))
    features = features or first_features(encoder, TEXTS[:3])
    return Reader(encoder, features, features.sources)


def weights_for(reader):
    weights = np.random.default_rng(0).normal(size=reader.layout.dim) * 0.3
    weights[-2:] = 0
    weights[-3] *= reader.features.relevance
    return weights


@pytest.mark.parametrize(("kind", "features", "form"), CASES)
def test_a_process_without_this_code_gives_the_same_rewards(tmp_path, kind, features, form):
    reader = reader_for(kind, features, tmp_path / "encoder")
    key = reader.encoder.key
    weights = weights_for(reader)
    standard = write_standard(tmp_path / "out", reader, weights)
    assert standard.form == form
    asked, written = zip(*map(reader.texts_of, PROMPTS, TEXTS), strict=True)
    phi, _ = reader.phi(PROMPTS, TEXTS)
    served = phi @ weights
    found = loaded_alone(tmp_path / "out", standard, list(asked), list(written))
    assert np.ptp(served) > 0.01
    assert found == pytest.approx(served, abs=1e-5)
    # What is read goes on as it was.
    assert load_encoder(tmp_path / "encoder").key == key
    assert reader.phi(PROMPTS, TEXTS)[0] == pytest.approx(phi, abs=1e-6)


def test_the_chat_template_writes_prompts_as_they_are_read(tmp_path):
    from transformers import AutoTokenizer

    for kind in ("sentence", "decoder", "plain decoder"):
        reader = reader_for(kind, LAST if "decoder" in kind else None, tmp_path / f"{kind} in")
        folder = tmp_path / kind
        write_standard(folder, reader, weights_for(reader))
        tokenizer = AutoTokenizer.from_pretrained(folder)
        for prompt in PROMPTS:
            turns = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
            if kind == "sentence":
                expected = reader.texts_of(prompt, "")[0]
            else:
                expected = reader.texts_of(prompt, "good")[1]
                turns = [*turns, {"role": "assistant", "content": "good"}]
            assert tokenizer.apply_chat_template(turns, tokenize=False) == expected


def test_what_no_standard_model_computes_is_refused_in_a_sentence(tmp_path):
    reader = reader_for("sentence", None, tmp_path / "encoder")
    weights = weights_for(reader)
    with pytest.raises(NotExactError, match="one state of its last layer"):
        write_standard(tmp_path / "a", reader, weights, form="sequence-classification")
    weights[-2] = 1.0
    with pytest.raises(NotExactError, match="counting words"):
        write_standard(tmp_path / "b", reader, weights)
    joined = Reader(reader.encoder, FeatureSet(MEANS, (1.0, 1.0), "joined"), MEANS)
    with pytest.raises(NotExactError, match="side by side"):
        write_standard(tmp_path / "c", joined, weights_for(joined))
    assert not [path for path in tmp_path.iterdir() if path.name in "abc"]
