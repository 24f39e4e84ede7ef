"""Lanczos' method on batch Hessians: their largest eigenvalues by random-matrix theory, and the largest steps."""

from __future__ import annotations

import numpy as np

from refimpl.hessian_spectrum.random_matrices import (
    largest_step,
    marchenko_pastur_top,
    noise_variance,
    wigner_overlap,
    wigner_top,
)
from refimpl.hessian_spectrum.ritz import projection
from refimpl.problems import Quadratic
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.hessian_spectrum import lanczos as mutants
from verification.trial import complete_run

PAPER = "P512"
P, VECTORS = 160, 48
# the Tracy-Widom law of real matrices: mean and standard deviation
TW_MEAN, TW_SD = -1.2065, 1.268
NORMAL = 4.9  # two-sided 1e-6 of the normal law
WRONG_VECTORS = (mutants.NewestOnly, mutants.OlderOnly, mutants.ComponentsAdded)


def top_of(method: type, A: np.ndarray, engine: str) -> tuple[float, np.ndarray]:
    """The largest Ritz value of 48 Lanczos vectors and its vector."""
    d = len(A)
    point = np.zeros(d)
    steps = min(VECTORS, d) - 1
    problem = Quadratic(A, point)
    x = complete_run(method(point), problem, np.ones(d), steps, engine=engine).x
    x[0] /= np.linalg.norm(x[0])
    theta, V = np.linalg.eigh(projection(problem, point, x))
    return float(theta[-1]), x.T @ V[:, -1]


def wigner(rng: np.random.Generator, s2: float) -> np.ndarray:
    """Symmetric, entries off the diagonal N(0, s2), on it N(0, 2 s2)."""
    G = rng.standard_normal((P, P)) * np.sqrt(s2 / 2)
    return G + G.T


def gram(rng: np.random.Generator, rows: int, dimension: int = P) -> np.ndarray:
    """A'A / B for B standard normal rows."""
    A = rng.standard_normal((rows, dimension))
    S = A.T @ A / rows
    return (S + S.T) / 2


@claim(
    "lanczos",
    paper=PAPER,
    theorem="spiked batch Hessian",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="top eigenvalue lambda + P s2/lambda, overlap^2 1 - P s2/lambda^2, s2 = sigma^2 (1/B - 1/N); or the edge",
    alpha=1e-6,
    controls=(
        *planted(*WRONG_VECTORS),
        *without("Wigner noise", noise="Wishart"),
        *without("lambda + P s2/lambda", prediction="lambda"),
        *without("1/B - 1/N", without_replacement="no"),
        *without("lambda > sqrt(P s2) for an outlier", prediction="outlier always"),
    ),
    shows=("P512/0",),
)  # fmt: skip
def spikes_move_out_of_the_bulk(
    method: type, engine: str, noise: str = "Wigner", prediction: str = "", without_replacement: str = "yes"
) -> Finding:
    """t is an eigenvalue of lambda v v' + E outside the bulk iff lambda v'(t - E)^{-1} v = 1; v'(t - E)^{-1} v tends to

    the transform m of the semicircle, P s2 m^2 - t m + 1 = 0, so m = 1/lambda gives t = lambda + P s2/lambda, which is
    outside (2 sqrt(P s2), and m decreasing there) iff lambda^2 > P s2; the overlap is -m^2/m' = 1 - P s2/lambda^2.
    For Gaussian E the fluctuation of t is normal with variance 2 s2 (1 - P s2/lambda^2), that of the edge is
    s P^(-1/6) times Tracy-Widom's; 4.9 standard deviations of the mean over two matrices (one in 1e6), |t|/P for the
    bias, and for 48 vectors short of the edge the error 4 sqrt(P s2) (pi/96)^2 of Chebyshev's polynomial. The overlap
    scatters through |Ev|^2 by sqrt(2/P) (1 - overlap)/overlap. Spikes 14, 10.5, 3.5 at the threshold 7 and B = N/2.
    """
    samples, batch, runs = 64, 32, 2
    sigma2 = 49.0 * 64 / P  # P s2 = 49 at B = N/2
    s2 = noise_variance(sigma2, batch, samples)
    stated = s2 if without_replacement == "yes" else sigma2 / batch
    rng, v = np.random.default_rng(7), np.ones(P) / np.sqrt(P)
    signs = np.where(np.arange(P) % 2, 1.0, -1.0)
    v = v * signs
    spikes = np.array([14.0, 10.5, 3.5])
    tops, overlaps = [], []
    for spike in spikes:
        for _ in range(runs):
            E = wigner(rng, s2) if noise == "Wigner" else _centred_wishart(rng, spike, v, s2)
            top, vector = top_of(method, spike * np.outer(v, v) + E, engine)
            tops.append(top)
            overlaps.append((vector @ v) ** 2)
    tops, overlaps = np.reshape(tops, (3, runs)).mean(axis=1), np.reshape(overlaps, (3, runs)).mean(axis=1)
    predicted, overlap = wigner_top(spikes, P, stated), wigner_overlap(spikes, P, stated)
    if prediction == "lambda":
        predicted = np.maximum(spikes, 2 * np.sqrt(P * s2))
    if prediction == "outlier always":
        predicted = spikes + P * s2 / spikes
    outside = overlap > 0
    sd = np.where(outside, np.sqrt(2 * s2 * np.maximum(overlap, 0)), np.sqrt(s2) * P ** (-1 / 6) * TW_SD)
    tolerance = (
        NORMAL * sd / np.sqrt(runs) + predicted / P + 4 * np.sqrt(P * s2) * (np.pi / (2 * VECTORS)) ** 2
    )
    edge_mean = np.where(outside, 0.0, np.sqrt(s2) * P ** (-1 / 6) * TW_MEAN)
    safe = np.where(outside, overlap, 1.0)
    spread = np.where(outside, (1 - safe) / safe * np.sqrt(2 / P), 2 / P)
    curves = (
        Curve("lambda + P s2/lambda, or the edge", spikes, predicted, "theory"),
        Curve("largest eigenvalue", spikes, tops, "measured"),
    )
    picture = Picture(curves, "eigenvalue of the Hessian", "of the batch Hessian", "linear", "linear")
    return worst(
        [
            identity(
                (tops - predicted - edge_mean) / tolerance,
                np.zeros(3),
                tolerance=1.0,
                scale=1.0,
                picture=picture,
            ),
            identity(overlaps[:2], overlap[:2], tolerance=NORMAL / np.sqrt(runs), scale=spread[:2] + 1e-9),
        ]
    )


