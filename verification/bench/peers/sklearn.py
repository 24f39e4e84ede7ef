"""scikit-learn: `LogisticRegression(solver="newton-cholesky")`, which takes full Newton steps here.

A fit is set-up and `steps` steps on both sides; after a few more its line search would stop at the minimum.
"""

from __future__ import annotations

import importlib
import warnings
from typing import Any

from verification.bench.cases import Instance
from verification.bench.peers import Contestant, Peer

linear_model: Any = importlib.import_module("sklearn.linear_model")
WINDOW = 3


def _newton(instance: Instance) -> Contestant:
    A, y, mu = instance.problem

    def fit(steps: int) -> Any:
        model = linear_model.LogisticRegression(
            solver="newton-cholesky", C=1 / (len(y) * mu), fit_intercept=False, tol=0.0, max_iter=steps
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it has not converged is meant
            return model.fit(A, y).coef_[0]

    return fit


PEERS = {"newton": Peer(_newton, window=WINDOW)}
