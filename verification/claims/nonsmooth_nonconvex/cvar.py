"""Claims that the methods for the conditional value at risk share, each with its own model and controls."""

from __future__ import annotations

import functools
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import tape
from refimpl.nonsmooth_nonconvex.cvar import State
from refimpl.nonsmooth_nonconvex.cvar_subgradient import CVaRSubgradient
from refimpl.problems import LeastSquares
from verification.arithmetic import cvar as exact
from verification.claim import Claim, Kind, Standing, claim, named, planted, without
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.trial import complete_run, first_iterates

PROBLEM = LeastSquares(np.array(exact.A, float), np.array(exact.B, float))
DRAWS = (0, 1, 2, 1, 0, 0, 2, 1, 1, 0)
SETTINGS = ((2.0**-8, 0.5, 0.75), (0.25, 2.0, 0.5), (0.125, 0.25, 0.5), (0.25, 2.0**-6, 1 - 2.0**-7))
# of a sample i at the point x: the model of its loss at y, given l(x), g and the rows (m, d) of y - x
Model = Callable[[float, np.ndarray, np.ndarray], np.ndarray]
STARTS = ((1.0, -1.0, 0.0), (2.0, 0.5, 3.0), (0.0, 0.0, 2.25), (1.0, 1.0, 0.75), (-0.5, 1.5, 8.0))


def after(
    method: Any, setting: tuple[float, ...], point: tuple[float, ...], i: int
) -> tuple[np.ndarray, float]:
    """(x+, a+) of one step with the sample i from (x, a)."""
    state = method(*setting).step(PROBLEM, State(np.array(point[:2]), point[2]), tape((), [i]))
    return state.x, float(state.level)


def objective(x: np.ndarray, level: float, weight: float) -> float:
    """a + kappa E (l(x) - a)_+."""
    losses = np.array([PROBLEM.sample_value(x, i) for i in range(3)])
    return float(level + weight * np.mean(np.maximum(losses - level, 0.0)))