def _centred_wishart(rng: np.random.Generator, spike: float, v: np.ndarray, s2: float) -> np.ndarray:
    """Noise of Gram matrices with covariance I + spike v v', of as many rows as give entries the variance s2."""
    rows = max(int(1 / s2), 1)
    A = rng.standard_normal((rows, P))
    A = A + np.outer(A @ v, v) * (np.sqrt(1 + spike) - 1)
    S = A.T @ A / rows - np.eye(P) - spike * np.outer(v, v)
    return (S + S.T) / 2


@claim(
    "lanczos",
    paper=PAPER,
    theorem="scaling of the largest step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="Gram: top (1 + sqrt(P/B))^2, largest step ~ B, ~ sqrt B preconditioned (B << P); Wigner: ~ sqrt B",
    alpha=1e-6,
    controls=(
        *planted(*WRONG_VECTORS),
        *without("B << P", batches=(80, 160, 320)),
        *without("Marchenko-Pastur noise in the linear law", noise="Wigner"),
    ),
    shows=("P512/2",),
)  # fmt: skip
def largest_step_against_batch_size(
    method: type, engine: str, batches: tuple[int, ...] = (2, 4, 8), noise: str = "Marchenko-Pastur"
) -> Finding:
    """Gradient descent on a quadratic is stable iff the step is below 2/top. With B Gaussian rows top is

    (1 + sqrt(P/B))^2 -> P/B for B << P: exponent 1 in B. RMSProp and Adam divide by the root v of the mean square of
    the gradient; where noise of the labels makes it, v ~ B^(-1/2), so their top is ~ P/(B v) and the exponent is
    1 - 1/2. Wigner noise has top 2 sqrt(P s2) ~ B^(-1/2) below the transition, exponent 1/2; above it top only falls
    from 2 lambda to lambda as B grows, a factor of two at most: no linear law. Here v is measured over 800 batches
    (relative variance 2/(800 B)); tops are means over four Gram matrices, which scatter by (sqrt P + sqrt B)
    (P^(-1/2) + B^(-1/2))^(1/3)/B times Tracy-Widom, and over two of Wigner's, by s P^(-1/6) times it.
    """
    runs, rng = 4, np.random.default_rng(11)
    B = np.array(batches, float)
    unit = (np.sqrt(P) + np.sqrt(B)) * (P**-0.5 + B**-0.5) ** (1 / 3) / B
    seen, v = np.zeros(len(B)), np.zeros(len(B))
    for i, rows in enumerate(batches):
        draws = [gram(rng, rows) if noise != "Wigner" else wigner(rng, 1 / rows) for _ in range(runs)]
        seen[i] = np.mean([top_of(method, A, engine)[0] for A in draws])
        rows_of_batches = rng.standard_normal((800, rows, P // 8))
        gradients = np.einsum("kbp,kb->kp", rows_of_batches, rng.standard_normal((800, rows))) / rows
        v[i] = np.sqrt(np.mean(gradients**2))
    plain = [np.mean([top_of(method, wigner(rng, 1 / n), engine)[0] for _ in range(2)]) for n in batches[::2]]
    predicted = marchenko_pastur_top(P, B)
    tolerance = (NORMAL * TW_SD / np.sqrt(runs)) * unit + predicted / P
    octaves = np.log2(B[-1] / B[0])

    def exponent(tops: np.ndarray) -> float:
        return float(np.log2(largest_step(tops[-1]) / largest_step(tops[0])) / octaves)

    limit = exponent(predicted)
    error = np.sum(tolerance[[0, -1]] / predicted[[0, -1]]) / np.log(2) / octaves
    of_v = NORMAL * np.sum(np.sqrt(2 / 800 / B[[0, -1]]) / 2) / np.log(2) / octaves
    of_wigner = 2 * NORMAL * TW_SD * P ** (-2 / 3) / 2 / np.sqrt(2) / np.log(2) / octaves
    curves = (
        Curve("2/(1 + sqrt(P/B))^2", B, largest_step(predicted), "theory"),
        Curve("2/top", B, largest_step(seen), "measured"),
    )
    picture = Picture(curves, "B", "largest stable step", "log", "log")
    gaps = (seen - predicted - TW_MEAN * unit) / tolerance
    return worst(
        [
            identity(gaps, np.zeros(len(B)), tolerance=1.0, scale=1.0, picture=picture),
            identity(exponent(seen), limit, tolerance=error, scale=1.0),
            identity(exponent(seen / v), limit - 0.5, tolerance=error + of_v, scale=1.0),
            identity(exponent(np.array(plain)), 0.5, tolerance=of_wigner, scale=1.0),
            bound(1 - limit, 0.15, allowance=0.0, ylabel="1 - exponent"),
        ]
    )


CLAIMS = (spikes_move_out_of_the_bulk, largest_step_against_batch_size)
