"""Lanczos' method on the Hessian of a trained policy: top eigenvectors and the part of the gradient in them."""

from __future__ import annotations

import numpy as np

from refimpl.hessian_spectrum.policy_gradient import PolicyGradient
from refimpl.hessian_spectrum.ritz import projection
from refimpl.hessian_spectrum.subspace import fraction, overlap, top_eigenvectors
from refimpl.problems import SoftmaxPolicy
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.hessian_spectrum import lanczos as mutants
from verification.trial import complete_run


@claim(
    "lanczos",
    paper="P231",
    theorem="top eigenvectors of a Hessian",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a policy's Hessian the top k Ritz vectors span the dense eigenspace, k = 1, 3, 5: same fraction of g",
    controls=(
        *planted(mutants.NewestOnly, mutants.OlderOnly, mutants.ComponentsAdded),
        *without("the whole Krylov space, half of it", vectors=6),
        *without("the largest eigenvalues, those below the largest", skip=1),
    ),
    shows=("P231/2",),
)
def ritz_vectors_span_the_top_eigenspace(
    method: type, engine: str, vectors: int = 13, skip: int = 0
) -> Finding:
    """Four states with four actions: H is 0 on the four vectors of equal entries and has twelve other eigenvalues. A
    start in general position has components along all of these and one in the kernel: its Krylov space has dimension
    13, is invariant and holds the eigenvectors of all non-zero eigenvalues.
    """
    rng = np.random.default_rng(3)
    problem = SoftmaxPolicy(rng.standard_normal((4, 4)))
    trained = complete_run(PolicyGradient(0.5, 0.25), problem, np.zeros(16), 300, engine=engine, rng=1).x[-1]
    t = complete_run(method(trained), problem, rng.standard_normal(16), vectors - 1, engine=engine)
    Q = t.x / np.linalg.norm(t.x, axis=1, keepdims=True)
    S = np.linalg.eigh(projection(problem, trained, t.x))[1]
    H, g, findings = problem.hessian(trained), problem.gradient(trained), []
    for k in (1, 3, 5):
        ritz = Q.T @ S[:, vectors - k :]
        dense = top_eigenvectors(H, k + skip)[:, :k]
        measured, expected = [overlap(ritz, dense), fraction(ritz, g)], [1.0, fraction(dense, g)]
        # the gaps at k = 1, 3, 5 are above 1e-3 |H|: eigenvectors are good to 1e-13 times the steps taken
        findings.append(identity(measured, expected, tolerance=1e-8, scale=1.0))
    return worst(findings)
