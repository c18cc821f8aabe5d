"""Temperature: recovered, harmless where not needed, refused where meaningless."""

import numpy as np
import pytest

from rewardmodel.learning.measuring import metrics
from rewardmodel.learning.measuring.calibration import fit_temperature, temper


def _answers(n: int = 6000) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    p = rng.dirichlet([1.0, 1.0, 0.5], size=n)
    return p, np.eye(3)[[int(rng.choice(3, p=row)) for row in p]]


@pytest.mark.parametrize("factor", [0.4, 1.0, 3.0])
def test_the_temperature_that_spoilt_them_is_recovered(factor: float) -> None:
    p, q = _answers()
    spoilt = temper(p, 1 / factor)
    found = fit_temperature(spoilt, q)
    assert found == pytest.approx(factor, rel=0.08)
    mended = temper(spoilt, found)
    assert metrics.log_loss(mended, q) <= metrics.log_loss(spoilt, q) + 1e-9
    assert metrics.expected_calibration_error(mended, q) < 0.03


def test_tempering_keeps_the_order_and_the_sum() -> None:
    p, _ = _answers(100)
    tempered = temper(p, 2.5)
    np.testing.assert_array_equal(tempered.argsort(axis=1), p.argsort(axis=1))
    np.testing.assert_allclose(tempered.sum(axis=1), 1)
    np.testing.assert_allclose(temper(p, 1.0), p)


def test_meaningless_input_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        temper([[0.5, 0.5, 0.0]], 0.0)
    with pytest.raises(ValueError, match="no comparisons"):
        fit_temperature(np.zeros((0, 3)), np.zeros((0, 3)))
