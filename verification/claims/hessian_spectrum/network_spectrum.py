"""Gradient descent on small networks: the Hessian in two parts, its outliers, and paths between solutions."""

from __future__ import annotations

import numpy as np

from refimpl.hessian_spectrum.loss_surface import (
    gradient_second_moment,
    path_values,
    rescaled,
    residual_part_bound,
    straight_path,
)
from refimpl.problems import ReLU, SoftmaxRegression, Tanh, gaussian_classes, random_teacher
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import gradient_descent as mutants
from verification.trial import complete_run

PAPER = "P309"
U = 2.0**-53
N, WIDTH, STEPS, ETA = 3, 3, 3000, 0.25


def _trained(method: type, engine: str, activation: object, seed: int = 1) -> tuple:
    """An over-parametrised network (d = 12, three samples) trained by gradient descent, every 100th iterate."""
    problem, teacher = random_teacher(n=N, p=2, width=WIDTH, activation=activation, seed=seed)
    start = teacher + 0.5 * np.random.default_rng(seed).standard_normal(teacher.size)
    return problem, complete_run(method(ETA), problem, start, STEPS, engine=engine, every=100)


@claim(
    "gradient-descent",
    paper=PAPER,
    theorem="Gauss-Newton decomposition",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|H - J'J/n| <= sqrt(2 f) rms(c |x||u|^2 + |u|) along a run that ends below f = 1e-20",
    controls=(
        *planted(mutants.Ascent, mutants.HiddenDecay),
        *without("fitted targets, shifted by 1/2 after training", shift=0.5),
        *without("the factor 1/2 of the loss, which doubles J'J/n", factor=2.0),
    ),
    shows=("P309/1",),
)
def gauss_newton_gap_follows_the_residual(
    method: type, engine: str, shift: float = 0.0, factor: float = 1.0
) -> Finding:
    """H = J'J/n + (1/n) sum r_i D^2 F_i. D^2 F_i has one block [[a s'' u u', s' u], [s' u', 0]] per unit, of norm at
    most |a||s''||u|^2 + |s'||u| <= c |x||u|^2 + |u|; Cauchy-Schwarz over the samples gives the bound.

    At the start the residual part is a third of the Hessian; at the end it is gone.
    """
    problem, t = _trained(method, engine, Tanh())
    gaps, bounds, measured = [], [], problem._replace(y=problem.y + shift)
    for x in t.x:
        gaps.append(np.linalg.norm(measured.hessian(x) - factor * problem.gauss_newton(x), 2))
        bounds.append(residual_part_bound(problem, x))
    # both Hessians are sums of some thirty products of the size of H
    allowance = 64 * U * np.array([np.linalg.norm(problem.gauss_newton(x), 2) for x in t.x])
    ends = bound([problem.value(t.x[-1])], [1e-20], ylabel="f")
    starts = bound([0.1 * np.linalg.norm(problem.hessian(t.x[0]), 2)], [gaps[0]], ylabel="|H|/10")
    # compared while the bound is above rounding
    kept = np.array(bounds) > 20 * allowance
    shown = bound(
        np.array(gaps)[kept], np.array(bounds)[kept], allowance=allowance[kept], x=t.steps[kept], ylabel="|H - J'J/n|",
        xscale="linear",
    )  # fmt: skip
    return worst([shown, ends, starts])._replace(picture=shown.picture)


@claim(
    "gradient-descent",
    paper=PAPER,
    theorem="bulk and outliers",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="all but n of the d eigenvalues of H lie within sqrt(2 f) rms(c |x||u|^2 + |u|) of 0; n outliers stay",
    controls=(
        *planted(mutants.Ascent, mutants.HiddenDecay),
        *without("n outliers, one fewer", outliers=N - 1),
    ),
    shows=("P309/0",),
)
def bulk_collapses_to_zero(method: type, engine: str, outliers: int = N) -> Finding:
    """rank J'J/n <= n, so its (n + 1)-th eigenvalue is 0 and by Weyl that of H is at most |H - J'J/n|.

    At the end d - n = 9 eigenvalues are 0 to the root of the loss, and the n-th stays above the bound.
    """
    problem, t = _trained(method, engine, Tanh())
    sizes = np.array([np.sort(np.abs(np.linalg.eigvalsh(problem.hessian(x))))[::-1] for x in t.x])
    bounds = np.array([residual_part_bound(problem, x) for x in t.x])
    kept = bounds > 2.0**-40 * sizes[:, 0]  # far above the 12 u |H| of LAPACK
    bulk = bound(sizes[kept, outliers], bounds[kept], x=t.steps[kept], ylabel="bulk", xscale="linear")
    separate = bound(
        [residual_part_bound(problem, t.x[-1])], [1e-3 * sizes[-1, N - 1]], ylabel="bulk/outlier"
    )
    return worst([bulk, separate])._replace(picture=bulk.picture)


