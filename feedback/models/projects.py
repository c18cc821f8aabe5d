"""A project, its settings, and who belongs to it."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from feedback import length_pay
from feedback.acquisition_rules import ADAPTIVE, names_and_labels


def check_time_zone(name: str) -> None:
    """Refuses what is no name of the IANA time zone database."""
    if name not in available_timezones():
        raise ValidationError(f"There is no time zone {name[:60]!r}. One is Europe/Berlin.")


class Project(models.Model):
    """Prompts, guidelines, questions, members and settings that belong together."""

    class Rationale(models.TextChoices):
        OFF = "off", "Not asked"
        OPTIONAL = "optional", "May be given"
        REQUIRED = "required", "Has to be given"

    class NaiveRead(models.TextChoices):
        OFF = "off", "The source is there from the start"
        OPTIONAL = "optional", "The source is hidden until it is opened"
        REQUIRED = "required", "The source is hidden and has to be opened before answering"

    class StrengthSteps(models.IntegerChoices):
        NONE = 0, "No scale"
        THREE = 3, "3 steps: left, tie, right"
        FIVE = 5, "5 steps: 2 strengths a side"
        SEVEN = 7, "7 steps: 3 strengths a side"
        NINE = 9, "9 steps: 4 strengths a side"

    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    guidelines = models.TextField(blank=True)
    question = models.CharField(max_length=300, default="Which response is better?")
    strength_steps = models.PositiveSmallIntegerField(
        choices=StrengthSteps.choices,
        default=StrengthSteps.NONE,
        help_text="Steps of the scale from one response to the other, the tie in the middle.",
    )
    questions = models.JSONField(
        default=list,
        blank=True,
        help_text="What else is asked; the answers are stored as axes, by the question's name.",
    )
    ask_rationale = models.CharField(
        max_length=10,
        choices=Rationale.choices,
        default=Rationale.OFF,
        help_text="Whether people say why.",
    )
    ask_confidence = models.BooleanField(
        default=False, help_text="Whether people may say how sure they are."
    )

    naive_read = models.CharField(
        max_length=10,
        choices=NaiveRead.choices,
        default=NaiveRead.OFF,
        help_text="Whether people read the responses before they see the source.",
    )

    overlap = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(25)],
        help_text="How many people answer each comparison.",
    )
    lease_minutes = models.PositiveSmallIntegerField(
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60)],
        help_text="How long a comparison stays reserved for the person who sees it.",
    )
    queue_size = models.PositiveIntegerField(
        default=100,
        validators=[MinValueValidator(2), MaxValueValidator(5000)],
        help_text="How many comparisons are kept open at a time.",
    )
    acquisition_rule = models.CharField(max_length=20, choices=names_and_labels, default=ADAPTIVE)
    random_share = models.FloatField(
        default=0.2,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text="Share of comparisons drawn at random, on which all honest figures are measured.",
    )

    length = models.CharField(
        max_length=10,
        choices=length_pay.names_and_labels,
        default=length_pay.UNPAID,
        help_text="What served rewards pay for length.",
    )
    length_cap = models.PositiveIntegerField(
        default=length_pay.USUAL_CAP,
        validators=[MinValueValidator(1), MaxValueValidator(length_pay.MOST_WORDS)],
        help_text="Words beyond which length is worth nothing, where it is paid up to a cap.",
    )

    random_overlap = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(25)],
        help_text="The same for comparisons drawn at random; empty: as for the others.",
    )
    agreement_share = models.FloatField(
        default=0.0,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text="Share of new comparisons that several people answer, to see how they agree.",
    )
    agreement_overlap = models.PositiveSmallIntegerField(
        default=2,
        validators=[MinValueValidator(2), MaxValueValidator(25)],
        help_text="How many people answer each of those.",
    )
    gold_rate = models.FloatField(
        default=0.0,
        validators=[MinValueValidator(0.0), MaxValueValidator(0.5)],
        help_text="How often a comparison with a known answer is mixed in.",
    )
    gold_feedback = models.BooleanField(
        default=False, help_text="Whether people are told, after answering one, what was right."
    )
    qualification_items = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(100)],
        help_text="Comparisons with known answers that come before real work; 0: none.",
    )
    qualification_pass = models.FloatField(
        default=0.7,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text="Share of them to be answered as expected.",
    )
    daily_quota = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="The most answers of one person a day; empty: no limit.",
    )
    time_zone = models.CharField(
        max_length=60,
        default="UTC",
        validators=[check_time_zone],
        help_text="When a day begins, for quotas and figures by day: Europe/Berlin ...",
    )
    quota = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="The most answers of one person in all; a member may have another.",
    )
    prompt_weights = models.JSONField(
        default=dict,
        blank=True,
        help_text='How often prompts are asked about: {"height": {"0": 1}, "domain": {"law": 2}}.',
    )

    attack_gate = models.JSONField(
        default=dict,
        blank=True,
        help_text="A version is not promoted by itself where an attack surely fools it more often: "
        '{"padding": 0.2}.',
    )

    leaf_tokens = models.PositiveIntegerField(
        default=220,
        validators=[MinValueValidator(20), MaxValueValidator(4000)],
        help_text="The most tokens (words and punctuation marks) in a leaf of a document.",
    )
    summary_tokens = models.PositiveIntegerField(
        default=60,
        validators=[MinValueValidator(10), MaxValueValidator(1000)],
        help_text="The most tokens in a generated summary.",
    )
    fan_out = models.PositiveSmallIntegerField(
        default=4,
        validators=[MinValueValidator(2), MaxValueValidator(20)],
        help_text="The most children of a node.",
    )
    open_documents = models.PositiveSmallIntegerField(
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text="How many documents are worked on at a time.",
    )
    settle_answers = models.PositiveSmallIntegerField(
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text="A node settles after at least this many answers ...",
    )
    settle_probability = models.FloatField(
        default=0.6,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text="... when its best response is the best with this probability.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when it can be read and not be changed."
    )

    def __str__(self) -> str:
        return self.slug


class Membership(models.Model):
    """One person's role in one project."""

    class Role(models.TextChoices):
        ANNOTATOR = "annotator"
        RESEARCHER = "researcher"
        ADMIN = "admin"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role.choices)
    quota = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="The most answers in this project; empty: the project's.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="one_role_a_project")
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.role} of {self.project}"
