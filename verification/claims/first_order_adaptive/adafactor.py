"""Adafactor: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from verification.arithmetic.layerwise import adafactor as decimal_adafactor
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.first_order_adaptive import layerwise_tape
from verification.claims.first_order_adaptive.layerwise_tape import GRADIENTS, START, tape_iterates
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import adafactor as mutants
from verification.tape import follow

PAPER = "Shazeer & Stern 2018"
STEP_SIZES = tuple(4 * s for s in layerwise_tape.STEP_SIZES)  # some above 1/sqrt t and some below


def rounding(clip: float) -> float:
    """Relative error after eight steps of some 60 roundings each: a step scales earlier ones by 1 + clip/sqrt t."""
    return float(8 * 60 * 2.0**-53 * np.prod(1 + clip / np.sqrt(np.arange(1, 9))))


@claim(
    "adafactor",
    paper=PAPER,
    theorem="Algorithm 4, in PyTorch's form",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="on a gradient tape with zeros and changing step sizes x_1, ..., x_8 equal Adafactor in 80-digit "
    "decimals: a wide and a tall matrix and one started at zero",
    engine="ball",
    engine_fixed=True,
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    findings = []
    for rows, eps, clip, start in ((2, 2.0**-6, 0.5, 1.0), (3, 2.0, 1.25, 1.0), (3, 0.0, 1.0, 0.0)):
        x0 = start * START
        expected = decimal_adafactor(x0, GRADIENTS, STEP_SIZES, rows, eps, 0.25, clip, 0.125)
        algorithm = method(1.0, eps, 0.25, clip, 0.125, rows)
        findings.append(tape_iterates(algorithm, expected, engine, x0=x0, step_sizes=STEP_SIZES))
    return worst(findings)


@claim(
    "adafactor",
    paper=PAPER,
    theorem="exactness on squared gradients of rank one",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="where G_t^2 = tau_t^2 a^2 b^2' for all t the factored V is the average of G^2 itself, and every entry "
    "moves by max(scale_floor, rms X) min(s, 1/sqrt t) q/max(1, q/clip), q = |tau_t| / sqrt(average of tau^2)",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.NoNormaliser,
            mutants.SumForMean,
            mutants.CounterAhead,
            mutants.WeightsExchanged,
            mutants.TallRowsForgotten,
            mutants.NoRoot,
            mutants.NormForRms,
            mutants.ClipWithMinimum,
            mutants.NoRootOfTime,
        ),
        *without("rank one", bump=2.0**-10),
    ),
)
def exact_on_rank_one(method: type, engine: str, bump: float = 0.0) -> Finding:
    """R = E a^2 mean(b^2) and C = E mean(a^2) b^2 with E the average of tau^2, so R C'/mean(R) = E a^2 b^2'.

    U = tau S / sqrt E with the signs S of G, and rms U = q. The closed form below has no matrix in it.
    """
    a, b, signs = np.array([1.0, -3.0, 0.5]), np.array([2.0, -0.25]), np.sign(GRADIENTS + 0.1)
    tau, clip, floor = np.array([1.0, 0.25, 4.0, 0.5, 2.0, 0.125, 8.0, 1.0]), 1.25, 0.25
    pattern = np.abs(np.outer(a, b).ravel()) + bump * np.eye(6)[0]
    x, _ = follow(
        method(1.0, 0.0, floor, clip, 0.0, 3), START, tau[:, None] * signs * pattern, step_sizes=STEP_SIZES,
        engine=engine,
    )  # fmt: skip
    expected, E = START, 0.0
    found = []
    for t, (s, size) in enumerate(zip(STEP_SIZES, tau), 1):
        E += t**-0.8 * (size**2 - E)
        q = size / np.sqrt(E)
        length = max(floor, np.sqrt(np.mean(expected**2))) * min(s, t**-0.5) * q / max(1, q / clip)
        expected = expected - length * signs[t - 1]
        found.append(expected)
    return identity(x[1:], found, tolerance=rounding(clip))


@claim(
    "adafactor",
    paper=PAPER,
    theorem="transposition",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the transposed gradients give the transposed iterates: update(G') = update(G)'",
    engine_fixed=True,
    controls=(
        *planted(mutants.TallRowsForgotten, mutants.SumForMean),
        *without("transposed gradients", transposed=False),
    ),
)
def transposition(method: type, engine: str, transposed: bool = True) -> Finding:
    """Rows and columns exchange R and C, and mean(R) = mean(C) since both average the mean of all G^2."""
    order = np.arange(6).reshape(2, 3).T.ravel()
    order_of_gradients = order if transposed else np.arange(6)
    parameters = (1.0, 0.0, 0.25, 4.0, 0.125)  # a clip would hide a factor of V
    wide, _ = follow(method(*parameters, 2), START, GRADIENTS, step_sizes=STEP_SIZES, engine=engine)
    tall, _ = follow(
        method(*parameters, 3),
        START[order],
        GRADIENTS[:, order_of_gradients],
        step_sizes=STEP_SIZES,
        engine=engine,
    )
    return identity(tall, wide[:, order], tolerance=rounding(4.0))


@claim(
    "adafactor",
    paper=PAPER,
    theorem="the scale of the gradients",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with epsilon = 0 the gradients c g_t give the iterates of g_t, bit for bit where c is a power of two",
    engine_fixed=True,
    controls=(
        *planted(mutants.NoNormaliser, mutants.NoRoot, mutants.DecayInGradient),
        *without("epsilon = 0", epsilon=2.0),
    ),
)
def scale_of_the_gradients(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """R and C are linear in G^2, so R C'/mean(R) scales with c^2, and U = G / sqrt(V) does not change."""
    algorithm = method(1.0, epsilon, 0.25, 1.0, 0.125, 2)
    x, y = (
        follow(algorithm, START, c * GRADIENTS, step_sizes=STEP_SIZES, engine=engine)[0]
        for c in (1.0, 2.0**10)
    )
    return identity(y, x, tolerance=0.0)


