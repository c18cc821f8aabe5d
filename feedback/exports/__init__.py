"""Writers of the formats that other tools read. Nothing here touches the database."""

from feedback.exports.containers import EXTENSIONS, Writer, open_writer, to_json_line
from feedback.exports.format import Format
from feedback.exports.formats import FORMATS
from feedback.exports.trl import conversational_trl_row, trl_row

__all__ = [
    "EXTENSIONS",
    "FORMATS",
    "Format",
    "Writer",
    "conversational_trl_row",
    "open_writer",
    "to_json_line",
    "trl_row",
]
