"""Zeroth-order flatness of single samples: robustness to inputs, and a bound on the loss under a shift."""

from __future__ import annotations

import numpy as np

from refimpl.flatness.robustness import (
    concentration,
    equivalent_radius,
    ridge,
    shift_bound,
    worst_input_loss,
)
from refimpl.problems import Quadratic
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity, mean_bound, step_inequality
from verification.finding import Finding, worst
from verification.mutants.flatness import zeroth_order_flatness as mutants
from verification.trial import complete_run

PAPER = "P071"
U = 2.0**-53
WRONG_MAXIMUM = (mutants.Descends, mutants.Unnormalised, mutants.Cube, mutants.RadiusSquared)
# atoms of the source, with labels that no linear predictor fits
INPUTS = np.array([[1.0, 0.5], [-0.5, 1.0], [1.5, -1.0], [-1.0, -0.5]])
LABELS = np.array([1.0, 0.25, 0.5, -1.5])
GAMMA, DELTA, N, SETS = 0.5, 0.05, 20000, 60


def _loss(theta: np.ndarray, x: np.ndarray, y: float) -> float:
    return float((theta @ x - y) ** 2 / 2)


def _sharpness(method: type, theta: np.ndarray, x: np.ndarray, y: float, rho: float, engine: str) -> float:
    """R0 of one sample: its loss at the maximiser that the method finds, less its loss at theta."""
    # at r = 0 the gradient vanishes: the start is off the hyperplane of symmetry
    start = theta + 0.5 * rho * x / np.linalg.norm(x) * (1.0 if theta @ x >= y else -1.0)
    t = complete_run(method(theta, rho, 0.0), Quadratic(np.outer(x, x), y * x), start, 3, engine=engine)
    return _loss(t.x[-1], x, y) - _loss(theta, x, y)


@claim(
    "zeroth-order-flatness",
    paper=PAPER,
    theorem="robustness is sharpness",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="linear predictors: the largest loss within gamma of x is that within |theta| gamma/|x| of theta",
    controls=(
        *planted(*WRONG_MAXIMUM, mutants.RadiusTooLarge),
        *without("radius |theta| gamma/|x|, gamma instead", scaled=0.0),
    ),
    shows=("P071/1",),
)
def robustness_is_sharpness(method: type, engine: str, scaled: float = 1.0) -> Finding:
    """theta'(x + D) runs over [theta'x - |theta| gamma, theta'x + |theta| gamma], and (theta + d)'x over
    [theta'x - rho |x|, theta'x + rho |x|]: the same for rho = |theta| gamma/|x|. So a predictor is robust on a cell of
    radius gamma, |l(x', y) - l(x, y)| <= eps there, with eps the sharpness of its loss at x.

    The input side is tried on 2000 directions and at the closed form's maximiser.
    """
    rng, findings = np.random.default_rng(0), []
    for _ in range(20):
        theta, x, y = rng.standard_normal(3), rng.standard_normal(3), float(rng.standard_normal())
        rho = equivalent_radius(theta, x, GAMMA) if scaled else GAMMA
        over_weights = _loss(theta, x, y) + _sharpness(method, theta, x, y, rho, engine)
        unit = theta / np.linalg.norm(theta)
        aligned = max(_loss(theta, x + GAMMA * unit, y), _loss(theta, x - GAMMA * unit, y))
        directions = rng.standard_normal((2000, 3))
        inputs = x + GAMMA * directions / np.linalg.norm(directions, axis=1)[:, None]
        # a dozen roundings of numbers of the size of the largest loss
        findings += [
            identity(
                [over_weights, worst_input_loss(theta, x, y, GAMMA)], [aligned, aligned], tolerance=64 * U
            ),
            bound(
                [np.max((inputs @ theta - y) ** 2 / 2)], [over_weights], ylabel="largest loss over the inputs"
            ),
        ]
    return worst(findings)


