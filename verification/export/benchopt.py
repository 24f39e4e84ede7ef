"""A folder that benchopt runs: an objective, the problems with their certified optima as JSON, a first solver."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems.registry import EXAMPLES, Example
from verification.export.certify import Uncertified, state

TEMPLATE = Path(__file__).parent / "benchmark"
SCHEMA = 1


class Exported(NamedTuple):
    """Names of the problems that were written, and of the others with the reason."""

    written: tuple[str, ...]
    left_out: dict[str, str]


def export(folder: Path) -> Exported:
    """Write the benchmark into `folder`. ValueError unless that is empty or new; OSError from the disk passes."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ValueError(f"{folder} must be an empty or a new folder, and is not")
    written, left_out = {}, {}
    for name, example in EXAMPLES.items():
        try:
            written[name] = described(name, example)
        except Uncertified as reason:
            left_out[name] = str(reason)
    shutil.copytree(TEMPLATE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "problems").mkdir()
    for name, data in written.items():
        text = json.dumps(data, indent=1, allow_nan=False)
        (folder / "problems" / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return Exported(tuple(written), left_out)


def described(name: str, example: Example) -> dict[str, Any]:
    """A problem as plain data; Uncertified where its optimum is not certified.

    Floats are written so that they are read back to the last bit. `smoothness` and `strong_convexity` are float64
    values without certificate.
    """
    problem = example.build()
    stated = state(problem)
    return {
        "schema": SCHEMA,
        "name": name,
        "description": example.description,
        "kind": stated.kind,
        "data": {key: np.asarray(value, float).tolist() for key, value in stated.data.items()},
        "start": list(example.start),
        "smoothness": float(problem.smoothness()),
        "strong_convexity": float(problem.strong_convexity()),
        "minimizer": stated.optimum.minimizer.tolist(),
        "minimizer_radius": stated.optimum.minimizer_radius,
        "minimum": stated.optimum.minimum,
        "minimum_radius": stated.optimum.minimum_radius,
    }
