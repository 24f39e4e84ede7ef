"""Hutchinson's estimator for domains: what penalties of domain generalisation have to do with Hessians of the head."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from refimpl.hessian_spectrum.domain_alignment import alignment, coral, fishr, gradients, irm, vrex
from refimpl.problems import SoftmaxRegression, random_quadratic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.hessian_spectrum.alignment_domains import MINIMISER, drawn_domain, replicated_domain
from verification.claims.hessian_spectrum.probes import HADAMARD, estimates, sign_vectors
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.hessian_spectrum import hutchinson as mutants

PAPER = "P510"
U = 2.0**-53
WRONG_SAMPLES = (
    mutants.ProbeForgotten,
    mutants.TraceInEveryEntry,
    mutants.UnitProbe,
    mutants.ZeroOneProbe,
    mutants.HessianAtIterate,
)
START = np.array([3.0, -1.0, 0.5, 2.0])


def diagonal(method: type, problem: Any, point: np.ndarray, engine: str) -> np.ndarray:
    """The diagonal of the Hessian at the point, from four orthogonal probes."""
    return estimates(method(point), problem, START, HADAMARD.reshape(1, -1), engine)[0]


@claim(
    "hutchinson",
    paper=PAPER,
    theorem="alignment of estimated diagonals",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="all pairs of probes: mean penalty = exact one + alpha/4 of the summed variances; less if shared",
    controls=(
        *planted(*WRONG_SAMPLES),
        *without("the bias of one probe", bias="none"),
        *without("independent probes", pairs="shared"),
    ),
    shows=("P510/1",),
)  # fmt: skip
def alignment_of_diagonals_is_biased(
    method: type, engine: str, bias: str = "variance", pairs: str = "independent"
) -> Finding:
    """For two domains mean_e |D_e - mean D|^2 = |D_1 - D_2|^2 / 4, and E|D_1 - D_2|^2 = |diag H_1 - diag H_2|^2 + the

    summed variances of D_1 - D_2: for independent probes those of D_1 and D_2, 2 sum_{i<j} (h_1,ij^2 + h_2,ij^2); for
    one shared probe those of an estimate for H_1 - H_2, so equal Hessians are not penalised. All 256 pairs of probes,
    or 16 shared ones, are enumerated; the second part of the finding is the shared one. Rounding: 1000 u of the mean.
    """
    domains = [drawn_domain(12, (1.0, 0.5), 1), drawn_domain(9, (0.5, 2.0), 2)]
    x, alpha, beta = np.array([0.5, -1.0, 0.25, 0.75]), 0.75, 0.5
    H = [domain.hessian(x) for domain in domains]
    g = gradients(domains, x)
    D = [estimates(method(x), domain, START, sign_vectors(4), engine) for domain in domains]

    def off(A: np.ndarray) -> float:
        return float(np.sum(A**2) - np.sum(np.diag(A) ** 2))

    exact = alignment(np.array([np.diag(A) for A in H]), g, alpha, beta)
    every = list(product(range(16), range(16))) if pairs == "independent" else [(i, i) for i in range(16)]
    penalties = [alignment(np.array([D[0][i], D[1][j]]), g, alpha, beta) for i, j in every]
    excess = alpha / 4 * (off(H[0]) + off(H[1])) if bias == "variance" else 0.0
    shared = [alignment(np.array([a, b]), g, alpha, beta) for a, b in zip(*D, strict=True)]
    found = [np.mean(penalties), np.mean(shared)]
    return identity(
        found,
        [exact + excess, exact + alpha / 4 * off(H[0] - H[1])],
        tolerance=1000 * U,
        scale=exact + excess,
    )


@claim(
    "hutchinson",
    paper=PAPER,
    theorem="IRM and V-REx near a common minimiser",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="x = r z near 0, t_e = z'H_e z: IRM = r^4 mean t_e^2, V-REx = (r^4/4) Var t_e; IRM is (df_e(wx)/dw)^2",
    controls=(
        *planted(*WRONG_SAMPLES[:4], mutants.AbsoluteValues),
        *without("a common minimiser", shift=0.25),
    ),
    shows=("P510/2", "P510/3"),
)  # fmt: skip
def irm_and_vrex_near_a_minimiser(method: type, engine: str, shift: float = 0.0) -> Finding:
    """f_e(rz) = r^2 t_e/2 and x'g_e = r^2 t_e where the minimiser of both domains is 0: V-REx aligns z'H_e z, IRM

    makes it small. t_e is the sum of Hutchinson's estimate with the probe z. IRM's dummy weight w multiplies scores,
    which are linear in x: d f_e(wx)/dw at w = 1 is x'g_e. On a softmax head it is compared with central differences of
    the loss at w = 1 +- 2^-7, +- 2^-8 and one Richardson step, of error below 1e-8 (fourth order times 0.2 |x|^5).
    """
    r, z = 0.5, np.array([1.0, -1.0, -1.0, 1.0])
    domains = [
        random_quadratic([3.0, 1.0, 0.5, 0.25], 1, np.full(4, shift)),
        random_quadratic([2.0, -1.0, 0.5, 4.0], 2, np.zeros(4)),
    ]
    t = np.array([estimates(method(0 * z), d, START, z[None], engine)[0].sum() for d in domains])
    quadratic = identity(
        [irm(domains, r * z), vrex(domains, r * z)], [r**4 * np.mean(t**2), r**4 / 4 * np.var(t)],
        tolerance=200 * U, scale=r**4 * 50,
    )  # fmt: skip
    heads = [drawn_domain(12, (1.0, 0.5), 1), drawn_domain(9, (0.5, 2.0), 2)]
    x = np.array([0.5, -1.0, 0.25, 0.75])
    slopes = []
    for head in heads:
        coarse, fine = (
            (head.value((1 + h) * x) - head.value((1 - h) * x)) / (2 * h) for h in (2.0**-7, 2.0**-8)
        )
        slopes.append((4 * fine - coarse) / 3)
    head_part = identity(irm(heads, x), np.mean(np.square(slopes)), tolerance=1e-8, scale=1.0)
    return worst([quadratic, head_part])


@claim(
    "hutchinson",
    paper=PAPER,
    theorem="Fishr and the Hessian",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="labels as the model has them: gradient variances are diag(H_e), Fishr aligns Hessian diagonals",
    controls=(
        *planted(*WRONG_SAMPLES),
        *without("labels in the proportions of the model", hard=False),
    ),
    shows=("P510/4",),
)  # fmt: skip
def fishr_aligns_hessian_diagonals(method: type, engine: str, hard: bool = True) -> Finding:
    """The gradient of an example is (q - y) (x) u; over labels y drawn from q its mean is 0 and its second moment is

    (diag q - qq') (x) uu', the Hessian of that example. Inputs come four times here with labels 3:1, 1:3 or 2:2, as the
    logits log 3, -log 3 and 0 say, so the mean over the domain is exact: v_e = diag(H_e), and both domains have the
    same minimiser. Rounding: means of 16 to 20 terms of size |u|^2 <= 4, squared.
    """
    domains = [replicated_domain([1, -1, 0, 1], [0.5, 1.0, -2.0, 0.0], hard),
               replicated_domain([0, 1, -1, -1, 0], [1.0, -1.0, 2.0, 0.5, 0.25], hard)]  # fmt: skip
    D = np.array([diagonal(method, domain, MINIMISER, engine) for domain in domains])
    g = gradients(domains, MINIMISER)
    v = np.array([domain.sample_gradients(MINIMISER).var(axis=0) for domain in domains])
    return worst(
        [
            identity(v, D, tolerance=200 * U, scale=4.0),
            identity(fishr(domains, MINIMISER), alignment(D, g, 1.0, 0.0), tolerance=400 * U, scale=4.0),
            identity(g, np.zeros((2, 4)), tolerance=100 * U, scale=4.0),
        ]
    )


@claim(
    "hutchinson",
    paper=PAPER,
    theorem="CORAL and the Hessian",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="centred features, W = 0: |H_1 - H_2|_F^2 = ((k-1)/k^2) |C_1 - C_2|_F^2, CORAL up to a factor",
    controls=(
        *planted(*WRONG_SAMPLES[:4]),
        *without("equal probabilities", offset=1.0),
        *without("centred features", mean=1.0),
    ),
    shows=("P510/5",),
)  # fmt: skip
def coral_aligns_hessians(method: type, engine: str, offset: float = 0.0, mean: float = 0.0) -> Finding:
    """At W = 0 all probabilities are 1/k, so H_e = (I/k - 11'/k^2) (x) C_e and the norm of a Kronecker product is the

    product: |I/k - 11'/k^2|_F^2 = (k-1)/k^2. Its diagonal, from Hutchinson's estimates, is ((k-1)/k^2) diag C_e in
    every class. With covariances divided by n - 1, and n inputs in both domains, CORAL is (n/(n-1))^2 / (4 p^2) times
    |C_1 - C_2|_F^2. Where features are not centred, H_e holds their mean as well. Rounding: sums of ten squares, 200 u.
    """
    n, p, k = 10, 2, 2
    rng = np.random.default_rng(4)
    domains: list[Any] = []
    for scale in ((1.0, 0.5), (0.5, 1.5)):
        X = rng.standard_normal((n, p)) * np.array(scale)
        X = X - X.mean(axis=0) + mean * (len(domains) + 1)
        domains.append(SoftmaxRegression(X, np.full((n, k), 1 / k), 0.0))
    x = offset * np.array([1.0, -1.0, 0.0, 0.5])
    H, D = [d.hessian(x) for d in domains], [diagonal(method, d, x, engine) for d in domains]
    penalty = coral(domains[0].X, domains[1].X)
    factor = (k - 1) / k**2 * 4 * p**2 * ((n - 1) / n) ** 2
    covariances = [np.var(d.X, axis=0) for d in domains]
    return worst(
        [
            identity(np.sum((H[0] - H[1]) ** 2), factor * penalty, tolerance=200 * U, scale=4.0),
            identity(D, np.tile((k - 1) / k**2 * np.array(covariances), k), tolerance=200 * U, scale=4.0),
        ]
    )


CLAIMS = (
    alignment_of_diagonals_is_biased,
    irm_and_vrex_near_a_minimiser,
    fishr_aligns_hessian_diagonals,
    coral_aligns_hessians,
)
