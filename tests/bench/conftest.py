"""The tiny encoder of the model's tests, for benchmarks in their shortest form."""

from tests.rewardmodel.conftest import tiny_encoder_folder

__all__ = ["tiny_encoder_folder"]
