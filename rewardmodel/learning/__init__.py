"""The learning core: a Bayesian reward model of human comparisons, as a plain library.

It knows nothing of Django. `features` turns texts' embeddings into rows; `likelihood` says how
probable an answer is; `posterior` learns from answers, one at a time or all at once; `fitting`
chooses the prior and watches the running posterior; `raters` tells reliable ones from others;
`encoder`, `decoder` and `finetuning` make and improve embeddings; `metrics` and `calibration`
measure; `agreement` and `leaderboard` say how far people agree and what they prefer;
`acquisition`, `selection` and `adaptive` say what to ask next. Only the encoders and
fine-tuning import torch.
"""
