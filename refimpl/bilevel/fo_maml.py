"""First-order MAML: the gradient at the adapted point is taken as if the inner steps did not depend on the start.

Source      Finn, Abbeel & Levine 2017, the first-order approximation of MAML.
Step        as MAML, with a = grad q_j(u_T) as it is:  x+ = x - eta (mean of grad q_j(u_T))
Guarantee   MAML's gradient is (I - alpha H_j(u_0)) ... (I - alpha H_j(u_{T-1})) a, with the Hessians H_j      (derived)
            T = 1: the two differ by alpha H_j(x) a, at most alpha |H_j(x)| |a|; along an eigenvector of a curvature
            above 1/alpha the first-order step goes up where MAML's goes down                       (derived; attained)
            at a point d from one that fits all tasks: a = H_q (I - alpha H_j)^T d + O(|d|^2)                  (derived)
Assumes     nothing for the update. It is not the gradient of a function in general.
Cost        I T support gradients and I query gradients; no second derivatives and one stored point.
Departures  full support and query sets; all u_t are kept, though only the last one is used.
"""

from __future__ import annotations

from refimpl.bilevel.maml import MAML


class FOMAML(MAML):
    """MAML's parameters."""

    def pulled_back(self, problem, us, j):
        """a at t = T."""
        return problem.query_gradient(us[-1], j)
