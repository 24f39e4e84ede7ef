"""The consensus point of a cloud: its mean with weights exp(-a E), shared by the consensus methods.

Definition  v_a = sum w_i X_i / sum w_i,  w_i = exp(-a (E(X_i) - min_j E(X_j)))
Trap        without the minimum subtracted all weights underflow to 0 where a E > 745, and v is 0/0.
"""

from __future__ import annotations

import numpy as np


def consensus_point(problem, cloud, sharpness):
    """v_a of the rows of `cloud` (N, d), shape (d,); N evaluations of f."""
    values = np.zeros_like(cloud[:, 0])
    for i in range(cloud.shape[0]):
        values[i] = problem.value(cloud[i])
    weights = np.exp(-sharpness * (values - np.min(values)))
    return weights @ cloud / np.sum(weights)
