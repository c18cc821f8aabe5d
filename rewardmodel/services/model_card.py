"""The card of a model that is taken away: what it computes, and how it is loaded."""

from __future__ import annotations

import json
from typing import Any

from rewardmodel.learning.encoders.feature_sets import Reader
from rewardmodel.models import ModelVersion

_FIGURES = ("train_preferences", "held_out_preferences", "held_out_accuracy", "held_out_log_loss")
_CLASSIFIER = """from transformers import AutoModelForSequenceClassification, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained(FOLDER)
model = AutoModelForSequenceClassification.from_pretrained(FOLDER)
messages = [{"role": "user", "content": PROMPT}, {"role": "assistant", "content": RESPONSE}]
text = tokenizer.apply_chat_template(messages, tokenize=False)
reward = model(**tokenizer(text, return_tensors="pt")).logits[0, 0].item()
"""
_ONE = """from sentence_transformers import SentenceTransformer

model = SentenceTransformer(FOLDER)
messages = [{"role": "user", "content": PROMPT}, {"role": "assistant", "content": RESPONSE}]
text = model.tokenizer.apply_chat_template(messages, tokenize=False)
reward = model.encode([text])[0, 0]
"""
_APART = """from sentence_transformers import SentenceTransformer

model = SentenceTransformer(FOLDER)
prompt = model.tokenizer.apply_chat_template(MESSAGES, tokenize=False)  # or a plain text
reward = (model.encode_query([prompt]) * model.encode_document([RESPONSE])).sum()
"""
_APART_WHOLE = """from sentence_transformers import SentenceTransformer

model = SentenceTransformer(FOLDER)
template = model.tokenizer.apply_chat_template
asked = template(PROMPT, tokenize=False, add_generation_prompt=True)
whole = template([*PROMPT, {"role": "assistant", "content": RESPONSE}], tokenize=False)
reward = (model.encode_query([asked]) * model.encode_document([whole])).sum()
"""


def model_card(version: ModelVersion, report: dict[str, Any], reader: Reader) -> str:
    """The README of a folder, in the form that model hubs read."""
    classifier = report["form"] == "sequence-classification"
    whole = reader.encoder.reads_prompts
    code = _CLASSIFIER if classifier else _ONE
    if report["prompts_apart"]:
        code = _APART_WHOLE if whole else _APART
    head = (
        f"the live head at step {report['step']}"
        if report["step"] is not None
        else "the head that it was trained with"
    )
    library = "transformers" if classifier else "sentence-transformers"
    figures = {name: version.metrics[name] for name in _FIGURES if name in version.metrics}
    return f"""---
library_name: {library}
pipeline_tag: {"text-classification" if classifier else "sentence-similarity"}
tags:
- reward-model
---

# Reward model of {version.project.slug}, version {version.number}

It rewards a response to a prompt by what people preferred. Rewards have no zero: only differences
between responses to one prompt mean anything. The weights are those of {head}.

## What it computes

{_what(report, reader)} Length is not paid. Loaded again and compared with the server's mean
rewards, it differed by {report["difference"]:.1e} at most.

It holds for texts of up to {report["window"]} tokens, special tokens included. The server reads
longer texts in windows; this folder cuts them. It gives no uncertainty. {_control(whole)}

## How it is loaded

```python
{code.rstrip()}
```

## Figures

```json
{json.dumps(figures, indent=2)}
```

Base encoder: {version.encoder.rstrip("/").rpartition("/")[2] or "the packaged one"}. \
Hash of the answers it was trained on: {version.data_hash or "none"}.
"""


def _control(whole: bool) -> str:
    if whole:
        return "The server breaks up control tokens that people wrote into texts; a caller should."
    return "Control tokens that people wrote into texts are read as characters."


def _what(report: dict[str, Any], reader: Reader) -> str:
    read = f"the {reader.features.name}"
    if report["form"] == "sequence-classification":
        return "One linear map of the last token's state of the last layer."
    if not report["prompts_apart"]:
        return f"One linear map of {read} of prompt and response together."
    return (
        f"A linear map of {read} of the response, and the nearness of its embedding to the "
        "prompt's: the inner product of what `encode_query` and `encode_document` give."
    )
