"""The HTTP interface of the reward model. Nothing here imports torch."""
