"""The tables of what the model learned: versions, the live head, runs, promotions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from feedback.models import EvaluationSet, Preference, Project, Work
from feedback.models.work import PENDING


class ModelVersion(models.Model):
    """An immutable trained artefact. ``artefact`` is empty for the untrained base encoder."""

    class State(models.TextChoices):
        CANDIDATE = "candidate"
        LIVE = "live"
        RETIRED = "retired"
        REJECTED = "rejected"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    seeded_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="seeds",
        help_text="The version of another project whose encoder and head this one began as.",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.CANDIDATE)
    encoder = models.CharField(max_length=300, blank=True, help_text="Name or folder it began as.")
    encoder_key = models.CharField(max_length=64, help_text="Hash of weights and tokenizer.")
    features = models.JSONField(
        default=dict,
        blank=True,
        help_text="Which layers are read, how they are scaled, and how they were chosen; empty for "
        "the sentence embedding, as before layers were offered.",
    )
    artefact = models.CharField(max_length=200, blank=True, help_text="Folder in the storage.")
    artefact_hash = models.CharField(max_length=64, blank=True)
    data_hash = models.CharField(max_length=64, blank=True)
    metrics = models.JSONField(default=dict, blank=True)
    removed_answers = models.PositiveIntegerField(
        default=0, help_text="Answers that it was trained on and that were deleted since."
    )
    training_run = models.OneToOneField(
        "TrainingRun", on_delete=models.SET_NULL, null=True, blank=True, related_name="version"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    promoted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state="live"), name="one_live_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} v{self.number}"


class LiveHead(models.Model):
    """A project's published posterior. ``step`` counts every answer learned or unlearned."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="live_head")
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+")
    step = models.PositiveBigIntegerField(default=0)
    published_at = models.DateTimeField(auto_now=True)
    reader_key = models.CharField(
        max_length=64, blank=True, default="", help_text="Names the embeddings that it reads."
    )
    queue_step = models.PositiveBigIntegerField(
        default=0, help_text="The step that the queue's priorities come from."
    )
    settled_id = models.PositiveBigIntegerField(
        default=0,
        help_text="Preferences up to this id were all looked at: the fast clock begins after it.",
    )
    lift = models.JSONField(
        null=True,
        blank=True,
        help_text="What active selection has been worth so far, by the last refit; empty while it "
        "cannot be told.",
    )
    forgetting = models.JSONField(
        null=True,
        blank=True,
        help_text="How fast old answers lose weight, by the last refit; empty while it cannot be "
        "told.",
    )
    length_worth = models.JSONField(
        null=True,
        blank=True,
        help_text="What paying for length gains best-of-n, by the last refit.",
    )
    drift = models.FloatField(
        null=True,
        blank=True,
        help_text="How far the incremental head had moved from the last refit's, in standard "
        "deviations of a margin.",
    )

    def __str__(self) -> str:
        return f"{self.version} at step {self.step}"


class HeadState(models.Model):
    """The posterior itself, apart so that lists never load it. Arrays are bytes."""

    head = models.OneToOneField(LiveHead, on_delete=models.CASCADE, related_name="state")
    mean = models.BinaryField(help_text="(D,) float64")
    covariance = models.BinaryField(help_text="Upper triangle, (D (D + 1) / 2,) float32")
    log_tie = models.FloatField()
    prior_precision = models.FloatField()
    features = models.JSONField(
        default=dict, blank=True, help_text="The version's features that the columns are of."
    )
    usual_mean = models.BinaryField(
        default=bytes, help_text="Of the training responses, (D,) float64; empty while unknown."
    )
    usual_precision = models.BinaryField(
        default=bytes, help_text="Upper triangle of their inverse covariance, float32."
    )
    usual_distances = models.BinaryField(
        default=bytes, help_text="Percentiles of their distances, (101,) float64."
    )

    def __str__(self) -> str:
        return f"posterior of {self.head}"


class LearnedPreference(models.Model):
    """A preference that the live head has learned; each exactly once."""

    head = models.ForeignKey(LiveHead, on_delete=models.CASCADE, related_name="learned")
    preference = models.ForeignKey(Preference, on_delete=models.CASCADE, related_name="+")
    step = models.PositiveBigIntegerField()
    predicted = models.FloatField(
        null=True,
        help_text="Probability of this answer by the head that had not seen it. Empty when it was "
        "learned in bulk.",
    )
    probability_a = models.FloatField(null=True, help_text="Of the answer a, before it was seen.")
    probability_b = models.FloatField(null=True, help_text="Of the answer b, before it was seen.")
    correct = models.FloatField(
        null=True, help_text="1 when the likelier side was chosen, 0.5 for equal, 0 when not."
    )
    learned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["head", "preference"], name="learned_once"),
        ]

    def __str__(self) -> str:
        return f"{self.preference} at step {self.step}"


