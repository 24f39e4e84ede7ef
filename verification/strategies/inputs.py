"""What else a run takes: starts, random draws, and the problems that a method can be run on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st

from refimpl import get_method
from refimpl.core import checks
from refimpl.core.draws import Tape, tape
from refimpl.problems import BatchNormNeuron, CubicPerturbation, CurvatureLoss, LinearTasks, LogBarrier
from verification.strategies import smooth, structured
from verification.strategies.matrices import vectors

LEVELS = ("upper", "upper_x", "upper_y", "lower", "lower_x", "lower_y", "lower_yy", "lower_xy",
          "lower_yy_vector", "lower_xy_vector")  # fmt: skip
SMOOTH = ("value", "gradient", "hessian", "hessian_vector")
SAMPLED = ("sample", "sample_value", "sample_gradient")
OUTPUTS = ("sample_jacobian", "sample_output_gradient", "sample_output_hessian")
CURVED = (*SAMPLED, "sample_hessian_vector", *OUTPUTS)
RESIDUALS = ("residual", "jacobian", "jacobian_vector", "jacobian_transpose_vector", "jacobian_squares")
SHIFTED = ("input_gradients", "shifted_gradient")
ON_A_SET = ("value", "gradient", "hessian_vector", "linear_minimizer", "projection")

# the oracles that every problem of a family offers
FAMILIES: dict[Callable[[], st.SearchStrategy[Any]], tuple[str, ...]] = {
    smooth.convex_problems: SMOOTH,
    smooth.nonconvex_problems: SMOOTH,
    smooth.logistic_regressions: (*SMOOTH, "label_gradient"),
    smooth.softmax_regressions: (
        *SMOOTH,
        *CURVED,
        *SHIFTED,
        "sample_gradients",
        "prediction_kl",
        "input_kl",
    ),
    smooth.softmax_policies: ("policy", "reward", "score"),
    smooth.finite_sums: (
        *SMOOTH,
        *CURVED,
        "sample_count",
        "sample_gradients",
        "sample_hessian_vectors",
        *SHIFTED,
        "gauss_newton",
    ),
    smooth.gated_problems: ("gates", "gated_gradient", "gated_hessian_vector"),
    structured.constrained_problems: ON_A_SET,
    structured.phase_retrievals: (*SAMPLED, "sample_prox"),
    structured.log_portfolios: (*ON_A_SET, "hessian"),
    structured.noisy_problems: ON_A_SET + SAMPLED,
    structured.bilevel_problems: LEVELS,
    structured.quadratic_levels: (*LEVELS, "upper_yy", "upper_xy"),
    structured.block_levels: ("block", "block_count"),
    structured.linear_tasks: (
        "task_count",
        "input_dimension",
        "support_inputs",
        "support_targets",
        "support_gradient",
        "support_hessian_vector",
        "query_gradient",
        "query_value",
    ),
    structured.noisy_levels: ("realisation", "upper_projection", "lower_projection"),
    smooth.beacons: ("value", "wall_values"),
    structured.half_space_levels: (
        "upper_x",
        "upper_y",
        "lower_x",
        "lower_y",
        "constraint",
        "constraint_x",
        "constraint_y",
        "joint_projection",
    ),
    smooth.scalar_networks: ("flow_residual",),
    structured.hessian_families: ("mean_hessian", "mean_conjugation"),
    smooth.sharpening_valleys: ("gradient", "hessian", "curvature_gradient"),
    smooth.noisy_ridges: ("sample_gradient", "hessian", "third_derivative"),
    structured.games: ("value", "operator", "gap"),
    smooth.quadratic_regressions: RESIDUALS,
    structured.dataset_distillations: ("features", "labels", "feature_pullback", "outer_gradient"),
    smooth.black_box_defenses: ("latent_code", "latent_value", "latent_pullback"),
    smooth.two_layer_networks: ("noisy_value", "noise_score", "gradient", "gauss_newton", "input_moment"),
}


def problems_for(algorithm: str) -> st.SearchStrategy[Any]:
    """Problems of every family that offers the oracles of a registered method; shrinks to the simplest of one.

    Problems on a set are left to the methods that use the set. ValueError for an unknown name, or where no family
    offers what the method needs.
    """
    needs = set(get_method(algorithm).needs)
    found = [
        family()
        for family, offers in FAMILIES.items()
        if needs <= set(offers) and ("projection" not in offers or needs & {"projection", "linear_minimizer"})
    ]
    if not found:
        raise ValueError(
            f"algorithm must have a family of problems that offers {sorted(needs)}, got {algorithm!r}"
        )
    return st.one_of(*found)


def starts(problem: Any, scale: float = 4.0) -> st.SearchStrategy[np.ndarray]:
    """Starts of shape (d,) with entries up to `scale` in sixteenths of it, on the set of the problem where it has one.

    Shrinks to 0, or to its projection, or to the middle of the interval on which the problem is defined.
    """
    checks.positive("scale", scale)
    points = vectors(problem.dimension(), scale)
    if isinstance(problem, CurvatureLoss):
        return points.map(lambda x: x * (0.75 / scale * problem.mu / problem.M))
    if isinstance(problem, BatchNormNeuron):  # undefined at w = 0
        return points.map(lambda x: x if x[:-2].any() else x + np.eye(x.size)[0])
    if isinstance(problem, LogBarrier):
        return points.map(lambda x: 2.0 ** (x * (4.0 / scale)))
    if isinstance(problem, LinearTasks):  # of degree four: common steps from far out end in an overflow
        return points.map(lambda x: x / 8)
    if isinstance(problem, CubicPerturbation):
        return points.map(lambda x: np.maximum(x, -0.75))
    return points.map(problem.projection) if hasattr(problem, "projection") else points


def draws(reals: int, integers: int = 0, high: int = 2) -> st.SearchStrategy[Tape]:
    """Tapes of `reals` normal draws, sixteenths within 4, and of `integers` integers below `high`; shrinks to zeros."""
    checks.count("reals", reals, 0)
    checks.count("integers", integers, 0)
    checks.count("high", high)
    indices = st.lists(st.integers(0, high - 1), min_size=integers, max_size=integers)
    normal = st.lists(st.integers(-64, 64), min_size=reals, max_size=reals)
    return st.builds(lambda k, i: tape([v / 16 for v in k], i), normal, indices)
