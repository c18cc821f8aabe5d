"""The command ``plumbline``: what there is to say on a command line, and what came of it.

Results go to the standard output as JSON, one object a line, for programs; progress and refusals
go to the standard error. It ends with 0, with 1 where the server refused or could not be reached,
and with 2 where the command itself makes no sense.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from plumbline_client import __version__, commands
from plumbline_client.connection import PlumblineError
from plumbline_client.credentials import read_credentials


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    given = parser().parse_args(arguments)
    try:
        given.run(given)
    except PlumblineError as error:
        print(f"plumbline: {error.message} ({error.code})", file=sys.stderr)
        for line in error.details.get("lines", [])[:10]:
            print(f"  line {line['line']}: {line['message']}", file=sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        print(f"plumbline: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def parser() -> argparse.ArgumentParser:
    """What can be said. Defaults come from the environment and from ``plumbline login``."""
    found = argparse.ArgumentParser(prog="plumbline", description="Plumbline from a command line.")
    found.add_argument("--version", action="version", version=__version__)
    known = read_credentials()
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--url", default=known.url, help="or PLUMBLINE_URL")
    shared.add_argument("--project", default=known.project, help="or PLUMBLINE_PROJECT")
    shared.add_argument("--retries", type=int, default=5, metavar="N")
    shared.add_argument("--quiet", action="store_true", help="no progress bars")
    names = found.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: commands.Run, text: str) -> argparse.ArgumentParser:
        made = names.add_parser(name, help=text, description=text, parents=[shared])
        made.set_defaults(run=run)
        return made

    add("login", commands.login, "keep a token (from PLUMBLINE_TOKEN, or asked for)")
    add("whoami", commands.whoami, "who the token belongs to")
    _add_data(add)
    _add_deleting(add)
    _add_rewards(add)
    _add_model(add)
    return found


def _add_data(add: commands.Add) -> None:
    made = add("import", commands.import_file, "bring a file in")
    made.add_argument("file", type=Path)
    made.add_argument("--format", required=True)
    made.add_argument("--container", choices=["jsonl", "csv", "parquet"])
    made.add_argument("--skip-bad", action="store_true", help="take the good rows all the same")
    made.add_argument("--dry-run", action="store_true", help="report, and store nothing")
    made.add_argument("--keep-raters", action="store_true")
    made.add_argument("--mapping", metavar="JSON", help="or @FILE")
    made.add_argument("--evaluation-set", metavar="NAME", help="for evaluation only")
    made.add_argument("--no-wait", action="store_true", help="end when the file is sent")
    made = add("export", commands.export, "take a dataset out")
    made.add_argument("--format", required=True)
    made.add_argument("--out", required=True, type=Path, metavar="FILE")
    made.add_argument(
        "-o",
        "--option",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="any option of the format: aggregation=posterior, best_of=8, container=parquet",
    )
    made = add("download", commands.download, "the file of an export, taken up where it broke off")
    made.add_argument("job", type=int)
    made.add_argument("--out", required=True, type=Path, metavar="FILE")
    made = add("jobs", commands.jobs, "imports and exports, newest first")
    made.add_argument("job", type=int, nargs="?")
    made.add_argument("--most", type=int, default=20, metavar="N")


def _add_deleting(add: commands.Add) -> None:
    made = add("imports", commands.imports, "files that were brought in, newest first")
    made.add_argument("--most", type=int, default=20, metavar="N")
    made = add("remove", commands.remove, "delete for good; --preview says what would go")
    made.add_argument(
        "kind", choices=["rater", "prompt", "document", "import", "upload", "project"]
    )
    made.add_argument("--username", help="a rater who answers here")
    made.add_argument("--pseudonym", help="a rater of imported files")
    made.add_argument("--prompt", type=int, metavar="ID")
    made.add_argument("--document", type=int, metavar="ID")
    made.add_argument("--import-id", type=int, metavar="ID", help="an import, or its upload")
    made.add_argument("--slug", help="of the project, to be sure")
    made.add_argument("--reason", help="kept in the audit log")
    made.add_argument("--anonymise", action="store_true", help="keep a rater's answers, nobody's")
    made.add_argument("--withdraw-snapshots", action="store_true", help="that may hold it")
    made.add_argument("--preview", action="store_true", help="say what would go, change nothing")
    made.add_argument("--no-wait", action="store_true", help="end when it is asked for")
    made = add("withdraw", commands.withdraw, "delete the file of a snapshot")
    made.add_argument("snapshot", type=int)
    made.add_argument("--reason", required=True)


def _add_rewards(add: commands.Add) -> None:
    made = add("reward", commands.reward, "score JSON lines with prompt and response (- for stdin)")
    made.add_argument("file")
    made.add_argument("--pessimism", type=float, default=0.0, metavar="STDS")
    made.add_argument("--length", help="unpaid, paid or capped; by default the project's setting")
    made.add_argument("--length-cap", type=int, metavar="WORDS")
    add("score-responses", commands.score_responses, "have all stored responses scored")


def _add_model(add: commands.Add) -> None:
    made = add("metrics", commands.metrics, "figures of the reward model")
    made.add_argument("name", help="accuracy, calibration …")
    made = add("runs", commands.runs, "training runs, newest first")
    made.add_argument("--most", type=int, default=20, metavar="N")
    made = add("train", commands.train, "start a training run")
    made.add_argument("--wait", action="store_true")
    made = add("cancel", commands.cancel, "cancel a training run")
    made.add_argument("run_id", type=int)
    made = add("versions", commands.versions, "versions of the reward model, newest first")
    made.add_argument("--most", type=int, default=20, metavar="N")
    made = add("export-model", commands.export_model, "take a version away as a zip of a folder")
    made.add_argument("out", type=Path, help="the file to write")
    made.add_argument("--number", type=int, help="by default the live version")
    made.add_argument("--form", help="sequence-classification or sentence-transformers")
    made.add_argument("--length", help="unpaid, where the project pays for length")
    made = add("promote", commands.promote, "make a version live; an older one is the rollback")
    made.add_argument("number", type=int)
    made.add_argument("--wait", action="store_true")


if __name__ == "__main__":
    raise SystemExit(main())