def claims(
    name: str, multiplier: Any, model: Model, mutants: tuple[Any, ...], blind: dict[str, set[str]]
) -> tuple[Claim, ...]:
    """The five claims of a method with the `multiplier` of the arithmetic and the `model` of a loss.

    `blind` names for each claim the mutants that it does not see.
    """

    def controls(claim_name: str) -> Any:
        return planted(*(m for m in mutants if m.variant_name not in blind.get(claim_name, set())))

    @claim(
        name,
        theorem="the update",
        kind=Kind.ITERATE,
        standing=Standing.DERIVED,
        statement="x_1, ..., x_10 on least squares for four settings, given draws, equal minimisers found by cases",
        engine="ball",
        controls=controls("iterate"),
    )
    def first_iterates_on_least_squares(method: Any, engine: str) -> Finding:
        """Outside the tail, inside it, or where the model after the step meets the level after it: in fractions."""
        return worst(
            [
                first_iterates(
                    method(*setting),
                    PROBLEM,
                    np.array(exact.START, float),
                    exact.iterates(
                        multiplier, tuple(Fraction(v) for v in setting[:2]), Fraction(setting[2]), DRAWS
                    ),
                    engine,
                    rng=tape((), DRAWS),
                )
                for setting in SETTINGS
            ]
        )

    @claim(
        name,
        theorem="the step minimises its model",
        kind=Kind.STEP_INEQUALITY,
        standing=Standing.DERIVED,
        statement="m(z+) + |z+ - z|^2/2 + |z+ - w|^2/2 <= m(w) + |w - z|^2/2 for all w, in the norm of the two steps",
        controls=controls("model"),
    )
    def the_model_is_minimised(method: Any, engine: str) -> Finding:
        """m(z) = a + kappa (model of l - a)_+ is convex, so that m + |. - z|^2/2 is 1-strongly convex in the norm
        |x|^2/lam_x + a^2/lam_a: at w it exceeds its minimum at z+ by |w - z+|^2/2, and only there.
        """
        left, right, rng = [], [], np.random.default_rng(3)
        for setting in SETTINGS:
            size, weight = np.array([setting[0], setting[0], setting[1]]), 1 / (1 - setting[2])
            for point in STARTS:
                for i in range(3):
                    z = np.array(point)
                    value, g = PROBLEM.sample_value(z[:2], i), PROBLEM.sample_gradient(z[:2], i)
                    x, level = after(method, setting, point, i)
                    plus = np.append(x, level)
                    w = plus + rng.standard_normal((40, 3)) * np.repeat([0.03, 1.0], 20)[:, None]

                    def m(u: np.ndarray, value=value, g=g, z=z, weight=weight) -> np.ndarray:
                        return model_of_tail(model, value, g, z, u, weight)

                    left.append(
                        m(plus[None])[0]
                        + np.sum((plus - z) ** 2 / size) / 2
                        + np.sum((plus - w) ** 2 / size, axis=1) / 2
                    )
                    right.append(m(w) + np.sum((w - z) ** 2 / size, axis=1) / 2)
        return step_inequality(
            np.ravel(left), np.ravel(right), allowance=1e-10, xlabel="case", label="m(z+) + distances"
        )

    @claim(
        name,
        theorem="one step in the mean",
        kind=Kind.BOUND,
        standing=Standing.DERIVED,
        statement="E|z+ - w|^2 <= |z - w|^2 - 2 lam (F(z) - F(w)) + lam^2 L^2 over all samples, three lam, nine w",
        controls=controls("mean"),
    )
    def mean_of_one_step(method: Any, engine: str) -> Finding:
        """Add the inequality of the model at w, lam_x = lam_a = lam: the model is at most the convex sampled objective,
        and m(z+) >= m(z) + <G, z+ - z> >= m(z) - |G||z+ - z| with the sampled subgradient G, so that |z+ - w|^2 <=
        |z - w|^2 - 2 lam (F(z; xi) - F(w; xi)) + lam^2 |G|^2, |G|^2 = 1 outside the tail
        and (kappa - 1)^2 + kappa^2 |g|^2 inside.
        """
        left, right = [], []
        for lam in (2.0**-6, 0.25, 1.0):
            for point in STARTS:
                z, weight = np.array(point), 2.0
                ends = [np.append(*after(method, (lam, lam, 0.5), point, i)) for i in range(3)]
                g = [PROBLEM.sample_gradient(z[:2], i) for i in range(3)]
                inside = [PROBLEM.sample_value(z[:2], i) > z[2] for i in range(3)]
                square = np.mean(
                    [(weight - 1) ** 2 + weight**2 * np.dot(v, v) if t else 1.0 for v, t in zip(g, inside)]
                )
                for w in [np.array(s) for s in STARTS] + [z + 0.25 * np.array(s) for s in STARTS[1:]]:
                    gap = objective(z[:2], z[2], weight) - objective(w[:2], w[2], weight)
                    left.append(np.mean([np.sum((end - w) ** 2) for end in ends]))
                    right.append(np.sum((z - w) ** 2) - 2 * lam * gap + lam**2 * square)
        return step_inequality(left, right, allowance=1e-10, xlabel="case", label="E|z+ - w|^2")

    @claim(
        name,
        theorem="scale of the loss",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement="4 l, 4 lam_a and lam_x/4 give the same x bit for bit, and the level times 4",
        controls=(
            *planted(*(m for m in mutants if m.variant_name == "one-step-for-both")),
            *without("a step of its own for the level", level_scale=1.0),
        ),
    )
    def scale_of_the_loss(method: Any, engine: str, level_scale: float = 4.0) -> Finding:
        """lam_x |g|^2, l - a and lam_a are multiplied by 4, nu and lam_x g are not: powers of two round to nothing."""
        x0, draws = np.array(exact.START, float), tape((), DRAWS)
        scaled = LeastSquares(2 * PROBLEM.A, 2 * PROBLEM.b)
        findings = []
        for lam, up, b in SETTINGS:
            plain = complete_run(method(lam, up, b), PROBLEM, x0, 10, engine=engine, rng=draws.rewound())
            other = complete_run(
                method(lam / 4, level_scale * up, b), scaled, x0, 10, engine=engine, rng=draws.rewound()
            )
            findings.append(identity(other.x, plain.x, tolerance=0.0))
            findings.append(identity(other.state.level, 4 * plain.state.level, tolerance=0.0))
        return worst(findings)

    @claim(
        name,
        theorem="mean loss",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement="b = 0, short steps: the level stays where it is, and x takes the steps for the mean loss",
        controls=(
            *planted(*(m for m in mutants if m.variant_name in ("ascent", "lower-tail"))),
            *without("b = 0", quantile=0.5),
            *(without("short steps", longer=256.0) if model is linear_model else ()),
        ),
    )
    def mean_loss(method: Any, engine: str, quantile: float = 0.0, longer: float = 1.0) -> Finding:
        """kappa = 1, and nu = 1 while the model of the loss after the step is above the level: for the linear one while

        l - a >= lam_x |g|^2. Then a+ = a - lam_a (1 - nu) = a = 0. The subgradient method has nu = 1 wherever l > a.
        The step of the loss itself is g/(1 + lam_x |a_i|^2) for half the square of an affine function.
        """
        lam, x, path = longer * 2.0**-6, np.array(exact.START, float), []
        run = complete_run(method(lam, 0.25, quantile), PROBLEM, x, 10, engine=engine, rng=tape((), DRAWS))
        for i in DRAWS:
            shrink = 1 + lam * PROBLEM.A[i] @ PROBLEM.A[i] if model is square_model else 1.0
            x = x - lam / shrink * PROBLEM.sample_gradient(x, i)
            path.append(x)
        level = identity(run.state.level, 0.0, tolerance=64 * 2.0**-53, scale=1.0)
        # ten steps of a few roundings of numbers of order one
        return worst([level, identity(run.x[1:], path, tolerance=400 * 2.0**-53)])

    return (
        first_iterates_on_least_squares,
        the_model_is_minimised,
        mean_of_one_step,
        scale_of_the_loss,
        mean_loss,
    )


