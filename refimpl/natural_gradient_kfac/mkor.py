"""MKOR: K-FAC with factors that are updated by vectors, a stabiliser, and steps as long as the gradient's.

Source      Mozaffari, Li, Zhang & Mehri Dehnavi 2023 (P400); the factor update as printed there (recalled).
Step        a, s, G the means over a batch as in `kfac-rank-one`; of both A and B, A_0 = B_0 = I:
            C = z A + (1 - z) I  where max A_ij > threshold, else A;  u = C a
            A+ = b C + (1 - b) u u' / (b^2 (1 + b (1 - b) a'u)),  B+ likewise with s
            D = B+ G A+,  W+ = W - eta |G| D / |D|
Guarantee   b C <= A+ <= k C, k = b + b^-3: A stays positive definite, |W+ - W| = eta |G|, <G, W - W+> > 0; for
            k z < 1 no entry of A ever exceeds  max(1, k threshold, k (1 - z)/(1 - k z))                   (derived)
Assumes     nothing for the update; a model that is one linear layer, so that its Jacobian shows a.
Cost        b gradients per step, 4 (m^2 + n^2) + 2 m n (m + n) operations for an (m, n) layer; m^2 + n^2 floats.
Departures  plain gradient descent is what takes the step. The norm of the stabiliser is the largest entry, which stands
            on the diagonal. The released code has A+ = C - u u'/(1 + a'u) with C = z A + (1 - z) I in every step:
            then 0 < A <= I.
Trap        A+ is not the inverse of a factor: it grows where a points, while that of `kfac-rank-one` shrinks there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import identity_like, norm, scale_to_norm
from refimpl.natural_gradient_kfac.kfac_rank_one import (
    LARGEST,
    SMALLEST,
    State,
    identities,
    means,
    refreshed,
)
from refimpl.natural_gradient_kfac.one_layer import check_one_layer, outputs


def stabilised(A, threshold, mixing):
    """mixing A + (1 - mixing) I where an entry exceeds the threshold, A elsewhere."""
    if np.max(A.ravel()) > threshold:
        return mixing * A + (1 - mixing) * identity_like(A)
    return A


def grown(C, a, b):
    """b C + (1 - b) u u' / (b^2 (1 + b (1 - b) a'u)), u = C a."""
    u = C @ a
    return b * C + (1 - b) * np.outer(u, u) / (b * b * (1 + b * (1 - b) * np.dot(a, u)))


def check(method, problem):
    """Raise ValueError unless the hyper-parameters are usable and the model is one linear layer."""
    checks.positive("step_size", method.step_size)
    checks.between("decay", method.decay, SMALLEST, LARGEST)
    checks.positive("threshold", method.threshold)
    checks.between("mixing", method.mixing, 0.0, 1.0)
    check_one_layer(method, problem)


class MKOR(NamedTuple):
    """`step_size` eta > 0, `decay` b of the factors, `threshold` > 0 and `mixing` z of the stabiliser, `batch`
    draws and `rows` outputs.
    """

    step_size: float
    decay: float
    threshold: float
    mixing: float
    batch: int
    rows: int

    @classmethod
    def prescribed(cls, problem):
        """Dyadic numbers for problems of order one; k z = 0.78."""
        return cls(step_size=0.25, decay=0.75, threshold=0.875, mixing=0.25, batch=2, rows=outputs(problem))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the model is one linear layer."""
        check(self, problem)

    def init(self, problem, x0):
        A, B = identities(self, x0)
        return State(x0, A, B)

    def step(self, problem, state, rng):
        mean = means(self, problem, state.x, rng)
        D, A, B = refreshed(self, state, mean)
        return State(state.x - self.step_size * scale_to_norm(D, norm(mean[0])), A, B)

    def updated(self, A, a):
        """A+."""
        return grown(stabilised(A, self.threshold, self.mixing), a, self.decay)
