"""Texts to vectors: prompts, sentence encoders, decoder language models, features."""