class Sharp(NamedTuple):
    """The losses c_i |x| of one x."""

    c: Any  # shape (n,)

    def dimension(self):
        return 1

    def sample_count(self):
        return self.c.shape[0]

    def sample(self, rng):
        return rng.integers(0, self.c.shape[0])

    def sample_value(self, x, draw):
        return self.c[draw] * np.abs(x[0])

    def sample_gradient(self, x, draw):
        return self.c[draw] * np.sign(x)


SLOPES = np.array([1.0, 2.0])
SHARP, SQUARES = Sharp(SLOPES), LeastSquares(SLOPES[:, None], np.zeros(2))
LEVEL_STEP, ROUNDS, STEPS = 2.0**-7, 4, tuple(4.0 * 64.0**j for j in range(4))


def gaps(method: Any, losses: Any, step: float, level_step: float, engine: str) -> list[float]:
    """CVaR_{1/2}(x_k), k = 1, ..., 4, the larger of the two losses, from x = 1 and for all 16 orders of the samples."""
    found = []
    for order in product((0, 1), repeat=ROUNDS):
        run = complete_run(
            method(step, level_step, 0.5), losses, np.ones(1), ROUNDS, engine=engine, rng=tape((), order)
        )
        found += [float(losses.sample_value(x, 1)) for x in run.x[1:]]
    return found


def usable_steps(name: str, losses: Any, proof: str, mutants: tuple[Any, ...], *seen: str) -> Claim:
    """The claim that every large step size is usable, and none of the subgradient method, on `losses`."""
    subgradient_gaps = functools.cache(functools.partial(gaps, CVaRSubgradient, losses))

    def every_large_step_is_usable(method: Any, engine: str, level_step: float = LEVEL_STEP) -> Finding:
        reached, missed = [], []
        for step in STEPS:
            reached += gaps(method, losses, step, level_step or step, engine)
            missed += subgradient_gaps(step, LEVEL_STEP, engine)
        bounds = np.tile(np.arange(1, ROUNDS + 1) / 32, len(STEPS) * 2**ROUNDS)
        return worst([
            step_inequality(reached, bounds, xlabel="case", label="CVaR(x_k)"),
            step_inequality(np.full(len(missed), 2.0), missed, xlabel="case", label="CVaR(x_0)"),
        ])  # fmt: skip

    every_large_step_is_usable.__doc__ = proof
    return claim(
        name,
        theorem="range of usable step sizes",
        kind=Kind.STEP_INEQUALITY,
        standing=Standing.DERIVED,
        statement="two losses with one minimiser, lam_a = 1/128, CVaR(x_0) = 2: CVaR(x_k) <= k/32 for k <= 4, all "
        "orders of the samples and lam_x = 4, 2^8, 2^14, 2^20; with none of these the subgradient method is below 2",
        controls=(
            *named(mutants, "ascent", "step-without-weight", "lower-tail", "one-step-for-both", *seen),
            *without("a step of its own for the level", level_step=0.0),
        ),
    )(every_large_step_is_usable)


def model_of_tail(
    model: Model, value: float, g: np.ndarray, z: np.ndarray, u: np.ndarray, weight: float
) -> np.ndarray:
    """a + kappa (model - a)_+ at the rows (x, a) of u."""
    if model is subgradient_model:
        inside = value > z[2]
        tail = weight * ((value - z[2]) + (u[:, :2] - z[:2]) @ g - (u[:, 2] - z[2])) if inside else 0.0
        return u[:, 2] + tail
    return u[:, 2] + weight * np.maximum(model(value, g, u[:, :2] - z[:2]) - u[:, 2], 0.0)


def subgradient_model(value: float, g: np.ndarray, move: np.ndarray) -> np.ndarray:
    """Linear, the tail fixed."""
    return value + move @ g


def linear_model(value: float, g: np.ndarray, move: np.ndarray) -> np.ndarray:
    """Linear inside the tail."""
    return value + move @ g


def square_model(value: float, g: np.ndarray, move: np.ndarray) -> np.ndarray:
    """The loss itself, half the square of an affine function."""
    return value + move @ g + (move @ g) ** 2 / (4 * value) if value > 0 else 0 * move[:, 0]
