"""Hutchinson's estimator for layers: the sensitivities and bit allocations of HAWQ-V2, and traces of activations."""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import Quadratic, random_orthogonal
from refimpl.pruning_quantisation.hawq_v2 import (
    average_traces,
    best_within,
    pareto_front,
    quantised,
)
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.hessian_spectrum.probes import HADAMARD, estimates
from verification.evidence import identity
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.hessian_spectrum import hutchinson as mutants

PAPER = "P513"
WRONG_TRACES = (
    mutants.ProbeForgotten,
    mutants.TraceInEveryEntry,
    mutants.UnitProbe,
    mutants.ZeroOneProbe,
    mutants.SumInsteadOfMean,
)


def block_quadratic(spectra: Any, seed: int) -> Quadratic:
    """x'Hx/2 with a block of each of the spectra in a random orthonormal basis: layers that do not couple."""
    rng = np.random.default_rng(seed)
    n = len(spectra[0])
    H = np.zeros((n * len(spectra), n * len(spectra)))
    for i, spectrum in enumerate(spectra):
        Q = random_orthogonal(rng, n)
        block = (Q * np.asarray(spectrum)) @ Q.T
        H[n * i : n * (i + 1), n * i : n * (i + 1)] = (block + block.T) / 2
    return Quadratic(H, np.zeros(len(H)))


def traces(method: type, problem: Any, layers: int, engine: str) -> np.ndarray:
    """Average traces of layers of four from four probes, the same signs in every layer."""
    draws = np.tile(HADAMARD, layers).reshape(1, -1)
    x0 = np.zeros(4 * layers)
    return average_traces(estimates(method(x0), problem, x0, draws, engine)[0], [4] * layers)


@claim(
    "hutchinson",
    paper=PAPER,
    theorem="lemma on the average trace",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="mean increase of f over isotropic perturbations = Omega_i / 2: layers rank by trace, not by lambda_1",
    controls=(
        *planted(*WRONG_TRACES),
        *without("isotropic perturbations", directions="top eigenvector"),
        *without("a stationary point", gradient=0.5),
        *without("the number of parameters in Omega", per_parameter="no"),
    ),
    shows=("P513/0",),
)  # fmt: skip
def average_trace_ranks_layers(
    method: type, engine: str, directions: str = "frame", gradient: float = 0.0, per_parameter: str = "yes"
) -> Finding:
    """Over the directions of an orthonormal frame the mean of u'Hu is tr H / n, as it is over the sphere: r^2 tr/(2n).

    Layer 1 has the spectrum (10, 0, 0, 0), layer 2 (4, 4, 4, 4): the mean traces are 2.5 < 4, the largest eigenvalues
    10 > 4. Isotropic perturbations hurt layer 2 more; along the top eigenvector it is layer 1. A gradient adds g'dW, of
    first order, which the frame does not average out. Layers do not couple, so probes with the same orthogonal signs
    in every layer give every trace exactly. Rounding: some 30 products of size 10.
    """
    problem = block_quadratic([(10.0, 0, 0, 0), (4.0, 4, 4, 4)], seed=3)
    problem = problem._replace(b=-gradient * np.ones(8))
    r, n = 0.25, 4
    omega = traces(method, problem, 2, engine) * (1 if per_parameter == "yes" else n) * r**2
    rng, increases = np.random.default_rng(0), []
    for layer in range(2):
        block = problem.A[n * layer : n * (layer + 1), n * layer : n * (layer + 1)]
        frame = random_orthogonal(rng, n) if directions == "frame" else np.linalg.eigh(block)[1][:, -1:]
        steps = np.zeros((frame.shape[1], 8))
        steps[:, n * layer : n * (layer + 1)] = r * frame.T
        increases.append(np.mean([problem.value(step) for step in steps]))
    ranks = np.sign([omega[1] - omega[0], increases[1] - increases[0]])
    tolerance = 300 * 2.0**-53
    return worst(
        [
            identity(increases, omega / 2, tolerance=tolerance, scale=10 * r**2),
            identity(ranks, np.ones(2), tolerance=0.0),
        ]
    )


