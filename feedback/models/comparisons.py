"""The queue: comparisons, the leases on them, and the preferences people gave."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from feedback.models.projects import Project
from feedback.models.prompts import Generator, Prompt, Response


class Side(models.TextChoices):
    A = "a"
    B = "b"


class Comparison(models.Model):
    """The question "which of these two responses to this prompt?".

    Responses stand in a fixed order (a before b by id); the order on the screen is the lease's.
    ``status`` and ``closed_because`` are written by ``feedback.services.comparison_life`` alone.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"
        FLAGGED = "flagged"

    class Reason(models.TextChoices):
        ANSWERED = "answered", "It has all the answers it wants"
        SETTLED = "settled", "Its node, or its monitor round, is not asked about any more"
        DISMISSED = "dismissed", "A researcher dismissed it"
        RETIRED = "retired", "A gold comparison that is asked no more"

    class Stream(models.TextChoices):
        ACTIVE = "active", "Chosen by the acquisition rule"
        RANDOM = "random", "Drawn at random, for honest figures"
        IMPORTED = "imported", "Came with its answer"
        GOLD = "gold", "Asked of everybody, its answer being known"
        MONITOR = "monitor", "Of a monitor round: learned from when that is closed"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="comparisons")
    prompt = models.ForeignKey(Prompt, on_delete=models.CASCADE, related_name="comparisons")
    response_a = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    response_b = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    closed_because = models.CharField(
        max_length=10, choices=Reason.choices, blank=True, default="", db_default=""
    )
    wanted = models.PositiveSmallIntegerField(default=1)
    answers = models.PositiveSmallIntegerField(default=0)

    stream = models.CharField(max_length=10, choices=Stream.choices)
    acquisition_rule = models.CharField(max_length=20, blank=True)
    model_version = models.PositiveIntegerField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True, help_text="Its value when it was chosen.")
    propensity = models.FloatField(
        null=True, blank=True, help_text="Probability with which it was drawn, where known."
    )
    priority = models.FloatField(default=0.0, help_text="Higher is served sooner.")
    asked_again_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When somebody first asked for one more answer because of those given. Answers "
        "from then on are no fair sample.",
    )
    expected = models.CharField(
        max_length=3,
        choices=[("a", "a"), ("b", "b"), ("tie", "tie")],
        blank=True,
        default="",
        help_text="The known answer of a gold comparison.",
    )
    monitor_round = models.ForeignKey(
        "feedback.MonitorRound",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="comparisons",
        db_index=False,
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            # A gold comparison, or one of a monitor round, is a second one of its pair: what was
            # answered before stays apart.
            models.UniqueConstraint(
                fields=["response_a", "response_b"],
                condition=~Q(stream__in=["gold", "monitor"]),
                name="pair_once",
            ),
            models.UniqueConstraint(
                fields=["response_a", "response_b"],
                condition=Q(stream="gold"),
                name="gold_pair_once",
            ),
            models.CheckConstraint(
                condition=Q(stream="gold", expected__in=["a", "b", "tie"])
                | ~Q(stream="gold") & Q(expected=""),
                name="gold_has_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(status="closed") & ~Q(closed_because="")
                | ~Q(status="closed") & Q(closed_because=""),
                name="closed_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(response_a__lt=F("response_b")), name="pair_in_order"
            ),
        ]
        indexes = [
            models.Index(
                fields=["monitor_round"],
                condition=Q(monitor_round__isnull=False),
                name="monitored",
            ),
            models.Index(
                F("project"),
                F("stream"),
                F("priority").desc(),
                F("id"),
                name="queue",
                condition=Q(status="open"),
            ),
        ]

    def __str__(self) -> str:
        return f"comparison {self.pk}"


