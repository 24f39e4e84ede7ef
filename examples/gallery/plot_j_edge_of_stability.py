r"""
The edge of stability, and the flow along it
============================================

In a valley that sharpens along its floor gradient descent stops following gradient flow when the largest
eigenvalue of the Hessian reaches :math:`2/\eta`. It oscillates there, and in the mean follows another
equation, the central flow of Cohen and coauthors, which stays on the edge.
"""

import matplotlib.pyplot as plt
import numpy as np

from refimpl import run
from refimpl.dynamics_theory.gd_central_flow import GDCentralFlow
from refimpl.dynamics_theory.gradient_flow import GradientFlow
from refimpl.first_order_adaptive.gradient_descent import GradientDescent
from refimpl.problems import SharpeningValley

eta, e, steps = 0.4, 0.01, 1500
problem = SharpeningValley(e)
x0 = np.array([0.9 * np.sqrt(2 * e), 3.0, 1.0])


def sharpness(x):
    return problem.base + problem.slope * x[:, 1] + problem.bend * x[:, 2] ** 2


descent = run(GradientDescent(eta), problem, x0, steps).x
central = run(GDCentralFlow(eta, 0.5), problem, x0 * [0, 1, 1], 2 * steps).x[::2]
flow = run(GradientFlow(eta / 4), problem, x0, 4 * steps).x[::4]
k = np.arange(steps + 1)
late = slice(steps // 2, None)
print(f"sharpness in the mean over the second half: descent {sharpness(descent)[late].mean():.4f},"
      f" central flow {sharpness(central)[late].mean():.4f}, 2/eta = {2 / eta}")  # fmt: skip

# %%

figure, (top, bottom) = plt.subplots(2, 1, figsize=(6.4, 4.8), sharex=True)
top.plot(k, sharpness(descent), linewidth=0.8, label="gradient descent")
top.plot(k, sharpness(flow), "C2", label="gradient flow")
top.plot(k, sharpness(central), "C1", label="central flow")
top.axhline(2 / eta, color="k", linestyle="--", label=r"$2/\eta$")
top.set(ylabel="largest eigenvalue", ylim=(2.5, 7))
top.legend()
bottom.plot(k, descent[:, 0], linewidth=0.6)
bottom.set(xlabel="$k$", ylabel="$x_1$, across the valley")
