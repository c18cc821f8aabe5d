"""Every kind of background work, most urgent first: whose rows, which queue, what does a slice.

Read by the settings and by nothing else; the apps find it there as ``settings.WORK``.
"""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of work.

    ``table`` is the model whose rows say what is due, and ``run`` a function that takes a claimed
    row and does a slice of it. One of a kind and project runs at a time; where ``places`` names a
    setting, as many of the kind as it says, whosever. ``whole`` work takes long and cannot be cut
    into slices: all of it together never takes more than half of its queue's places.
    """

    name: str
    table: str
    queue: str
    run: str
    whole: bool = False
    places: str = ""


QUEUES = ("live", "soon", "bulk", "training")

KINDS = (
    Kind("learn", "feedback.Upkeep", "live", "rewardmodel.services.upkeep.learn"),
    Kind("refresh", "feedback.Upkeep", "soon", "rewardmodel.services.upkeep.refresh"),
    Kind("documents", "feedback.Upkeep", "soon", "feedback.services.upkeep.open_documents"),
    Kind("features", "feedback.Upkeep", "soon", "rewardmodel.services.upkeep.make_features"),
    Kind(
        "round",
        "feedback.GenerationRound",
        "soon",
        "feedback.services.plans.ask_for_generations",
    ),
    Kind(
        "promotion",
        "rewardmodel.Promotion",
        "bulk",
        "rewardmodel.services.promotion.promote",
        whole=True,
    ),
    Kind("audit", "rewardmodel.AuditResult", "bulk", "rewardmodel.services.auditing.audit"),
    Kind("reading", "feedback.Upkeep", "bulk", "feedback.services.upkeep.read_document"),
    Kind("export", "feedback.Job", "bulk", "feedback.jobs.carry_out_export"),
    Kind("model", "feedback.Job", "bulk", "rewardmodel.services.exporting.export_model"),
    Kind("import", "feedback.Job", "bulk", "feedback.jobs.carry_out_import"),
    Kind(
        "generation",
        "feedback.Generation",
        "bulk",
        "feedback.services.generating.generate",
        places="PLUMBLINE_ENDPOINT_CALLS",
    ),
    Kind("removal", "feedback.Removal", "bulk", "rewardmodel.services.forgetting.remove"),
    Kind("refit", "feedback.Upkeep", "bulk", "rewardmodel.services.upkeep.refit", whole=True),
    Kind("rewards", "feedback.Upkeep", "bulk", "rewardmodel.services.upkeep.score_responses"),
    Kind(
        "evaluation",
        "feedback.Upkeep",
        "bulk",
        "rewardmodel.services.upkeep.score_evaluation_sets",
    ),
    Kind("attacks", "feedback.Upkeep", "bulk", "rewardmodel.services.upkeep.try_attacks"),
    Kind(
        "monitor",
        "feedback.MonitorRound",
        "bulk",
        "rewardmodel.services.monitoring.draw_round",
        whole=True,
    ),
    Kind("words", "feedback.Upkeep", "bulk", "feedback.services.upkeep.index_texts"),
    Kind(
        "training",
        "rewardmodel.TrainingRun",
        "training",
        "rewardmodel.services.training.train",
    ),
)
