"""Equivalent mutants of the hessian-spectrum family, with the reason."""

from __future__ import annotations

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "q is a vector, its last axis is its first",
        "policy-gradient",
        ("`0` became `-1` in `for b in range(1, q.shape[0]):`",),
    ),
    (
        "a draw that equals a partial sum has probability 2^-53; policy-gradient.first-iterates-on-three-states has it",
        "policy-gradient",
        ("`u >= total` became `u > total` in `if u >= total:`",),
    ),
    (
        "a is b unless u is below the partial sum already, and there it stays whatever is added",
        "policy-gradient",
        ("`b` became `a` in `total = total + q[b]`",),
    ),
    *(
        (
            "length = 1 in every call of this method",
            algorithm,
            (
                "`length / (size + (size == 0))` became `1 / (size + (size == 0))` in "
                "`return length / (size + (size == 0)) * x`",
            ),
        )
        for algorithm in ("power-iteration", "lanczos", "stochastic-lanczos-quadrature", "spectral-momentum")
    ),
    (
        "the product with the zero vector is the zero matrix, whatever the other factor",
        "lanczos",
        ("`nothing` became `x0` in `return State(x0, np.outer(nothing, nothing), 0)`",),
    ),
    *(
        (
            "the product with the zero vector is the zero matrix, whatever the other factor",
            algorithm,
            ("`z` became `point` in `basis = np.outer(np.zeros_like(z[:order]), z)`",),
        )
        for algorithm in ("stochastic-lanczos-quadrature", "spectral-momentum")
    ),
    (
        "an estimate comes before the first use",
        "spectral-momentum",
        (
            "`np.zeros_like(x0[:1])` became `x0[:1]` in "
            "`return State(x0, x0, np.zeros_like(x0[:1]), np.zeros_like(x0[:1]), 0)`",
        ),
    ),
    (
        "only whether k is a multiple of the period matters, and -k is one where k is",
        "spectral-momentum",
        ("`state.k + 1` became `state.k - 1` in `return State(x, state.x, eta, beta, state.k + 1)`",),
    ),
    (
        "both have the length d",
        "spectral-momentum",
        ("`state.x` became `state.x_before` in `z = np.sign(rng.standard_normal(state.x.shape[0]))`",),
    ),
    (
        "the eigenvectors are not used",
        "spectral-momentum",
        ("`V` became `H` in `return (w, V.copy())`", "`V` became `w` in `return (w, V.copy())`"),
    ),
    (
        "pi is taken from ones of any shape that fits",
        "stochastic-lanczos-quadrature",
        (
            "`t` became `width` in "
            "`return np.exp(-s * s / 2) / (width * np.sqrt(8.0 * np.arctan(np.ones_like(t))))`",
            "`t` became `s` in `return np.exp(-s * s / 2) / (width * np.sqrt(8.0 * np.arctan(np.ones_like(t))))`",
        ),
    ),
    (
        "there are as many weights as nodes, and one column of the grid is repeated as often as it must",
        "stochastic-lanczos-quadrature",
        (
            "`tau` became `theta` in `columns = np.outer(self.grid, np.ones_like(tau))`",
            "`tau` became `state.k` in `columns = np.outer(self.grid, np.ones_like(tau))`",
        ),
    ),
    (
        "the rows of the basis may stand in any order: only the projection onto their span is used",
        "lanczos",
        (
            "`state.k` became `state.k + 1` in `basis[state.k] = q`",
            "`state.k` became `state.k - 1` in `basis[state.k] = q`",
        ),
    ),
    (
        "a vector has one axis, as long as the basis",
        "lanczos",
        (
            "`0` became `-1` in `if state.k + 1 >= state.x.shape[0]:`",
            "`state.x` became `state.basis` in `if state.k + 1 >= state.x.shape[0]:`",
        ),
    ),
    (
        "H is linear, and a unit vector is made of the result: the length of its argument does not matter",
        "lanczos",
        ("`q` became `state.x` in `w = orthogonal_part(basis, problem.hessian_vector(self.point, q))`",),
    ),
    *(
        (
            "equal in exact arithmetic; rounding needs the second pass: lanczos.orthonormal-basis, control one-pass",
            algorithm,
            ("`2` became `1` in `for _ in range(2):`", "`2` became `3` in `for _ in range(2):`"),
        )
        for algorithm in (
            "lanczos",
            "stochastic-lanczos-quadrature",
            "spectral-momentum",
            "krylov-saddle-free-newton",
        )
    ),
    *(
        (
            "a vector has one axis",
            algorithm,
            ("`0` became `-1` in `z = np.sign(rng.standard_normal(state.x.shape[0]))`",),
        )
        for algorithm in ("hutchinson", "stochastic-lanczos-quadrature", "spectral-momentum")
    ),
)
