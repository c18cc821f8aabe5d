"""The likelihood: Davidson's probabilities, their derivatives, targets, stability."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rewardmodel.learning.head import likelihood

Z = np.array([-1e4, -50.0, -3.0, -0.1, 0.0, 0.4, 2.0, 60.0, 1e4])
reals = st.floats(-700, 700)
ties = st.floats(-8, 3)


def test_hand_derived_values() -> None:
    # z = 2 ln 3 and nu = 1 weigh a : b : tie = 3 : 1/3 : 1 = 9 : 1 : 3.
    p = likelihood.outcome_probabilities(np.array([2 * np.log(3)]), 0.0)
    np.testing.assert_allclose(p, [[9 / 13, 1 / 13, 3 / 13]], rtol=1e-12)


@given(reals, ties)
def test_probabilities_sum_to_one_and_swap_sides_with_z(z: float, log_tie: float) -> None:
    p = likelihood.outcome_probabilities(np.array([z, -z]), log_tie)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_array_equal(p[0, [1, 0]], p[1, :2])


def test_given_no_tie_it_is_bradley_terry() -> None:
    p = likelihood.outcome_probabilities(np.array([1.3]), 0.7)[0]
    np.testing.assert_allclose(p[0] / (p[0] + p[1]), 1 / (1 + np.exp(-1.3)), rtol=1e-12)


@pytest.mark.parametrize("choice", ["a", "b", "tie"])
def test_large_margins_stay_finite(choice: str) -> None:
    q = np.tile(likelihood.target(choice), (len(Z), 1))
    loss = likelihood.negative_log_likelihood(Z, q, -1.5)
    gradient, curvature = likelihood.derivatives(Z, q, -1.5)
    assert np.isfinite(loss).all()
    assert (np.abs(gradient) <= 1).all()
    assert ((curvature >= 0) & (curvature <= 0.25)).all()


@given(st.floats(-20, 20), ties, st.floats(0, 1), st.floats(0, 1))
def test_derivatives_are_those_of_the_loss(z: float, log_tie: float, u: float, v: float) -> None:
    q = np.array([[u * v, u * (1 - v), 1 - u]])
    h = 1e-4

    def loss(dz: float, dt: float) -> float:
        return float(likelihood.negative_log_likelihood(np.array([z + dz]), q, log_tie + dt)[0])

    def slope(dt: float) -> float:
        return float(likelihood.derivatives(np.array([z]), q, log_tie + dt)[0][0])

    gradient, curvature = likelihood.derivatives(np.array([z]), q, log_tie)
    first, second, mixed = likelihood.tie_derivatives(np.array([z]), q, log_tie)
    assert gradient[0] == pytest.approx((loss(h, 0) - loss(-h, 0)) / (2 * h), abs=1e-6)
    assert first[0] == pytest.approx((loss(0, h) - loss(0, -h)) / (2 * h), abs=1e-6)
    assert mixed[0] == pytest.approx((slope(h) - slope(-h)) / (2 * h), abs=1e-6)
    bent = (loss(h, 0) - 2 * loss(0, 0) + loss(-h, 0)) / h**2
    assert curvature[0] == pytest.approx(bent, abs=1e-5)
    bent = (loss(0, h) - 2 * loss(0, 0) + loss(0, -h)) / h**2
    assert second[0] == pytest.approx(bent, abs=1e-5)


def test_the_torch_twin_agrees_value_and_gradient() -> None:
    z = np.linspace(-9, 9, 7)
    q = np.random.default_rng(1).dirichlet([1, 1, 1], size=7)
    tensor = torch.tensor(z, requires_grad=True)
    log_tie = torch.tensor(-0.8, dtype=torch.float64, requires_grad=True)
    loss = likelihood.torch_negative_log_likelihood(tensor, torch.tensor(q), log_tie)
    loss.sum().backward()
    expected = likelihood.negative_log_likelihood(z, q, -0.8)
    np.testing.assert_allclose(loss.detach().numpy(), expected, rtol=1e-12)
    assert tensor.grad is not None
    assert log_tie.grad is not None
    np.testing.assert_allclose(tensor.grad.numpy(), likelihood.derivatives(z, q, -0.8)[0])
    assert float(log_tie.grad) == pytest.approx(likelihood.tie_derivatives(z, q, -0.8)[0].sum())


def test_targets_by_strength() -> None:
    np.testing.assert_array_equal(likelihood.target("a"), [1, 0, 0])
    np.testing.assert_array_equal(likelihood.target("b", 4), [0, 1, 0])
    np.testing.assert_array_equal(likelihood.target("tie", 2), [0, 0, 1])
    shares = [likelihood.target("b", s)[1] for s in (1, 2, 3, 4)]
    assert shares == sorted(set(shares))
    assert all(likelihood.target("a", s).sum() == pytest.approx(1) for s in (1, 2, 3, 4))


@pytest.mark.parametrize(("choice", "strength"), [("c", None), ("a", 0), ("a", 5), ("", None)])
def test_answers_that_are_none_are_refused(choice: str, strength: int | None) -> None:
    with pytest.raises(ValueError, match=r"choice|strength"):
        likelihood.target(choice, strength)


def test_a_margin_is_what_other_trainers_take_it_for() -> None:
    z, margin = torch.tensor([0.3, -0.7]), torch.tensor([0.5, 0.2])
    targets = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    no_ties = torch.tensor(-40.0)
    loss = likelihood.torch_negative_log_likelihood(z, targets, no_ties, margin)
    chosen_lead = torch.tensor([0.3, 0.7])
    expected = -torch.nn.functional.logsigmoid(chosen_lead - margin)
    torch.testing.assert_close(loss, expected)


def test_the_curvature_is_the_same_whatever_is_answered() -> None:
    for choice in ("a", "b", "tie"):
        q = np.tile(likelihood.target(choice), (len(Z), 1))
        _, curvature = likelihood.derivatives(Z, q, -0.7)
        np.testing.assert_array_equal(likelihood.curvatures(Z, -0.7), curvature)
