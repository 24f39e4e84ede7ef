"""Hessians of the examples at a minimum that fits all of them: the data of linear stability.

Definition  H_1, ..., H_n positive semi-definite (d, d), H = (1/n) sum H_i. No function: a point of this problem is a
            matrix S, flattened row by row into a vector of d^2 entries.
Oracles     H, and the mean of H_i S H_i.
Constants   trace, Frobenius norm and largest eigenvalue of H; the coherence sigma = lambda_1(C)/max lambda_1(H_i) with
            C_ij = |H_i^{1/2} H_j^{1/2}|_F = sqrt(tr H_i H_j): n for equal matrices of rank one, 1 for orthogonal ones.
Storage     H is kept as (n d, d), the H_i on top of each other: engines multiply matrices, not tensors.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class HessianFamily(NamedTuple):
    """The matrices H_i, stacked in `H` (n d, d)."""

    H: Any

    def validate(self):
        """Raise ValueError unless every H_i is symmetric and positive semi-definite."""
        checks.array("H", self.H, ndim=2)
        d = self.H.shape[1]
        if self.H.shape[0] % d:
            raise ValueError(f"H must have a multiple of {d} rows, got shape {self.H.shape}")
        for i, H in enumerate(self.matrices()):
            checks.symmetric(f"H[{i}]", H)
            low = float(np.linalg.eigvalsh(H)[0])
            if low < -1e-12 * np.max(np.abs(H)):
                raise ValueError(f"H[{i}] must be positive semi-definite, got an eigenvalue of {low:.3g}")

    def dimension(self):
        return self.H.shape[1] ** 2

    def sample_count(self):
        """n."""
        return self.H.shape[0] // self.H.shape[1]

    def mean_hessian(self):
        """H, shape (d, d)."""
        d = self.H.shape[1]
        total = np.zeros_like(self.H[:d])
        for i in range(self.sample_count()):
            total = total + self.H[i * d : (i + 1) * d]
        return total / self.sample_count()

    def mean_conjugation(self, S):
        """(1/n) sum H_i S H_i for S (d, d)."""
        d = self.H.shape[1]
        total = np.zeros_like(S)
        for i in range(self.sample_count()):
            H = self.H[i * d : (i + 1) * d]
            total = total + H @ S @ H
        return total / self.sample_count()

    def matrices(self):
        """The H_i, shape (n, d, d), on the host."""
        d = self.H.shape[1]
        return self.H.reshape(-1, d, d)

    def trace(self):
        """tr H."""
        return float(np.trace(self.mean_hessian()))

    def frobenius(self):
        """|H|_F."""
        return float(np.linalg.norm(self.mean_hessian()))

    def spectral(self):
        """lambda_1(H)."""
        return float(np.linalg.eigvalsh(self.mean_hessian())[-1])

    def fourth_moment(self):
        """(1/n) sum |H_i|_F^2: the mean of |a_i|^4 where H_i = a_i a_i'."""
        return float(np.mean(np.sum(self.matrices() ** 2, axis=(1, 2))))

    def coherence(self):
        """sigma, by eigenvalues on the host."""
        H = self.matrices()
        C = np.sqrt(np.maximum(np.einsum("iab,jab->ij", H, H), 0.0))
        return float(np.linalg.eigvalsh(C)[-1] / np.max(np.linalg.eigvalsh(H)))


def rank_one_family(A: Any) -> HessianFamily:
    """H_i = a_i a_i' for the rows of A (n, d): least squares that interpolates, Gauss-Newton of networks."""
    checks.array("A", A, ndim=2)
    return HessianFamily(np.concatenate([np.outer(a, a) for a in np.asarray(A, float)]))


def random_hessian_family(n: int, d: int, rank: int, seed: int) -> HessianFamily:
    """H_i = B_i B_i' with B_i (d, rank) standard normal times a log-normal scale of its own."""
    checks.count("n", n)
    checks.count("d", d)
    checks.count("rank", rank)
    checks.count("seed", seed, 0)
    rng = np.random.default_rng(seed)
    B = rng.standard_normal((n, d, rank)) * np.exp(rng.standard_normal((n, 1, 1)) / 2)
    H = np.einsum("iab,icb->iac", B, B)
    return HessianFamily(((H + H.transpose(0, 2, 1)) / 2).reshape(n * d, d))
