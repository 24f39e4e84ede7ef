"""Equivalent mutants of the dp family, with the reason."""

from __future__ import annotations

_LENGTH = "only the length is read, and all of these have n entries or rows"
_TIE = "a draw that equals q has probability 2^-53; dp-sgd.moments-of-a-step lists that outcome and tells the two apart"
_AUDITED = "not observable: of the first release only the direction enters the iterate; the field is there for audits"

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *(
        (
            _LENGTH,
            algorithm,
            (
                "`0` became `1` in `included = np.zeros_like(G[:, 0])`",
                "`0` became `-1` in `included = np.zeros_like(G[:, 0])`",
                "`G` became `included` in `for i in range(G.shape[0]):`",
                "`G` became `included` in `return (total + noise) / (rate * G.shape[0])`",
                "`G` became `size` in `return (total + noise) / (rate * G.shape[0])`",
            ),
        )
        for algorithm in ("dp-sgd", "dp-sat", "dp-sam")
    ),
    *(
        (
            _TIE,
            algorithm,
            ("`rng.random() < rate` became `rng.random() <= rate` in `if rng.random() < rate:`",),
        )
        for algorithm in ("dp-sgd", "dp-sat", "dp-sam")
    ),
    (
        _AUDITED,
        "dp-sam",
        (
            "`np.zeros_like(x0)` became `x0` in `return State(x0, np.zeros_like(x0))`",
            "`State(state.x - self.step_size * p, a)` became `State(state.x - self.step_size * p, state.ascent)` in "
            "`return State(state.x - self.step_size * p, a)`",
            "`a` became `state.x` in `return State(state.x - self.step_size * p, a)`",
            "`a` became `p` in `return State(state.x - self.step_size * p, a)`",
            *(
                f"`self.sampling_rate` became `{other}` in `a = privatised_mean(G, included, self.clip, "
                "self.noise_multiplier, self.sampling_rate, rng)`"
                for other in (
                    "2 * self.sampling_rate",
                    "1.02 * self.sampling_rate",
                    "self.step_size",
                    "self.clip",
                )
            ),
        ),
    ),
)
