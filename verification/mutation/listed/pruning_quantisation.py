"""Equivalent mutants of the family pruning and quantisation, with the reason."""

from __future__ import annotations

_START = (
    "return State(x0, np.cumsum(X[:, 0]), identity_like(X @ X.T), np.cumsum(X[0]), identity_like(X.T @ X), 0)"
)
_LEVEL = "nearest = np.where((low + high) * top < 450 * M, nearest + (high - low), nearest)"
_L = "w, U = method.stored(b * rebuilt(w, method.turned(U)) + (1 - b) * (G @ G.T))"
_R = "v, Z = method.stored(b * rebuilt(v, method.turned(Z)) + (1 - b) * (G.T @ G))"
_P = "P = inverse_fourth_root(w, method.turned(U), method.epsilon)"
_Q = "Q = inverse_fourth_root(v, method.turned(Z), method.epsilon)"
_ROOT = "return V / np.sqrt(np.sqrt(np.maximum(w, 0.0) + epsilon * np.max(w))) @ V.T"
_ROWS = "for i in range(1, V.shape[0]):"

# what both share: reason, what the mutants are called
_BOTH: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("all entries of X are epsilon", (f"`0` became `-1` in `{_START}`",)),
    (
        "t and -t are multiples of the period together, and nothing else is read of t",
        ("`state.t + 1` became `state.t - 1` in `return State(x, w, U, v, Z, state.t + 1)`",),
    ),
    (
        "w, U, v and Z are those of the state until they are written",
        tuple(
            f"`{name}` became `state.{name}` in `{statement}`"
            for statement, names in ((_L, "wU"), (_R, "vZ"))
            for name in names
        ),
    ),
    (
        "P is symmetric",
        ("`P @ G` became `P.T @ G` in `D = (P @ G @ Q).reshape(state.x.shape[0])`",),
    ),
    (
        "only a shape is lent, which the first comparison brings as well",
        tuple(
            f"`{old}` became `{new}` in `nearest = 0 * M + level(0)`"
            for old, new in (("0 * M + level(0)", "level(0)"), ("0 * M", "0"), ("M", "top"))
        ),
    ),
    (
        "above the last level: 514 top < 450 M for no M <= top",
        ("`15` became `16` in `for j in range(15):`",),
    ),
    (
        "middles ascend: where the condition holds, all before did, and nearest is low; where it fails, nearest <= "
        "low, and the middle of that lower level and high is above the middle below which M lies",
        tuple(
            f"`{old}` became `{new}` in `{_LEVEL}`" for old, new in (("low", "nearest"), ("nearest", "low"))
        ),
    ),
    (
        "the roots are regular: D and the gradient are zero together",
        ("`size` became `length` in `return length / (size + (size == 0)) * x`",),
    ),
    (
        "the maximum with the first row once more; the matrices are square, and top is as long as a row",
        tuple(
            f"`{old}` became `{new}` in `for i in range(1, Z.shape[0]):`"
            for old, new in (("1", "0"), ("0", "1"), ("Z", "top"))
        ),
    ),
)

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *((reason, owner, words) for owner in ("shampoo-4bit", "shampoo-4bit-naive") for reason, words in _BOTH),
    (
        "turned returns its argument",
        "shampoo-4bit-naive",
        tuple(
            f"`method.turned({V})` became `{V}` in `{statement}`"
            for V, statement in (("U", _L), ("Z", _R), ("U", _P), ("Z", _Q))
        ),
    ),
    (
        "V V' is symmetric",
        "shampoo-4bit",
        ("`V @ V.T @ V` became `(V @ V.T).T @ V` in `return 1.5 * V - 0.5 * (V @ V.T @ V)`",),
    ),
    (
        "V is square, and w and every row as long",
        "shampoo-4bit",
        (
            f"`0` became `1` in `{_ROWS}`",
            *(f"`V` became `{other}` in `{_ROWS}`" for other in ("A", "w", "total")),
        ),
    ),
    (
        "rounding decides where a sum of computed eigenvectors is exactly zero",
        "shampoo-4bit",
        ("`total < 0` became `total <= 0` in `return (w, np.where(total < 0, -V, V))`",),
    ),
    (
        "rounding decides where an entry of a computed eigenvector lies in the middle of two levels",
        "shampoo-4bit",
        (f"`(low + high) * top < 450 * M` became `(low + high) * top <= 450 * M` in `{_LEVEL}`",),
    ),
    (
        "the gaps that are not passed sum to minus the level: -U is stored, and of U only even functions are read",
        "shampoo-4bit",
        (
            "`np.where((low + high) * top < 450 * M, nearest + (high - low), nearest)` became "
            f"`np.where((low + high) * top < 450 * M, nearest, nearest + (high - low))` in `{_LEVEL}`",
        ),
    ),
    (
        "2 becomes -1 and stays there in Bjorck's steps: the factor of -I is that of I",
        "shampoo-4bit",
        ("`1.0` became `2.0` in `eye[i, i] = 1.0`",),
    ),
    (
        "w > 0: eigenvalues of b V diag(w) V' with w > 0 and V regular, plus a square",
        "shampoo-4bit",
        (
            f"`0.0` became `-1.0` in `{_ROOT}`",
            f"`np.maximum(w, 0.0)` became `w` in `{_ROOT}`",
        ),
    ),
)
