"""The HTTP interface of the feedback app."""
