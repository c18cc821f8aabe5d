"""The tables of what people see and say. One file a theme, all names from here."""

from feedback.models.audit import AuditEntry
from feedback.models.comparisons import Comparison, Lease, Preference, Rating
from feedback.models.evaluation import EvaluationItem, EvaluationSet
from feedback.models.generation import (
    Endpoint,
    Generation,
    GenerationPlan,
    GenerationRound,
    PlanSource,
    Sample,
)
from feedback.models.imports import BroughtAgain, Import, ImportMapping
from feedback.models.jobs import Job, Snapshot
from feedback.models.monitor import MonitorRound
from feedback.models.people import AccessToken, Invitation, User, UserSettings
from feedback.models.projects import Membership, Project
from feedback.models.prompts import Authorship, Checkpoint, Generator, Prompt, Response
from feedback.models.rater_beliefs import RaterBelief
from feedback.models.removals import Removal
from feedback.models.trees import Document, Node
from feedback.models.words import PromptWords, ResponseWords
from feedback.models.work import Turn, Upkeep, Work, Worker

__all__ = [
    "AccessToken",
    "AuditEntry",
    "Authorship",
    "BroughtAgain",
    "Checkpoint",
    "Comparison",
    "Document",
    "Endpoint",
    "EvaluationItem",
    "EvaluationSet",
    "Generation",
    "GenerationPlan",
    "GenerationRound",
    "Generator",
    "Import",
    "ImportMapping",
    "Invitation",
    "Job",
    "Lease",
    "Membership",
    "MonitorRound",
    "Node",
    "PlanSource",
    "Preference",
    "Project",
    "Prompt",
    "PromptWords",
    "RaterBelief",
    "Rating",
    "Removal",
    "Response",
    "ResponseWords",
    "Sample",
    "Snapshot",
    "Turn",
    "Upkeep",
    "User",
    "UserSettings",
    "Work",
    "Worker",
]
