"""Equivalent mutants of hidden-weight training, with the reason."""

from __future__ import annotations

_ALL = ("owo-bp", "hwo", "oig", "oig-hwo")
_PLAIN = ("owo-bp", "oig")  # direction returns G
_GAINED = "self.gained(G, D, problem.gauss_newton(state.x)[:k, :k].copy())"
_MOVED = f"moved = W + {_GAINED}"
_DIRECTION = "D = self.direction(G, state.R)"
_ONE = "return quotient(np.dot(G.ravel(), d), (1 + self.damping) * np.dot(d, H @ d)) * D"
_GAINS = "r = scaled_solve(B.T @ (H @ B), np.sum(G * D, axis=0), self.damping)"
_ENTRY = "M[i, i] = 1.0 if H[i, i] == 0 else (1 + damping) * H[i, i]"
_IS_G = "D is G: without moments the direction is the gradient itself"

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *(("R is square", m, ("`0` became `1` in `p = state.R.shape[0]`",)) for m in _ALL),
    *(
        (
            "matrix and right side have one length, and M is a copy of H whose diagonal is read before it is written",
            m,
            (
                "`H` became `b` in `for i in range(H.shape[0]):`",
                "`H` became `M` in `for i in range(H.shape[0]):`",
                f"`H` became `M` in `{_ENTRY}`",
            ),
        )
        for m in _ALL
    ),
    *(
        (
            "a zero on the diagonal of a Gram matrix is a row of zeros, where the right side, in its range, is zero: "
            "so is the solution, whatever the number",
            m,
            (f"`1.0` became `2.0` in `{_ENTRY}`",),
        )
        for m in _ALL
    ),
    *(("H is symmetric", m, (f"`H @ d` became `H.T @ d` in `{_ONE}`",)) for m in ("owo-bp", "hwo")),
    *(("H is symmetric", m, (f"`H @ B` became `H.T @ B` in `{_GAINS}`",)) for m in ("oig", "oig-hwo")),
    *(
        (
            _IS_G,
            m,
            (
                f"`{_GAINED}` became `{_GAINED.replace('G, D', 'D, G')}` in `{_MOVED}`",
                f"`self.direction(G, state.R)` became `G` in `{_DIRECTION}`",
                f"`state.R` became `state.x` in `{_DIRECTION}`",
                f"`G` became `D` in `{_MOVED}`",
                f"`D` became `G` in `{_MOVED}`",
            ),
        )
        for m in _PLAIN
    ),
    (
        _IS_G,
        "owo-bp",
        (
            "`D` became `G` in `d = D.ravel()`",
            f"`G` became `D` in `{_ONE}`",
            f"`G` became `d` in `{_ONE}`",
            f"`D` became `G` in `{_ONE}`",
        ),
    ),
    (
        _IS_G,
        "oig",
        (
            "`D` became `G` in `m, p = D.shape`",
            "`D` became `G` in `B[j * p + n, n] = D[j, n]`",
            f"`G` became `D` in `{_GAINS}`",
            f"`D` became `G` in `{_GAINS}`",
            "`D` became `G` in `return D * r`",
        ),
    ),
    ("G and D have one shape", "oig-hwo", ("`D` became `G` in `m, p = D.shape`",)),
)
