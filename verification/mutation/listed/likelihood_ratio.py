"""Equivalent mutants of the likelihood-ratio methods, with the reason."""

from __future__ import annotations

_ASKED = "if self.baseline != 0:"
_CONTROL = "loss = loss - self.baseline * problem.noisy_value(x, sample, np.zeros_like(Z))"

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "asked in order to save a forward pass only: zero times the loss is subtracted else",
        "likelihood-ratio",
        (
            f"`0` became `-1` in `{_ASKED}`",
            *(
                f"`self.baseline` became `{other}` in `{_ASKED}`"
                for other in (
                    "2 * self.baseline",
                    "1.02 * self.baseline",
                    "self.step_size",
                    "self.sigma",
                    "self.copies",
                )
            ),
            f"`{_ASKED[:-1]}: {_CONTROL}` became `{_CONTROL}`",
        ),
    ),
    (
        "zeros, of which the first m + 1 are used; there are m (p + 1) parameters",
        "likelihood-ratio",
        (f"`Z` became `x` in `{_CONTROL}`",),
    ),
    (
        "zero is added to a vector, and the sum is one",
        "layerwise-likelihood-ratio",
        ("`x` became `sample` in `total = np.zeros_like(x)`",),
    ),
)
