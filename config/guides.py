"""Writes the lists in the guides anew, from where the server has them: ``python -m config.guides``.

A guide says where a list stands by ``<!-- list: NAME -->`` and ``<!-- end -->``, each on a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from feedback.acquisition_rules import ACQUISITION_RULES
from feedback.choices import Option
from feedback.exports import FORMATS as EXPORT_FORMATS
from feedback.imports import FORMATS as IMPORT_FORMATS
from feedback.text.attacks import ATTACKS

DOCS = Path(__file__).resolve().parents[1] / "docs"
_LIST = re.compile(r"(?<=^<!-- list: )(\S+)( -->\n).*?(?=^<!-- end -->$)", re.MULTILINE | re.DOTALL)


def import_formats() -> str:
    """A section for each format, with its examples."""
    parts = []
    for format in IMPORT_FORMATS.values():
        parts += [f"### `{format.name}`", f"*{format.label}.* {format.description}"]
        for example in format.examples:
            mapping = example.options.get("mapping")
            kind = f"{format.name} {json.dumps(mapping)}" if mapping else format.name
            parts.append(f"```json {kind}\n{example.lines}\n```")
    return "\n\n".join(parts)


def export_formats() -> str:
    """A table of the formats: what a row is, and which options they take."""
    rows = [
        f"| `{format.name}` | {_cell(format.description)} | "
        + ", ".join(_option(option) for option in format.options)
        + " |"
        for format in EXPORT_FORMATS.values()
    ]
    return "\n".join(["| format | a row is | options of its own |", "| --- | --- | --- |", *rows])


def acquisition_rules() -> str:
    """A table of the rules."""
    rows = [f"| `{rule.name}` | {rule.label} | {rule.description} |" for rule in ACQUISITION_RULES]
    return "\n".join(["| rule | on the page | asks |", "| --- | --- | --- |", *rows])


def attacks() -> str:
    """A table of the suite's attacks."""
    rows = [f"| `{each.name}` | {each.label} | {each.description} |" for each in ATTACKS]
    return "\n".join(
        ["| attack | on the page | what becomes of the response |", "| --- | --- | --- |", *rows]
    )


LISTS: dict[str, Callable[[], str]] = {
    "import-formats": import_formats,
    "export-formats": export_formats,
    "acquisition-rules": acquisition_rules,
    "attacks": attacks,
}


def renewed(text: str) -> str:
    """A guide's text with its lists as the server has them now."""
    return _LIST.sub(lambda found: f"{found[1]}{found[2]}\n{LISTS[found[1]]()}\n\n", text)


def _option(option: Option) -> str:
    """Its name, with the default of a number."""
    is_number = option.kind in ("integer", "number") and option.default is not None
    return f"`{option.name}`: {option.default}" if is_number else f"`{option.name}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    for guide in sorted(DOCS.glob("*.md")):
        old = guide.read_text(encoding="utf-8")
        if (new := renewed(old)) != old:
            guide.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