@claim(
    "adafactor",
    paper=PAPER,
    theorem="length of the step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="rms(X_t - X_t-1) <= clip max(scale_floor, rms X_t-1) min(s_t, 1/sqrt t) without decay, whatever the "
    "gradients; attained while they grow",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.NoClip,
            mutants.ClipWithMinimum,
            mutants.NoRootOfTime,
            mutants.StepNotRelative,
        ),
        *without("no decay", decay=0.5),
    ),
)
def length_of_the_step(method: type, engine: str, decay: float = 0.0) -> Finding:
    """rms(U / max(1, rms(U)/clip)) = min(rms U, clip) <= clip, and the step is that times the other two factors."""
    clip, floor, findings = 0.75, 0.25, []
    for start in (START, 0.125 * START):
        algorithm = method(1.0, 0.0, floor, clip, decay, 2)
        gradients = GRADIENTS * 4.0 ** np.arange(8)[:, None]
        x, _ = follow(algorithm, start, gradients, step_sizes=STEP_SIZES, engine=engine)
        t = np.arange(1, 9)
        weights, moved = (np.sqrt(np.mean(v**2, axis=1)) for v in (x[:-1], np.diff(x, axis=0)))
        bounds = clip * np.maximum(floor, weights) * np.minimum(STEP_SIZES, t**-0.5)
        # 60 roundings of the step and its norm; x rounds relative to rms X, which is below 10 steps
        findings.append(
            bound(moved, bounds, allowance=100 * 2.0**-53, x=t, xlabel="t", ylabel="rms of the step")
        )
    return worst(findings)


@claim(
    "adafactor",
    paper=PAPER,
    theorem="decoupled decay",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="where all gradients are zero X_t = (1 - s_1 d) ... (1 - s_t d) X_0, with s_t, not the relative step",
    engine_fixed=True,
    controls=(
        *planted(mutants.DecayWithoutStep, mutants.DecayWithRelativeStep, mutants.DecayInGradient),
        *without("zero gradients", offset=1e-6),
    ),
)
def without_gradients_only_decay(method: type, engine: str, offset: float = 0.0) -> Finding:
    """U = 0 where G = 0, epsilon = 0 included. The products are exact up to two roundings per step."""
    algorithm = method(1.0, 0.0, 0.25, 1.0, 0.125, 2)
    x, _ = follow(algorithm, START, np.full((8, 6), offset), step_sizes=STEP_SIZES, engine=engine)
    expected = np.cumprod(1 - 0.125 * np.array(STEP_SIZES))[:, None] * START
    return identity(x[1:], expected, tolerance=24 * 2.0**-53)


CLAIMS = (
    first_iterates_on_a_tape,
    exact_on_rank_one,
    transposition,
    scale_of_the_gradients,
    length_of_the_step,
    without_gradients_only_decay,
)
