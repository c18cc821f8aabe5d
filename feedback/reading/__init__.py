"""Documents that come as files: plain text, Markdown, HTML and PDF become a title and a text."""

from feedback.reading.files import MAX_BYTES, MAX_CHARACTERS, Reading, read_file

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "Reading", "read_file"]
