"""The results of a verification as a file: `results.json`, from which the page and the documentation are made."""

from __future__ import annotations

import datetime
import json
import platform
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

import refimpl
from verification.finding import Curve, Finding, Picture
from verification.report.files import write
from verification.report.thinning import CLAIM_POINTS, CONTROL_POINTS, significant, thin
from verification.verify import Result

FILE, FORMAT, SCHEMA = "results.json", "refimpl-results", 1
MAX = sys.float_info.max

_TEXT, _MAYBE, _NUMBER = (str,), (int, float, type(None)), (int, float)
_PICTURE = {
    "xlabel": _TEXT, "ylabel": _TEXT, "xscale": _TEXT, "yscale": _TEXT,
    "curves": [{"label": _TEXT, "role": _TEXT, "x": [_NUMBER], "y": [_NUMBER]}],
}  # fmt: skip
_CONTROL = {
    "name": _TEXT, "fault_class": _TEXT, "words": _TEXT, "rejected": (bool,), "verdict": _TEXT, "measured": _TEXT,
    "prediction": _TEXT, "reason": _TEXT, "slack": _MAYBE, "picture": (_PICTURE, None),
}  # fmt: skip
_CLAIM = {
    "claim": _TEXT, "algorithm": _TEXT, "family": _TEXT, "paper": _TEXT, "theorem": _TEXT, "kind": _TEXT,
    "standing": _TEXT, "statement": _TEXT, "verdict": _TEXT, "prediction": _TEXT, "measured": _TEXT, "slack": _MAYBE,
    "checked": (int,), "reason": _TEXT, "alpha": _NUMBER, "engine": _TEXT, "seconds": _NUMBER, "stands": (bool,),
    "picture": (_PICTURE, None), "controls": [_CONTROL],
}  # fmt: skip
_RESULTS = {"refimpl": _TEXT, "python": _TEXT, "numpy": _TEXT, "date": _TEXT, "claims": [_CLAIM]}


def thinned(result: Result) -> Result:
    """The result with the points that a picture needs: it travels between processes and into the file."""
    controls = tuple(c._replace(finding=_thinned(c.finding, CONTROL_POINTS)) for c in result.controls)
    return result._replace(finding=_thinned(result.finding, CLAIM_POINTS), controls=controls)


def write_results(folder: Path, results: Iterable[Result]) -> Path:
    """Write `results.json` into `folder`, whole or not at all; one claim a line, sorted by name."""
    lines = [_compact(claim_data(r)) for r in sorted(results, key=lambda r: r.claim.name)]
    head = {"format": FORMAT, "schema": SCHEMA, "refimpl": refimpl.__version__,
            "python": platform.python_version(), "numpy": np.__version__,
            "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d")}  # fmt: skip
    text = _compact(head)[:-1] + ',"claims":[\n' + ",\n".join(lines) + "\n]}\n"
    return write(folder / FILE, text)


def read_results(folder: Path | str) -> dict[str, Any]:
    """The results in `folder` (or in the file itself), as plain data.

    Keys: `refimpl`, `python`, `numpy` (versions), `date` (ISO, UTC) and `claims`, a list sorted by name. A claim has
    what `Result.as_json` gives, further `stands` and `picture`: None, or `xlabel`, `ylabel`, `xscale`, `yscale`
    ('log' or 'linear') and `curves`, each with `label`, `role` ('theory' or 'measured'), `x` and `y` (equally many
    finite numbers). Each of its `controls` has its own `prediction`, `reason`, `slack` and `picture` besides.
    ValueError in one sentence where the file is missing, cut off, not ours or of another schema.
    """
    path = Path(folder)
    path = path / FILE if path.is_dir() else path
    if not path.exists():
        raise ValueError(
            f"there must be a {FILE} in {folder}, and there is none; `refimpl verify --out {folder}` writes it"
        )
    try:
        data = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} must be complete JSON, and is not: {error}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError(
            f"{path} must hold results of `refimpl verify` (format {FORMAT!r}), and holds something else"
        )
    if data.get("schema") != SCHEMA:
        raise ValueError(
            f"{path} must have schema {SCHEMA}, got {data.get('schema')!r}; verify again to renew it"
        )
    if fault := _fault(data, _RESULTS, "results"):
        raise ValueError(f"{path} is damaged: {fault}")
    return data


def as_picture(data: dict[str, Any] | None) -> Picture | None:
    """A picture of the file as it was before."""
    if data is None:
        return None
    curves = tuple(
        Curve(c["label"], np.array(c["x"], float), np.array(c["y"], float), c["role"]) for c in data["curves"]
    )
    return Picture(curves, data["xlabel"], data["ylabel"], data["xscale"], data["yscale"])


def claim_data(result: Result) -> dict[str, Any]:
    """One claim as it stands in the file."""
    data = result.as_json() | {"stands": result.stands, "picture": _picture(result.finding.picture)}
    for entry, control in zip(data["controls"], result.controls):
        finding = control.finding
        entry |= {"prediction": finding.prediction, "reason": finding.reason, "slack": _finite(finding.slack),
                  "picture": _picture(finding.picture)}  # fmt: skip
    return data | {"slack": _finite(result.finding.slack)}


def _thinned(finding: Finding, most: int) -> Finding:
    picture = finding.picture
    return finding if picture is None else finding._replace(picture=thin(picture, most))


def _picture(picture: Picture | None) -> dict[str, Any] | None:
    if picture is None or not picture.curves:
        return None
    picture = thin(picture, CLAIM_POINTS)
    digits = {axis: significant([getattr(c, axis) for c in picture.curves]) for axis in "xy"}
    curves = [
        {"label": c.label, "role": c.role, "x": _numbers(c.x, digits["x"]), "y": _numbers(c.y, digits["y"])}
        for c in picture.curves
    ]
    return {"xlabel": picture.xlabel, "ylabel": picture.ylabel, "xscale": picture.xscale,
            "yscale": picture.yscale, "curves": curves}  # fmt: skip


def _numbers(values: np.ndarray, digits: int) -> list[int | float]:
    """Whole numbers as they are, others to so many digits."""
    rounded = [v if v.is_integer() else float(f"{v:.{digits}g}") for v in values.tolist()]
    return [int(v) if v.is_integer() and abs(v) < 2**53 else v for v in rounded]


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _compact(data: Any) -> str:
    return json.dumps(data, allow_nan=False, separators=(",", ":"))


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _fault(value: Any, shape: Any, at: str) -> str:
    """What is wrong with the value, in words; empty where it has the shape."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return f"{at} must be an object, got {value!r:.60}"
        missing = sorted(set(shape) - set(value))
        if missing:
            return f"{at} lacks {', '.join(missing)}"
        found = next(
            filter(None, (_fault(value[key], part, f"{at}.{key}") for key, part in shape.items())), ""
        )
        uneven = not found and "x" in shape and len(value["x"]) != len(value["y"])
        return f"{at} must have as many x as y" if uneven else found
    if isinstance(shape, list):
        if not isinstance(value, list):
            return f"{at} must be a list, got {value!r:.60}"
        if shape[0] is _NUMBER and all(type(v) in _NUMBER and abs(v) <= MAX for v in value):
            return ""
        return next(filter(None, (_fault(v, shape[0], f"{at}[{i}]") for i, v in enumerate(value))), "")
    if None in shape:
        return "" if value is None else _fault(value, shape[0], at)
    fits = isinstance(value, shape) and (bool in shape or not isinstance(value, bool))
    fits = fits and not (isinstance(value, float) and abs(value) > MAX)
    return "" if fits else f"{at} must be {' or '.join(t.__name__ for t in shape)}, got {value!r:.60}"
