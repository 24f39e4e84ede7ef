"""ANIL: MAML whose inner steps move the readout alone; the representation is learned by the outer steps only.

Source      Raghu, Raghu, Bengio & Vinyals 2020 ("Rapid Learning or Feature Reuse?"), ANIL.
Step        as MAML, with M = diag(0 on the representation W, 1 on the readout v):
            u_{t+1} = u_t - alpha M grad f_j(u_t), t < T, on the support;
            a = grad q_j(u_T) on the query;  for t = T-1, ..., 0:  a <- a - alpha H_j(u_t) M a
            x+ = x - eta (mean of a)
Guarantee   a is the gradient of q_j(u_T(x)): the transpose of I - alpha M H is I - alpha H M, so the representation's
            part of a knows how the readout will be adapted to it                                              (derived)
            with Q = W X_j'X_j W'/k, k support examples, b = W X_j'y_j/k: v_{t+1} = v_t - alpha (Q v_t - b), and the
            readout's part of a is (I - alpha Q)^T grad_v q_j(u_T)                                             (derived)
            at a point d from one that fits all tasks: a = (I - alpha H_j M)^T H_q (I - alpha M H_j)^T d + O(|d|^2)
                                                                                                               (derived)
Assumes     nothing for the gradient.
Cost        as MAML in calls; of the support gradients only the readout's part is used.
Departures  the head is the readout of a linear network; full support and query sets.
"""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.maml import MAML
from refimpl.problems.linear_tasks import split


class ANIL(MAML):
    """MAML's parameters."""

    def moving(self, problem, g):
        """M g."""
        G, a = split(g, problem.input_dimension())
        return np.concatenate((0 * G.ravel(), a))
