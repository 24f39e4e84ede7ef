"""SciPy's gradient methods: none of them is a registered algorithm, and the oracle says why."""

from __future__ import annotations

from functools import partial
from typing import Any

from verification.adapters.scipy import minimizer
from verification.verdicts.entry import Entry


def entries() -> list[Entry]:
    """One entry per method."""
    compared = {"L-BFGS-B": "lbfgs", "BFGS": "lbfgs", "CG": "sgd-momentum", "Newton-CG": "root-newton"}
    return [
        Entry("scipy", f"minimize({name})", algorithm, None, minimizer(partial(_keywords, name)))
        for name, algorithm in compared.items()
    ]


def _keywords(name: str, parameters: dict[str, Any]) -> dict[str, Any]:
    return {"method": name}
