"""The learning core: a Bayesian reward model of human comparisons, as a plain library.

It knows nothing of Django. `encoders` turns texts into vectors and these into features; `head`
says how probable an answer is and learns from answers, one at a time or all at once; `tuning`
improves an encoder; `asking` says what to ask next; `measuring` says how good predictions are, how
far people agree and what they prefer. Only the encoders and their tuning import torch.
"""