@claim(
    "zeroth-order-flatness",
    paper=PAPER,
    theorem="loss under a shift",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="ridge, K cells: L_T <= L + max R0 + M (sum |T_k - S_k| + deviation) with probability 1 - delta",
    alpha=1e-6,
    controls=(
        *planted(mutants.Descends, mutants.RadiusSquared),
        *without("sharpness", sharpness=0.0),
        *without("shift of the masses", masses=0.0),
        *without("deviation of the frequencies", deviation=0.0),
        *without("K cells, one cell with the robustness of the small ones", coarse=1.0),
    ),
    shows=("P071/0",),
)
def loss_under_a_shift_is_bounded(
    method: type,
    engine: str,
    sharpness: float = 1.0,
    masses: float = 1.0,
    deviation: float = 1.0,
    coarse: float = 0.0,
) -> Finding:
    """Proof in `refimpl.flatness.robustness`; M = max_k (|r_k| + |theta| gamma)^2/2 is the largest loss on the cells.

    Three targets, each built so that one term is needed: all inputs moved by gamma along the ridge solution, away from
    their labels; all mass moved to the worst cell; no shift at all, where L_T exceeds L for half of the samples. The
    first two have masses or inputs disjoint from the source's, where a bound by total variation alone says M.
    """
    K, rng, source = len(LABELS), np.random.default_rng(1), np.full(len(LABELS), 0.25)
    ideal = ridge(INPUTS, LABELS, source, 0.01)
    away = np.sign(INPUTS @ ideal - LABELS)[:, None] * ideal / np.linalg.norm(ideal)
    hardest = np.eye(K)[np.argmax(np.abs(INPUTS @ ideal - LABELS))]
    findings = []
    for gamma, moved, target in (
        (GAMMA, GAMMA * (1 - 2.0**-10) * away, source),
        (2.0**-10, 0 * away, hardest),
        (2.0**-20, 0 * away, source),
    ):
        failed = []
        for _ in range(SETS):
            p = rng.multinomial(N, source) / N
            theta = ridge(INPUTS, LABELS, p, 0.01)
            radii = [equivalent_radius(theta, x, gamma) for x in INPUTS]
            losses = np.array([_loss(theta, x, y) for x, y in zip(INPUTS, LABELS)])
            R0 = max(_sharpness(method, theta, x, y, rho, engine) for x, y, rho in zip(INPUTS, LABELS, radii))
            M = max(worst_input_loss(theta, x, y, gamma) for x, y in zip(INPUTS, LABELS))
            mass_shift = 0.0 if coarse else float(np.sum(np.abs(target - source)))
            limit = shift_bound(
                p @ losses, sharpness * R0, M, masses * mass_shift, deviation * concentration(K, N, DELTA)
            )
            reached = target @ [_loss(theta, x, y) for x, y in zip(INPUTS + moved, LABELS)]
            failed.append(float(reached > limit))
        findings.append(mean_bound(failed, DELTA, ylabel="failures"))
    return worst(findings)


@claim(
    "zeroth-order-flatness",
    paper=PAPER,
    theorem="ridge penalty and sharpness",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="fitted sample: R0 = |theta|^2 gamma^2/2 at rho = |theta| gamma/|x|, and it falls as the penalty grows",
    controls=(
        *planted(mutants.Unnormalised, mutants.Cube, mutants.RadiusSquared),
        *without("penalty on |theta|, on the distance to another point instead", center=4.0),
    ),
    shows=("P071/2",),
)
def ridge_penalty_reduces_the_sharpness(method: type, engine: str, center: float = 0.0) -> Finding:
    """In the eigenbasis of A = mean x x' the ridge solution has the coordinates c_i/(a_i + penalty), each falling in
    modulus; R0 = ((|r| + |theta| gamma)^2 - r^2)/2 is increasing in |theta| at a given r, here r = 0.

    The residuals themselves grow with the penalty, so the bound as a whole need not follow.
    """
    weights, values, exact = np.full(4, 0.25), [], []
    x, c = INPUTS[2], np.array([center, -center])
    for penalty in 2.0 ** np.arange(-6, 4):
        theta = c + ridge(INPUTS, LABELS - INPUTS @ c, weights, penalty)
        rho = equivalent_radius(theta, x, GAMMA)
        values.append(_sharpness(method, theta, x, float(theta @ x), rho, engine))
        exact.append(theta @ theta * GAMMA**2 / 2)
    # a dozen roundings of the largest value
    return worst(
        [
            identity(values, exact, tolerance=64 * U),
            step_inequality(values[1:], values[:-1], allowance=64 * U, xlabel="penalty index", label="R0"),
        ]
    )


ROBUSTNESS = (robustness_is_sharpness, loss_under_a_shift_is_bounded, ridge_penalty_reduces_the_sharpness)