@claim(
    "gradient-descent",
    paper=PAPER,
    theorem="covariance of the gradients",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="labels drawn from a softmax model: E mean g_i g_i' = H; network with residuals +-r: it is r^2 J'J/n",
    controls=(
        *planted(mutants.Ascent),
        *without("labels of the model, those of the data instead", labels="data"),
        *without("residuals of one size", spread=0.5),
    ),
    shows=("P309/2",),
)
def gradient_covariance_has_the_outliers_of_the_hessian(
    method: type, engine: str, labels: str = "model", spread: float = 0.0
) -> Finding:
    """Softmax: g_i = (s - e_c) (x) u_i with probability s_c, and sum_c s_c (s - e_c)(s - e_c)' = diag s - s s'.

    All labels are enumerated. Network: g_i = r_i grad F_i, so mean g_i g_i' = r^2 J'J/n where |r_i| = r, and at a
    fitted point J'J/n = H: spectrum and eigenvectors of the outliers are those of the gradients. Gradient descent
    leads to both points.
    """
    softmax = gaussian_classes(
        n=4, means=[[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]], deviation=0.5, mu=0.0, seed=0
    )
    x = complete_run(method(0.5), softmax, np.zeros(6), 50, engine=engine).x[-1]
    q = softmax.probabilities(x)
    weights = q if labels == "model" else softmax.Y.T
    C = np.zeros((6, 6))
    for c in range(3):
        every = SoftmaxRegression(softmax.X, np.tile(np.eye(3)[c], (12, 1)), 0.0)
        G = every.sample_gradients(x)
        C += (G.T * weights[c]) @ G / 12
    # sums of 36 products each
    found = [identity(C, softmax.hessian(x), tolerance=128 * U)]
    problem, t = _trained(method, engine, Tanh())
    end, r = t.x[-1], 0.25
    signs = r * np.array([1.0, -1.0, 1.0 + spread])
    moment = gradient_second_moment(problem._replace(y=problem.output(end) - signs), end)
    # f = 1e-20 at the end: the residual part is 1e-10 of H times constants below 100
    found.append(identity(moment / r**2, problem.hessian(end), tolerance=1e-8))
    return worst(found)


@claim(
    "gradient-descent",
    paper=PAPER,
    theorem="flat path between solutions",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="ReLU solutions (w, a), (c w, a/c): f = 0 on a curve, (t (1-t)(c + 1/c - 2))^2 mean y^2/2 on the line",
    controls=(
        *planted(mutants.Ascent, mutants.HiddenDecay),
        *without("curve, straight line instead", curved=0.0),
        *without("homogeneous units, tanh instead", homogeneous=0.0),
    ),
    shows=("P309/3",),
)
def curved_path_is_flat_and_straight_path_has_its_barrier(
    method: type, engine: str, curved: float = 1.0, homogeneous: float = 1.0
) -> Finding:
    """relu(c z) = c relu(z): the curve c^s, 0 <= s <= 1, keeps F. On the line F is multiplied by
    ((1 - t) + t c)((1 - t) + t/c) = 1 + t (1 - t)(c + 1/c - 2), and at a solution F = y.

    So solutions that a straight line separates by a barrier may lie in one basin. Gradient descent finds the first.
    """
    problem, t = _trained(method, engine, ReLU() if homogeneous else Tanh(), seed=2)
    x, c, s = t.x[-1], 4.0, np.linspace(0, 1, 41)
    y = rescaled(problem, x, c)
    line = straight_path(x, y, 41)
    curve = np.array([rescaled(problem, x, c**v) for v in s]) if curved else line
    scale = np.mean(problem.y**2) / 2
    barrier = scale * (s * (1 - s) * (c + 1 / c - 2)) ** 2
    # f = 1e-20 at the end moves the values by sqrt(f f_line) = 1e-10 at most
    return worst(
        [
            identity(path_values(problem, curve), np.zeros(41), tolerance=1e-9, scale=scale),
            identity(path_values(problem, line), barrier, tolerance=1e-9, scale=scale),
        ]
    )


NETWORK = (
    gauss_newton_gap_follows_the_residual,
    bulk_collapses_to_zero,
    gradient_covariance_has_the_outliers_of_the_hessian,
    curved_path_is_flat_and_straight_path_has_its_barrier,
)
