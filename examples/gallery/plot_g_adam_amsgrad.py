r"""
Adam goes to the wrong end of the interval, AMSGrad does not
============================================================

The losses :math:`Cx, -x, -x` come in turn on :math:`[-1, 1]`; the best point is :math:`-1`. Adam with a
short memory of squared gradients stands at :math:`+1` before every loss :math:`Cx`: its average regret
tends to :math:`(2C - 4)/3`. With the maximum of the second moments, AMSGrad, it tends to zero.
"""

import matplotlib.pyplot as plt
import numpy as np

from refimpl.first_order_adaptive.adam import Adam
from refimpl.first_order_adaptive.amsgrad import AMSGrad
from verification.claims.first_order_adaptive import reddi

rounds = 3000
t = np.arange(1, rounds + 1)
average, played = {}, {}
for method in (Adam, AMSGrad):
    x = reddi.play(method(1.0, 0.0, reddi.BETA2, 0.0), rounds)
    played[method.__name__] = x
    average[method.__name__] = reddi.regret(x) / t
    print(f"{method.__name__:8s} average regret after {rounds} rounds: {average[method.__name__][-1]:.4f}")

# %%

figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
for name in average:
    left.semilogx(t[2::3], average[name][2::3], label=name)
    right.semilogx(t, played[name][:rounds], label=name)
left.axhline((2 * reddi.C - 4) / 3, color="k", linestyle="--", label="$(2C - 4)/3$")
left.set(xlabel="round $T$", ylabel="average regret")
right.axhline(-1, color="k", linestyle=":", label="best point")
right.set(xlabel="round $t$", ylabel="$x_t$")
left.legend()
right.legend()