@claim(
    "hutchinson",
    paper=PAPER,
    theorem="Pareto front of bit allocations",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="four layers, 2, 4 or 8 bits: for every possible budget the front has the least sensitivity of all 3^4",
    controls=(
        *planted(*WRONG_TRACES),
        *without("average traces", metric="largest eigenvalue"),
        *without("the whole front", rule="greedy"),
    ),
    shows=("P513/2",),
)  # fmt: skip
def front_is_that_of_all_allocations(
    method: type, engine: str, metric: str = "trace", rule: str = "front"
) -> Finding:
    """A partial allocation that another beats in size and sensitivity stays beaten, since both add over the layers, so

    the pass over layers keeps all of the front; its last element within a budget solves that knapsack problem. Chosen
    allocations are judged by sensitivities from the eigenvalues of the blocks; estimated ones must choose as well and
    have the same values. Lowering the most profitable layer first, one step at a time, misses some optima.
    """
    spectra = [(9.0, 1, 0, 0), (3.0, 3, 2, 2), (1.0, 1, 1, 0.5), (8.0, 0.5, 0.5, 0)]
    problem = block_quadratic(spectra, seed=5)
    weights = np.random.default_rng(1).standard_normal((4, 4))
    errors = np.array([[np.sum((quantised(w, bits) - w) ** 2) for bits in (2, 4, 8)] for w in weights])
    sizes = np.outer([64.0, 100, 30, 41], [2, 4, 8])
    exact = np.array([np.mean(s) for s in spectra])[:, None] * errors
    metrics = traces(method, problem, 4, engine) if metric == "trace" else np.array([max(s) for s in spectra])
    estimated = metrics[:, None] * errors
    every = list(product(range(3), repeat=4))
    totals = np.array(
        [[sum(t[i, c] for i, c in enumerate(choice)) for t in (sizes, exact)] for choice in every]
    )
    budgets = np.unique(totals[:, 0])
    least = np.array([totals[totals[:, 0] <= budget, 1].min() for budget in budgets])
    front = pareto_front(estimated, sizes)
    if rule == "front":
        chosen = [best_within(front, budget) for budget in budgets]
        choices, claimed = [a.choice for a in chosen], np.array([a.sensitivity for a in chosen])
    else:
        choices = [_greedy(estimated, sizes, budget) for budget in budgets]
        claimed = np.array([sum(estimated[i, c] for i, c in enumerate(choice)) for choice in choices])
    found = np.array([sum(exact[i, c] for i, c in enumerate(choice)) for choice in choices])
    curves = (Curve("all allocations", budgets, least, "theory"), Curve("front", budgets, found, "measured"))
    picture = Picture(curves, "size in bits", "sensitivity", "linear", "log")
    # traces of relative error 30 u, four products and sums
    tolerance = 100 * 2.0**-53
    return worst(
        [
            identity(found, least, tolerance=tolerance, scale=least[0], picture=picture),
            identity(claimed, least, tolerance=tolerance, scale=least[0]),
        ]
    )


def _greedy(costs: np.ndarray, sizes: np.ndarray, budget: float) -> tuple[int, ...]:
    """Most bits everywhere, then the layer with the least increase per size saved is lowered until it fits."""
    choice = [2] * len(costs)
    while sum(sizes[i, c] for i, c in enumerate(choice)) > budget:
        _, layer = min(
            ((costs[i, c - 1] - costs[i, c]) / (sizes[i, c] - sizes[i, c - 1]), i)
            for i, c in enumerate(choice)
            if c > 0
        )
        choice[layer] -= 1
    return tuple(choice)


class HeadLoss(NamedTuple):
    """f(a) = (1/N) sum_i [log sum_c exp(v_c'h_i) - v_0'h_i] of the activations a = (a_1, ..., a_N) of a batch.

    h_i = a_i - coupling * mean of the a_j, rows of `V` (k, d) are the weights of the head. Matrix-free.
    """

    V: Any
    batch: int
    coupling: float

    def dimension(self):
        """N d."""
        return self.batch * self.V.shape[1]

    def hessian_vector(self, a, v):
        """Through the head of every example by itself, and through the mean where they are coupled."""
        h, u = self._centred(a), self._centred(v)
        z = h @ self.V.T
        e = np.exp(z - z.max(axis=1, keepdims=True))
        q = e / e.sum(axis=1, keepdims=True)
        t = u @ self.V.T
        back = (q * (t - (q * t).sum(axis=1, keepdims=True))) @ self.V / self.batch
        return self._centred(back.ravel()).ravel()

    def block(self, a, i):
        """The Hessian in the activation of example i alone, V'(diag q - qq')V / N, without coupling."""
        z = self.V @ a.reshape(self.batch, -1)[i]
        q = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
        return self.V.T @ (np.diag(q) - np.outer(q, q)) @ self.V / self.batch

    def _centred(self, a):
        rows = a.reshape(self.batch, -1)
        return rows - self.coupling * rows.mean(axis=0)


@claim(
    "hutchinson",
    paper=PAPER,
    theorem="traces of activations",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the Hessian in a batch of activations is block diagonal: d probes give all N traces, matrix-free",
    controls=(
        *planted(
            *WRONG_TRACES, mutants.HessianAtIterate
        ),
        *without("examples that do not couple", coupling=1.0),
    ),
    shows=("P513/3",),
)  # fmt: skip
def traces_of_activations(method: type, engine: str, coupling: float = 0.0) -> Finding:
    """The loss of example i depends on its activation a_i alone, so blocks of different examples vanish and probes with

    the same d orthogonal signs in every example are exact: tr H_i = tr V'(diag q_i - q_i q_i')V / N, q_i the class
    probabilities. Normalisation over the batch couples examples, and the same probes are wrong. Rounding: exponentials
    and sums of some 20 terms of size |V|^2 / N.
    """
    rng, batch = np.random.default_rng(2), 6
    V, a = rng.standard_normal((3, 4)), rng.standard_normal(batch * 4)
    problem = HeadLoss(V, batch, coupling)
    draws = np.tile(HADAMARD, batch).reshape(1, -1)
    x = estimates(method(a), problem, np.zeros(batch * 4), draws, engine)[0]
    found = 4 * average_traces(x, [4] * batch)
    expected = [np.trace(problem.block(a, i)) for i in range(batch)]
    return identity(found, expected, tolerance=100 * 2.0**-53, scale=np.sum(V**2) / batch)


CLAIMS = (average_trace_ranks_layers, front_is_that_of_all_allocations, traces_of_activations)