class Embedding(models.Model):
    """What an encoder makes of one text, kept once however often it is needed.

    ``encoder_key`` names the encoder and what is kept: the embedding and the offered layers in half
    precision, or, by the encoder's own key, its embedding in single precision.
    """

    encoder_key = models.CharField(max_length=64)
    text_hash = models.CharField(max_length=64)
    vector = models.BinaryField(help_text="(W,)")
    cut_response = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text="Content hash of the response that was read only in part; empty where all was.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["encoder_key", "text_hash"], name="embedded_once"),
        ]
        indexes = [
            models.Index(fields=["text_hash"], name="embeddings_of_text"),  # texts are forgotten
            models.Index(
                fields=["encoder_key"], condition=~Q(cut_response=""), name="cut_responses"
            ),
        ]

    def __str__(self) -> str:
        return self.text_hash


class TrainingRun(Work):
    """One run of the slow clock."""

    class Trigger(models.TextChoices):
        PERSON = "person"
        SCHEDULE = "schedule"
        ANSWERS = "answers"
        COMMAND = "command"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="training_runs")
    trigger = models.CharField(max_length=10, choices=Trigger.choices, default=Trigger.PERSON)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    phase = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    message = models.TextField(blank=True, help_text="Why it ended as it did.")
    history = models.JSONField(default=list, blank=True)
    figures = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state__in=PENDING),
                name="one_run_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk}"


class Promotion(Work):
    """The audit trail: who made which version live, from which, and why."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="promotions")
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="promotions")
    previous = models.ForeignKey(
        ModelVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(state="running"), name="one_running_promotion"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} live"


class RetrainPolicy(models.Model):
    """When a project retrains by itself. Empty means never."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="retrain_policy")
    every_answers = models.PositiveIntegerField(null=True, blank=True)
    every_hours = models.PositiveIntegerField(null=True, blank=True)
    schedule = models.ForeignKey(
        "django_celery_beat.PeriodicTask", on_delete=models.SET_NULL, null=True, blank=True
    )

    def __str__(self) -> str:
        return f"retrain policy of {self.project}"


class BehaviourAudit(models.Model):
    """Questions that each tell one behaviour from its absence, as model-written evaluations do.

    ``questions`` is a list of {question, matching, not_matching}: the answer that shows the
    behaviour, and the one that does not.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="audits")
    name = models.CharField(max_length=100)
    questions = models.JSONField()
    size = models.PositiveIntegerField(default=0, help_text="How many questions.")
    sha256 = models.CharField(max_length=64, help_text="Of the questions.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="audit_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class AuditResult(Work):
    """What one head makes of an audit's questions. ``margins`` are rewards of the matching answer
    less those of the other, in the order of the questions."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="audit_results")
    audit = models.ForeignKey(BehaviourAudit, on_delete=models.CASCADE, related_name="results")
    version = models.ForeignKey(
        ModelVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    step = models.PositiveBigIntegerField(null=True, blank=True)
    margins = models.JSONField(default=list, blank=True)
    figures = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit"], condition=Q(state="queued"), name="one_queued_result"
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state="running"), name="one_running_result"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audit} by {self.version}"


class EvaluationResult(models.Model):
    """How one version orders the responses of an evaluation set. ``items`` is how many there were:
    a set that has grown is scored anew. ``error`` says why a version could not be scored."""

    evaluation_set = models.ForeignKey(
        EvaluationSet, on_delete=models.CASCADE, related_name="results", db_index=False
    )
    version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="evaluations")
    items = models.PositiveIntegerField()
    step = models.PositiveBigIntegerField(
        null=True, help_text="Of the live head, where the version was live."
    )
    figures = models.JSONField(default=dict)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluation_set", "version"], name="evaluated_once")
        ]

    def __str__(self) -> str:
        return f"{self.version} on {self.evaluation_set}"


class AttackResult(models.Model):
    """How often each attack of the suite fools one version, as far as it was tried.

    ``sample`` holds the ids of the responses attacked, in their order, of which ``seen`` are done.
    ``counts`` has [times fooled, times tried] by attack; equal rewards are half a time. ``error``
    says why a version could not be tried.
    """

    version = models.OneToOneField(ModelVersion, on_delete=models.CASCADE, related_name="attacks")
    sample = models.JSONField(default=list)
    seen = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    step = models.PositiveBigIntegerField(
        null=True, help_text="Of the live head, where the version was live."
    )
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"attacks on {self.version}"