class Lease(models.Model):
    """One annotator's hold on one comparison until a time; records the order shown.

    A skip or a flag is a lease that ended that way: the comparison is not shown to that
    annotator again.
    """

    class Outcome(models.TextChoices):
        ANSWERED = "answered"
        SKIPPED = "skipped"
        FLAGGED = "flagged"
        RELEASED = "released"
        EXPIRED = "expired"

    comparison = models.ForeignKey(
        Comparison, on_delete=models.CASCADE, related_name="leases", db_index=False
    )
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="leases", db_index=False
    )
    first_shown = models.CharField(max_length=1, choices=Side.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["annotator", "comparison"],
                condition=Q(ended_at__isnull=True),
                name="one_live_lease_each",
            ),
        ]
        indexes = [
            models.Index(fields=["comparison", "annotator"], name="leases_of_one"),
            models.Index(
                fields=["comparison"], condition=Q(ended_at__isnull=True), name="live_leases"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.annotator} on {self.comparison}"


class Preference(models.Model):
    """One annotator's answer, or an imported one (no annotator).

    ``rater`` is the pseudonym of who gave an imported answer, where its file says so. ``metadata``
    holds what else the file said of it, so that it can be written again. ``generator_a`` and
    ``generator_b`` are the generators that the file's row names, where they are not those that the
    responses came with: two of them may have written one text.

    Rows are never edited: an undo or a change is a new row that supersedes the old one, and
    ``is_current`` (false on superseded rows and on withdrawals) is the only column that moves.
    """

    class Choice(models.TextChoices):
        A = "a"
        B = "b"
        TIE = "tie"
        WITHDRAWN = "withdrawn"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="preferences")
    comparison = models.ForeignKey(
        Comparison, on_delete=models.PROTECT, related_name="preferences", db_index=False
    )
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="preferences",
        null=True,
        blank=True,
        db_index=False,
    )
    rater = models.CharField(max_length=100, blank=True, default="")
    generator_a = models.ForeignKey(
        Generator, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    generator_b = models.ForeignKey(
        Generator, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    choice = models.CharField(max_length=10, choices=Choice.choices)
    both_bad = models.BooleanField(default=False)
    strength = models.PositiveSmallIntegerField(null=True, blank=True)
    axes = models.JSONField(default=dict, blank=True)
    rationale = models.TextField(blank=True)
    confidence = models.FloatField(null=True, blank=True)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    naive_ms = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of the duration, before the source was opened."
    )
    source_ms = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of the duration, with the source open."
    )
    first_shown = models.CharField(max_length=1, choices=Side.choices, blank=True)
    submission_key = models.CharField(max_length=64)
    metadata = models.JSONField(default=dict, blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    is_current = models.BooleanField(default=True)
    brought_by = models.ForeignKey(
        "feedback.Import",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="preferences",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["annotator", "submission_key"],
                condition=Q(annotator__isnull=False),
                name="submission_once",
            ),
            models.UniqueConstraint(
                fields=["comparison", "submission_key"],
                condition=Q(annotator__isnull=True),
                name="import_once",
            ),
            models.UniqueConstraint(
                fields=["comparison", "annotator"],
                condition=Q(is_current=True, annotator__isnull=False),
                name="one_current_answer_each",
            ),
            models.CheckConstraint(
                condition=Q(is_current=False) | ~Q(choice="withdrawn"),
                name="withdrawal_is_no_answer",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "id"], condition=Q(is_current=True), name="current"),
            models.Index(fields=["project"], condition=Q(is_current=False), name="withdrawn"),
            models.Index(fields=["comparison", "annotator"], name="answers_of_one"),
            models.Index(fields=["annotator", "project", "-id"], name="own_history"),
            models.Index(
                fields=["annotator", "project", "created_at"],
                condition=Q(is_current=True, annotator__isnull=False),
                name="own_answers",
            ),
        ]

    def __str__(self) -> str:
        return f"preference {self.pk}"


class Rating(models.Model):
    """What an imported file says of one response by itself: values on named axes.

    ``axes`` maps names to numbers or to true and false; the desirable-or-not label of unpaired
    feedback is the axis ``label``. ``key`` is the hash of the row it came in, and of which of its
    fields were read. ``generator`` is the one that the row names, where it is not the response's.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="ratings")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="ratings")
    rater = models.CharField(max_length=100, blank=True, default="")
    generator = models.ForeignKey(
        Generator, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    axes = models.JSONField(default=dict)
    key = models.CharField(max_length=64)
    metadata = models.JSONField(default=dict, blank=True)
    brought_by = models.ForeignKey(
        "feedback.Import", on_delete=models.SET_NULL, null=True, blank=True, related_name="ratings"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "key"], name="rating_once"),
        ]
        indexes = [models.Index(fields=["project", "id"], name="ratings_in_order")]

    def __str__(self) -> str:
        return f"rating {self.pk}"
