"""Hypothesis strategies for problems with exactly known constants, their parts, starts and draws.

What is drawn has bounds (condition numbers up to 2^20, scales within 2^-10 .. 2^10) that keep float64 meaningful,
passes its own `validate()`, and shrinks to dimension 1, the identity, mu = L and the minimiser 0; a mixture of families
shrinks to the simplest problem of one of them. Scalars may be given as numbers or as strategies. With this package
installed `st.from_type(Quadratic)` and the like work everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st

from refimpl import problems as p
from verification.strategies.inputs import draws, problems_for, starts
from verification.strategies.matrices import (
    DIMENSIONS,
    data_matrices,
    orthogonal_matrices,
    spd_matrices,
)
from verification.strategies.matrices import spectra as spectra
from verification.strategies.matrices import vectors as vectors
from verification.strategies.smooth import (
    SCALES,
    attention_forecasters,
    batch_norm_neurons,
    beacons,
    black_box_defenses,
    chains,
    convex_problems,
    finite_sums,
    gated_problems,
    gaussian_wells,
    hubers,
    indefinite_quadratics,
    log_sum_exps,
    logistic_regressions,
    nonconvex_problems,
    quadratic_regressions,
    quadratics,
    ridge_polynomials,
    robust_regressions,
    sharpening_valleys,
    softmax_policies,
    softmax_regressions,
    tensor_trains,
    two_layer_networks,
)
from verification.strategies.structured import (
    RADII,
    bilevel_problems,
    block_levels,
    boxes,
    constrained_problems,
    constrained_quadratics,
    constraint_sets,
    dataset_distillations,
    degenerate_bilevel_problems,
    games,
    half_space_levels,
    hessian_families,
    hyper_cleanings,
    interior_quadratics,
    linear_tasks,
    log_cosh_bilevels,
    log_portfolios,
    noisy_levels,
    noisy_problems,
    overparameterised_bilevels,
    phase_retrievals,
    quadratic_bilevels,
    quadratic_levels,
    rank_deficient_bilevels,
    ridge_tunings,
)

__all__ = [
    "attention_forecasters",
    "batch_norm_neurons",
    "bilevel_problems",
    "chains",
    "constrained_problems",
    "constraint_sets",
    "convex_problems",
    "data_matrices",
    "degenerate_bilevel_problems",
    "draws",
    "finite_sums",
    "games",
    "gaussian_wells",
    "hubers",
    "indefinite_quadratics",
    "log_sum_exps",
    "logistic_regressions",
    "noisy_problems",
    "nonconvex_problems",
    "orthogonal_matrices",
    "problems_for",
    "quadratics",
    "ridge_polynomials",
    "robust_regressions",
    "softmax_policies",
    "softmax_regressions",
    "spd_matrices",
    "starts",
    "two_layer_networks",
]


@st.composite
def affine_images(draw: st.DrawFn) -> p.AffineImage:
    """A convex problem seen through a regular matrix of condition at most 2^5; shrinks to the identity."""
    problem = draw(convex_problems())
    d = problem.dimension()
    return p.AffineImage(problem, draw(data_matrices(d, d, 2.0**-10 / d, 1.0 / d)))


@st.composite
def diagonal_linear_networks(draw: st.DrawFn) -> p.DiagonalLinearNetwork:
    """Diagonal linear networks whose data matrix has orthonormal rows up to a factor of 2; shrinks to one sample."""
    d = draw(DIMENSIONS)
    n = draw(st.integers(1, d))
    X = draw(data_matrices(d, d, 1.0, 2.0))[:n]
    return p.DiagonalLinearNetwork(X, draw(vectors(n, 1.0)))


@st.composite
def finite_noises(draw: st.DrawFn) -> p.FiniteNoise:
    """A quadratic with 2 to 5 linear terms that sum to zero; shrinks to two terms of zero."""
    problem = draw(quadratics())
    rows = [draw(vectors(problem.dimension())) for _ in range(draw(st.integers(1, 4)))]
    return p.FiniteNoise(problem, np.array([*rows, -sum(rows)]))


# one strategy per class, for st.from_type
OF: dict[type, Callable[[], st.SearchStrategy[Any]]] = {
    p.AffineImage: affine_images,
    p.AttentionForecaster: attention_forecasters,
    p.Beacons: beacons,
    p.BatchNormNeuron: batch_norm_neurons,
    p.BilinearGame: games,
    p.BlackBoxDefense: black_box_defenses,
    p.BlockLevels: block_levels,
    p.Box: lambda: DIMENSIONS.flatmap(boxes),
    p.Chain: chains,
    p.ChannelAttention: lambda: st.builds(p.ChannelAttention, SCALES),
    p.Constrained: interior_quadratics,
    p.ConstrainedQuadratic: constrained_quadratics,
    p.CubicChain: lambda: st.builds(p.CubicChain, DIMENSIONS),
    p.CubicPerturbation: lambda: st.just(p.CubicPerturbation()),
    p.CubicPower: lambda: st.builds(p.CubicPower, SCALES),
    p.CurvatureLoss: lambda: st.builds(p.CurvatureLoss, SCALES, SCALES),
    p.Gated: gated_problems,
    p.GaussianWells: gaussian_wells,
    p.HessianFamily: hessian_families,
    p.DatasetDistillation: dataset_distillations,
    p.DiagonalLinearNetwork: diagonal_linear_networks,
    p.FrozenAttention: lambda: st.builds(
        p.FrozenAttention, vectors(2).map(lambda v: v[:, None]), vectors(2).map(lambda v: v[:, None]), SCALES
    ),
    p.FiniteNoise: finite_noises,
    p.Huber: hubers,
    p.HalfSpaceLevels: half_space_levels,
    p.HyperCleaning: hyper_cleanings,
    p.IdentityAttention: lambda: st.just(p.IdentityAttention()),
    p.L1Ball: lambda: st.builds(p.L1Ball, RADII),
    p.L2Ball: lambda: st.builds(p.L2Ball, RADII),
    p.LeastSquares: finite_sums,
    p.Linear: lambda: st.builds(p.Linear, DIMENSIONS.flatmap(vectors)),
    p.LinearNoise: noisy_problems,
    p.LinearTasks: linear_tasks,
    p.LogBarrier: lambda: st.just(p.LogBarrier()),
    p.LogCoshBilevel: log_cosh_bilevels,
    p.LogPortfolio: log_portfolios,
    p.LogQuadratic: lambda: st.builds(p.LogQuadratic, DIMENSIONS),
    p.LogSumExp: log_sum_exps,
    p.Logistic: logistic_regressions,
    p.NoisyLevels: noisy_levels,
    p.NuclearNormBall: lambda: st.builds(p.NuclearNormBall, RADII, DIMENSIONS),
    p.OverparameterisedBilevel: overparameterised_bilevels,
    p.PhaseRetrieval: phase_retrievals,
    p.Quadratic: quadratics,
    p.QuadraticBilevel: quadratic_bilevels,
    p.QuadraticLevels: quadratic_levels,
    p.QuadraticRegression: quadratic_regressions,
    p.QuarticBilevel: lambda: st.builds(p.QuarticBilevel, DIMENSIONS.flatmap(lambda d: spectra(d))),
    p.QuarticPerturbation: lambda: st.builds(p.QuarticPerturbation, SCALES),
    p.RankDeficientBilevel: rank_deficient_bilevels,
    p.ReLU: lambda: st.just(p.ReLU()),
    p.RidgePolynomial: ridge_polynomials,
    p.RidgeTuning: ridge_tunings,
    p.RobustRegression: robust_regressions,
    p.ScalarNetwork: lambda: st.builds(p.ScalarNetwork, DIMENSIONS),
    p.SharpeningValley: sharpening_valleys,
    p.Simplex: lambda: st.just(p.Simplex()),
    p.SimplexWorstCase: lambda: st.builds(p.SimplexWorstCase, st.integers(2, 8)),
    p.SoftmaxPolicy: softmax_policies,
    p.SoftmaxRegression: softmax_regressions,
    p.Tanh: lambda: st.just(p.Tanh()),
    p.TensorTrainRegression: tensor_trains,
    p.TwoLayerNetwork: two_layer_networks,
}
