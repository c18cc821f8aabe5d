"""Writers of the formats that other tools read. Nothing here touches the database."""

from feedback.exports.trl import conversational_trl_row, to_json_line, trl_row

__all__ = ["conversational_trl_row", "to_json_line", "trl_row"]
