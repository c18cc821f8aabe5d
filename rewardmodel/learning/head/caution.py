"""A cautious reward: what is paid where the model is not sure.

Heads that share an encoder share its errors, so caution makes over-optimisation less likely and
does not rule it out (Gao et al. 2022; Coste et al. 2023, "Reward model ensembles help mitigate
overoptimization").
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import FloatArray


def conservative_rewards(
    mean: npt.ArrayLike, std: npt.ArrayLike, pessimism: float = 1.0
) -> FloatArray:
    """mean - pessimism x std, (N,): what a policy is paid that must not gain by doubt.

    Raises:
        ValueError: pessimism is negative.
    """
    if pessimism < 0:
        raise ValueError(f"pessimism must not be negative, and is {pessimism}")
    cautious: FloatArray = np.asarray(mean, dtype=np.float64) - pessimism * np.asarray(std)
    return cautious
