r"""
SAM's average gradient meets its bound, planted errors cross it
================================================================

For an :math:`L`-smooth function and :math:`\eta \le 1/L` the squared gradients along a run of SAM satisfy

.. math:: \frac1T \sum_{t<T} |\nabla f(x_t)|^2 \le \frac{2 (f(x_0) - f^*)}{\eta T} + L^2 \rho^2,

and on :math:`f = \frac L2 x^2` with :math:`\eta = 1/L` the floor :math:`L^2\rho^2` is attained. That is a
claim of this library; here it examines the method and the errors that are planted for it.
"""

import matplotlib.pyplot as plt

import refimpl
from verification.claim import all_claims

(claim,) = all_claims(["sam.average-gradient"])
print(claim.statement)

# %%
# ``examine`` takes the class of an algorithm. The verdict on the reference and on a mutant is of the same
# kind, and both bring their curves along.

SAM = refimpl.get_method("sam").load()
found = claim.examine(SAM, engine="numpy")
print(found.verdict.value, "-", found.measured)

planted = {c.name: claim.examine(**{"method": SAM, "engine": "numpy", **c.overrides}) for c in claim.controls}
for name, finding in planted.items():
    print(f"{name:32s} {finding.verdict.value:10s} {finding.reason}")

# %%

figure, axes = plt.subplots()
bound, measured = found.picture.curves
for i, finding in enumerate(planted.values()):
    *_, curve = finding.picture.curves
    label = None if i else "planted errors"
    axes.semilogx(curve.x, curve.y / bound.y[: len(curve.y)], color="0.7", linewidth=1.2, label=label)
axes.semilogx(measured.x, measured.y / bound.y, linewidth=2.2, label="SAM")
axes.axhline(1, color="k", linestyle="--", label="bound")
axes.set(xlabel="$T$", ylabel="average squared gradient / its bound", ylim=(0.9, 1.12))
axes.legend(loc="lower left")
