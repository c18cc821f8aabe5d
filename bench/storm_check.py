"""What a storm left behind: asked of the database itself, in SQL that both databases read."""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any

import psycopg

from bench.stack import Stack
from bench.storm_people import Log

# Rows that somebody asked for, by kind of work.
TABLES = {
    "jobs": "feedback_job",
    "training": "rewardmodel_trainingrun",
    "promotions": "rewardmodel_promotion",
    "audits": "rewardmodel_auditresult",
}
UNLEARNED = """
SELECT count(*) FROM feedback_preference p WHERE p.is_current AND NOT EXISTS (
    SELECT 1 FROM rewardmodel_learnedpreference l WHERE l.preference_id = p.id)
"""
NOT_FORGOTTEN = """
SELECT count(*) FROM rewardmodel_learnedpreference l
JOIN feedback_preference p ON p.id = l.preference_id WHERE NOT p.is_current
"""
BEHIND = "SELECT count(*) FROM rewardmodel_livehead WHERE queue_step <> step"
LEARNED_TWICE = """
SELECT count(*) - count(DISTINCT preference_id) FROM rewardmodel_learnedpreference
"""


def query(stack: Stack, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a statement, from PostgreSQL or SQLite."""
    if stack.database_url.startswith("sqlite"):
        connection = sqlite3.connect(stack.database_url.removeprefix("sqlite:///"), timeout=30)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()
    with psycopg.connect(stack.database_url) as server:
        return server.execute(sql).fetchall()


def number(stack: Stack, sql: str) -> int:
    return int(query(stack, sql)[0][0])


def waiting(stack: Stack) -> dict[str, int]:
    """How much has been asked for, or follows from what was said, and is not done."""
    pending = "state IN ('queued', 'running')"
    asked = {
        kind: number(stack, f"SELECT count(*) FROM {table} WHERE {pending}")
        for kind, table in TABLES.items()
    }
    return asked | {
        "answers to learn": number(stack, UNLEARNED),
        "answers to forget": number(stack, NOT_FORGOTTEN),
        "queues to refresh": number(stack, BEHIND),
    }


def failed(stack: Stack) -> dict[str, int]:
    """How much has failed; nothing that was asked for here can fail by itself."""
    found = {
        kind: number(stack, f"SELECT count(*) FROM {table} WHERE state = 'failed'")
        for kind, table in TABLES.items()
    }
    return {kind: count for kind, count in found.items() if count}


def promoted(stack: Stack) -> int:
    """How often a version went live by a promotion."""
    return number(stack, "SELECT count(*) FROM rewardmodel_promotion WHERE state = 'succeeded'")


def answers(stack: Stack, log: Log) -> dict[str, int]:
    """Whether every answer that was acknowledged is stored once, and learned once."""
    rows = query(stack, "SELECT id, submission_key, is_current FROM feedback_preference")
    stored = Counter(str(key) for _, key, _ in rows)
    current = {str(key) for _, key, standing in rows if standing}
    lost = [
        key
        for key, preference in log.acknowledged.items()
        if (preference, key) not in {(int(pk), str(name)) for pk, name, _ in rows}
        or (key not in current and key not in log.undone)
    ]
    return {
        "stored": len(rows),
        "lost": len(lost),
        "doubled": sum(count - 1 for count in stored.values()),
        "not_learned_once": number(stack, UNLEARNED) + number(stack, LEARNED_TWICE),
    }
