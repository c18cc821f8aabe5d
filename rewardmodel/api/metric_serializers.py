"""Shapes of what the labels and the model are worth. Figures are null where undefined."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from feedback.api.old_names import OLD_WAY
from feedback.length_pay import names_and_labels
from feedback.models import Comparison

SOURCES = ("people", "imported", "all")
ANOMALIES = ("too_fast", "one_side", "contradicts_self", "unreliable")
LEADERBOARD_PARTS = ("generators", "matrix", "slices")
# Rows by acquisition rule come a second time under its old name, for one version.
WAYS = ("stream", "acquisition_rule", OLD_WAY, "domain", "depth", "time")
OF_WAYS = f"{OLD_WAY} is the deprecated name of acquisition_rule."


class SourceSerializer(serializers.Serializer[Any]):
    """Whose answers: of people here, of imported files, or of all."""

    source = serializers.ChoiceField(choices=SOURCES, default="people")


class RatersQuerySerializer(SourceSerializer):
    mine = serializers.BooleanField(default=False, help_text="Oneself alone.")


class LeaderboardQuerySerializer(SourceSerializer):
    part = serializers.ChoiceField(
        choices=LEADERBOARD_PARTS,
        default="generators",
        help_text="Which table the CSV is: the board, the win matrix, or boards by domain and "
        "depth. JSON has all of them.",
    )


class FigureSerializer(serializers.Serializer[Any]):
    """A figure with its 95 % interval."""

    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class CountedShareSerializer(FigureSerializer):
    """A share of n, with Wilson's 95 % interval."""

    n = serializers.IntegerField()


class AccuracyPointSerializer(serializers.Serializer[Any]):
    step = serializers.IntegerField()
    accuracy = serializers.FloatField()
    n = serializers.IntegerField()


class ShareSerializer(serializers.Serializer[Any]):
    accuracy = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class AccuracySerializer(serializers.Serializer[Any]):
    prequential = AccuracyPointSerializer(many=True)
    random_share = ShareSerializer()
    active_share = ShareSerializer()


class ReliabilityBinSerializer(serializers.Serializer[Any]):
    confidence = serializers.FloatField()
    right = serializers.FloatField()
    n = serializers.IntegerField()


class CalibrationSerializer(serializers.Serializer[Any]):
    """Of predictions made before the answer was seen, on the random share."""

    n = serializers.IntegerField()
    log_loss = serializers.FloatField(allow_null=True)
    brier = serializers.FloatField(allow_null=True)
    ece = serializers.FloatField(allow_null=True)
    ece_low = serializers.FloatField(allow_null=True)
    ece_high = serializers.FloatField(allow_null=True)
    temperature = serializers.FloatField(allow_null=True)
    curve = ReliabilityBinSerializer(many=True)


class AgreementFiguresSerializer(serializers.Serializer[Any]):
    units = serializers.IntegerField(help_text="Comparisons that several people answered.")
    pairs = serializers.IntegerField(help_text="Pairs of answers to the same comparison.")
    raw = FigureSerializer()
    score = FigureSerializer(help_text="Raw agreement with ties half right, as in accuracy.")
    cohen = FigureSerializer()
    fleiss = FigureSerializer()
    alpha_nominal = FigureSerializer()
    alpha_ordinal = FigureSerializer()
    own_pairs = serializers.IntegerField(
        help_text="Pairs of answers that one person gave to the same comparison."
    )
    own = FigureSerializer(help_text="Share of these that are the same.")


class AgreementSliceSerializer(AgreementFiguresSerializer):
    by = serializers.ChoiceField(choices=WAYS, help_text=OF_WAYS)
    value = serializers.CharField()


class AgreementSerializer(serializers.Serializer[Any]):
    source = serializers.ChoiceField(choices=SOURCES)
    answers = serializers.IntegerField()
    overall = AgreementFiguresSerializer()
    slices = AgreementSliceSerializer(many=True)


class RaterSerializer(serializers.Serializer[Any]):
    rater = serializers.CharField(help_text="A pseudonym, the same one as in exports.")
    mine = serializers.BooleanField()
    answers = serializers.IntegerField()
    median_seconds = serializers.FloatField(allow_null=True)
    median_naive_seconds = serializers.FloatField(
        allow_null=True, help_text="Before the source was opened, where it is hidden at first."
    )
    reliability = FigureSerializer(
        allow_null=True, help_text="Times the typical rater's, from the likelihood."
    )
    side_bias = FigureSerializer(
        allow_null=True,
        help_text="In units of reward, beside the common one; positive for what is shown first.",
    )
    fast = CountedShareSerializer(help_text="Answered before both can have been read.")
    first_shown = CountedShareSerializer(help_text="Chose what was shown first.")
    longer = CountedShareSerializer(help_text="Chose the longer response.")
    ties = CountedShareSerializer()
    agreement = CountedShareSerializer(help_text="Foretells others' answers, ties half right.")
    repeats = CountedShareSerializer(help_text="Answered the same texts again as before.")
    gold = CountedShareSerializer(help_text="Gave the known answer of gold comparisons.")
    anomalies = serializers.ListField(child=serializers.ChoiceField(choices=ANOMALIES))


class RatersSerializer(serializers.Serializer[Any]):
    source = serializers.ChoiceField(choices=SOURCES)
    raters = RaterSerializer(many=True)


class RankedGeneratorSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="Of the generator, or of one checkpoint of it.")
    generator = serializers.CharField()
    checkpoint = serializers.CharField(allow_null=True, help_text="Two are never mixed.")
    strength = FigureSerializer(help_text="Log-odds over the average generator.")
    at_equal_length = FigureSerializer(help_text="The same between responses of equal length.")
    rank_best = serializers.IntegerField()
    rank_worst = serializers.IntegerField()
    part = serializers.IntegerField(help_text="Generators of different parts never met.")
    win_rate = CountedShareSerializer(help_text="Share of answers won, ties half.")
    mean_length = serializers.FloatField(help_text="Characters.")


class WinsSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    against = serializers.CharField()
    wins = serializers.IntegerField()
    ties = serializers.IntegerField()
    losses = serializers.IntegerField()


class GeneratorStrengthSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    strength = FigureSerializer()


class SmallBoardSerializer(serializers.Serializer[Any]):
    by = serializers.ChoiceField(choices=WAYS, help_text=OF_WAYS)
    value = serializers.CharField()
    answers = serializers.IntegerField()
    generators = GeneratorStrengthSerializer(many=True)


class LeaderboardSerializer(serializers.Serializer[Any]):
    source = serializers.ChoiceField(choices=SOURCES)
    answers = serializers.IntegerField()
    same_generator = serializers.IntegerField(
        help_text="Answers left out: both responses came from one generator."
    )
    older = serializers.IntegerField(
        help_text="Answers left out: older than the hundred thousand latest."
    )
    length_effect = FigureSerializer(
        allow_null=True, help_text="Log-odds for a response of twice the length."
    )
    generators = RankedGeneratorSerializer(many=True)
    matrix = WinsSerializer(many=True)
    slices = SmallBoardSerializer(many=True)


class CeilingSerializer(FigureSerializer):
    """How often one person's answer foretells another's, ties half right."""

    stream = serializers.ChoiceField(choices=("random", "all"), allow_null=True)
    pairs = serializers.IntegerField()


class AccuracySliceSerializer(serializers.Serializer[Any]):
    by = serializers.ChoiceField(choices=WAYS, help_text=OF_WAYS)
    value = serializers.CharField()
    accuracy = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    n = serializers.IntegerField()


class MarginSerializer(serializers.Serializer[Any]):
    from_margin = serializers.FloatField()
    to_margin = serializers.FloatField(allow_null=True)
    expected = serializers.FloatField()
    accuracy = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    n = serializers.IntegerField()


class LengthSerializer(serializers.Serializer[Any]):
    people = CountedShareSerializer()
    model = CountedShareSerializer()
    right_where_longer_won = CountedShareSerializer()
    right_where_shorter_won = CountedShareSerializer()


@extend_schema_serializer(deprecate_fields=["audit"])
class BreakdownSerializer(serializers.Serializer[Any]):
    random_share = CountedShareSerializer()
    audit = CountedShareSerializer(help_text="Use random_share.")
    ceiling = CeilingSerializer()
    slices = AccuracySliceSerializer(many=True)
    margins = MarginSerializer(many=True)
    length = LengthSerializer()


class DisagreementSerializer(serializers.Serializer[Any]):
    comparison = serializers.IntegerField()
    preference = serializers.IntegerField()
    rater = serializers.CharField()
    choice = serializers.CharField(help_text="a or b.")
    probability = serializers.FloatField(help_text="Of the answer, before it was seen.")
    probability_a = serializers.FloatField()
    probability_b = serializers.FloatField()
    answered_at = serializers.DateTimeField()
    prompt_excerpt = serializers.CharField()
    response_a = serializers.CharField()
    response_b = serializers.CharField()
    generator_a = serializers.CharField()
    generator_b = serializers.CharField()
    stream = serializers.ChoiceField(choices=Comparison.Stream.choices)
    status = serializers.ChoiceField(choices=Comparison.Status.choices)
    answers = serializers.IntegerField()
    wanted = serializers.IntegerField()
    asked_again = serializers.BooleanField()


class EstimateSerializer(serializers.Serializer[Any]):
    mean = serializers.FloatField()
    standard_error = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class LiftSerializer(serializers.Serializer[Any]):
    """How much better random answers are foretold when half the answers learned were chosen."""

    verdict = serializers.ChoiceField(choices=("better", "worse", "no lift"), allow_null=True)
    log_loss = EstimateSerializer(allow_null=True, help_text="Nats an answer saved.")
    accuracy = EstimateSerializer(allow_null=True, help_text="Share of answers more, of 1.")
    judged_on = serializers.IntegerField(allow_null=True)
    prompts = serializers.IntegerField(allow_null=True)
    swapped = serializers.FloatField(allow_null=True)
    answers_drawn = serializers.IntegerField()
    answers_chosen = serializers.IntegerField()
    answers_needed = serializers.IntegerField(help_text="Of each kind.")


class GainSerializer(serializers.Serializer[Any]):
    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class LengthWaySerializer(serializers.Serializer[Any]):
    length = serializers.ChoiceField(choices=names_and_labels())
    length_cap = serializers.IntegerField(allow_null=True, help_text="In words.")
    gains = GainSerializer(many=True, help_text="Of each of the sizes, in their order.")


class LengthWorthSerializer(serializers.Serializer[Any]):
    """What each way of paying for length gains: merit of the best of n by the reward, over one
    response at random, in standard deviations of merit within prompts."""

    length = serializers.ChoiceField(choices=names_and_labels(), help_text="The setting.")
    length_cap = serializers.IntegerField(help_text="The setting, in words.")
    prompts = serializers.IntegerField(help_text="Whose answers were held out.")
    answers = serializers.IntegerField()
    sizes = serializers.ListField(child=serializers.IntegerField(), help_text="Each n.")
    ways = LengthWaySerializer(many=True, help_text="None while there are too few answers.")
