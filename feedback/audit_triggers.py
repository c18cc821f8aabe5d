"""The triggers that keep the audit log append-only, for both databases."""

from __future__ import annotations

from typing import Any

# An entry may go only after its project: nobody may thin out the log of a project that exists.
_POSTGRESQL = [
    """
    CREATE OR REPLACE FUNCTION feedback_audit_is_append_only() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND OLD.project_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM feedback_project WHERE id = OLD.project_id
        ) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'The audit log is append-only.'
            USING ERRCODE = 'integrity_constraint_violation';
    END
    $$ LANGUAGE plpgsql
    """,
    """
    CREATE OR REPLACE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON feedback_auditentry
    FOR EACH ROW EXECUTE FUNCTION feedback_audit_is_append_only()
    """,
]
# SQLite checks what its triggers name whenever a migration renames a table, so these name none:
# `delete_entries_of_gone_project` steps around the second one.
_NO_UPDATE = """
    CREATE TRIGGER IF NOT EXISTS audit_no_update BEFORE UPDATE ON feedback_auditentry
    BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END
"""
_NO_DELETE = """
    CREATE TRIGGER IF NOT EXISTS audit_no_delete BEFORE DELETE ON feedback_auditentry
    BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END
"""


def create_triggers(connection: Any) -> None:
    with connection.cursor() as cursor:
        for statement in (
            _POSTGRESQL if connection.vendor == "postgresql" else (_NO_UPDATE, _NO_DELETE)
        ):
            cursor.execute(statement)


def drop_triggers(connection: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER IF EXISTS audit_append_only ON feedback_auditentry")
            cursor.execute("DROP FUNCTION IF EXISTS feedback_audit_is_append_only()")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_update")
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_delete")


def delete_entries_of_gone_project(connection: Any, project_id: int) -> None:
    """Takes the log of a project away with it, in the transaction that deleted the project."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_delete")
        cursor.execute("DELETE FROM feedback_auditentry WHERE project_id = %s", [project_id])
        if connection.vendor != "postgresql":
            cursor.execute(_NO_DELETE)
