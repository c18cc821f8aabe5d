"""Language models behind an address, and the work of having them write responses."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from feedback.models.people import User
from feedback.models.projects import Project
from feedback.models.prompts import Checkpoint, Generator, Prompt, Response
from feedback.models.work import PENDING, Work

MOST_SAMPLES = 16


class Endpoint(models.Model):
    """How a generator reaches its model: an OpenAI-compatible chat-completions address.

    The key is either in an environment variable (``key_variable``) or in ``key_encrypted``, never
    in clear. ``calls`` and ``tokens`` are what was used of the budget.
    """

    generator = models.OneToOneField(Generator, on_delete=models.CASCADE, related_name="endpoint")
    url = models.URLField(max_length=500, help_text="Up to and without /chat/completions.")
    model = models.CharField(max_length=200)
    key_variable = models.CharField(max_length=100, blank=True, default="")
    key_encrypted = models.TextField(blank=True, default="")
    temperature = models.FloatField(
        default=0.7, validators=[MinValueValidator(0.0), MaxValueValidator(2.0)]
    )
    samples = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SAMPLES)],
        help_text="Responses to each prompt.",
    )
    timeout_seconds = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    retries = models.PositiveSmallIntegerField(
        default=4,
        validators=[MaxValueValidator(20)],
        help_text="Calls for one prompt that may fail before it is given up.",
    )
    log_probabilities = models.BooleanField(
        default=False, help_text="Asks for those of the tokens; some servers refuse such calls."
    )
    max_calls = models.PositiveIntegerField(null=True, blank=True, help_text="Budget; or no bound.")
    max_tokens = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="Budget in the model's tokens, in and out; or no bound."
    )
    calls = models.PositiveIntegerField(default=0)
    tokens = models.PositiveBigIntegerField(default=0)
    last_called_at = models.DateTimeField(null=True, blank=True)
    last_error = models.JSONField(
        null=True, blank=True, help_text="Why the last call got no answer: code, message."
    )

    def __str__(self) -> str:
        return f"{self.model} at {self.url}"


class GenerationPlan(models.Model):
    """Which prompts get how many samples from which generators, and when.

    ``filters`` narrow the prompts to a domain, a format, an import or words (`PromptFilters`).
    ``calls`` is what was used of the budget ``max_calls``.
    """

    class Which(models.TextChoices):
        ALL = "all", "All prompts"
        WITHOUT_RESPONSES = "without_responses", "Prompts without responses"

    class When(models.TextChoices):
        NOW = "now", "Now, once"
        HOURS = "hours", "Every so many hours"
        CHECKPOINT = "checkpoint", "When a generator has a new checkpoint"
        LOW = "low", "When few comparisons of these prompts are open"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="generation_plans")
    name = models.CharField(max_length=100)
    which = models.CharField(max_length=20, choices=Which.choices, default=Which.WITHOUT_RESPONSES)
    filters = models.JSONField(default=dict, blank=True)
    most_prompts = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="In one round, those with the fewest responses first; or all.",
    )
    samples = models.PositiveSmallIntegerField(
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SAMPLES)],
        help_text="Of each prompt by each generator, in a round.",
    )
    temperature = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0.0), MaxValueValidator(2.0)],
        help_text="Empty: the generator's own.",
    )
    top_p = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(0.01), MaxValueValidator(1.0)]
    )
    max_tokens = models.PositiveIntegerField(
        default=512,
        validators=[MinValueValidator(1), MaxValueValidator(32_768)],
        help_text="The longest response, in the model's tokens.",
    )
    max_calls = models.PositiveIntegerField(null=True, blank=True, help_text="Budget; or no bound.")
    calls = models.PositiveIntegerField(default=0)
    when = models.CharField(max_length=20, choices=When.choices, default=When.NOW)
    every_hours = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(24 * 365)]
    )
    low_below = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="A round begins when fewer comparisons of its prompts are open.",
    )
    paused = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="plan_name_once")]

    def __str__(self) -> str:
        return self.name


class PlanSource(models.Model):
    """A generator that a plan has write: one checkpoint of it, or whichever is the newest."""

    plan = models.ForeignKey(GenerationPlan, on_delete=models.CASCADE, related_name="sources")
    generator = models.ForeignKey(Generator, on_delete=models.CASCADE, related_name="+")
    checkpoint = models.ForeignKey(
        Checkpoint, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.generator} of {self.plan}"


class GenerationRound(Work):
    """One time that a plan is carried out. The work of the row is to ask for its generations."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    plan = models.ForeignKey(GenerationPlan, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveIntegerField()
    prompts = models.PositiveIntegerField(default=0, help_text="How many it asks about.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="round_number_once"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state__in=PENDING), name="one_round_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.number} of {self.plan}"


class Generation(Work):
    """One generator's work on one prompt, from being asked for to its responses: for a node, or in
    a ``round`` of a plan, with the checkpoint that it is to be written by.

    ``failures`` counts the calls that failed since it was last asked for.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="generations")
    prompt = models.ForeignKey(Prompt, on_delete=models.CASCADE, related_name="generations")
    generator = models.ForeignKey(Generator, on_delete=models.CASCADE, related_name="generations")
    round = models.ForeignKey(
        GenerationRound,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="generations",
    )
    checkpoint = models.ForeignKey(
        Checkpoint, on_delete=models.CASCADE, null=True, blank=True, related_name="generations"
    )
    samples_made = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prompt", "generator"],
                condition=Q(round__isnull=True),
                name="generation_once",
            ),
            models.UniqueConstraint(
                fields=["round", "prompt", "generator"],
                condition=Q(checkpoint__isnull=True),
                name="generation_once_a_round",
            ),
            models.UniqueConstraint(
                fields=["round", "prompt", "checkpoint"],
                condition=Q(checkpoint__isnull=False),
                name="checkpoint_once_a_round",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=PENDING), name="generations_pending"
            )
        ]

    def __str__(self) -> str:
        return f"generation {self.pk}"


class Sample(models.Model):
    """One text that a generation is to have: claimed before the call, filled after it, once.

    ``calls`` counts what was called for it: more than once where a call failed or its worker died.
    Equal texts of one prompt are one response, and as many samples as were drawn.
    """

    generation = models.ForeignKey(
        Generation, on_delete=models.CASCADE, related_name="samples", db_index=False
    )
    number = models.PositiveSmallIntegerField(help_text="From 0.")
    calls = models.PositiveSmallIntegerField(default=0)
    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, null=True, blank=True, related_name="samples"
    )
    token_log_probabilities = models.JSONField(
        null=True, blank=True, help_text="Natural logarithms, one a token, where the server told."
    )
    filled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["generation", "number"], name="sample_once")]

    def __str__(self) -> str:
        return f"sample {self.number} of {self.generation}"
