"""Results from elsewhere, read with suspicion: whatever is wrong with a file ends in one sentence.

Size is limited before parsing; duplicate keys, NaN literals and long numbers are refused while parsing.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, NoReturn

import numpy as np

from verification.vectors.structure import brief, first_error

LARGEST = 2 * 2**20  # bytes; the iterates of all vectors take less than 1 MiB
LONGEST = 400  # characters of a JSON number


class Unusable(ValueError):
    """The file cannot be used; the message says why in one sentence."""


class Result(NamedTuple):
    """Iterates (rows, d) that somebody computed for the vector `id`."""

    id: str
    x: np.ndarray


def read_results(source: str) -> list[Result]:
    """The results in the file `source`, or on standard input for '-'. Unusable in every other case."""
    if source == "-":
        return parse(sys.stdin.buffer.read(LARGEST + 1))
    try:
        with Path(source).open("rb") as stream:
            return parse(_limited(stream))
    except OSError as error:
        raise Unusable(f"{brief(source)} cannot be read: {error.strerror}") from None


def _limited(stream: BinaryIO) -> bytes:
    return stream.read(LARGEST + 1)


def parse(data: bytes) -> list[Result]:
    """The results in the bytes of a JSON document."""
    if len(data) > LARGEST:
        raise Unusable(f"the file must not be larger than {LARGEST} bytes")
    try:
        document = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_int=lambda text: int(_short(text)),
            parse_float=lambda text: float(_short(text)),
        )
    except UnicodeDecodeError as error:
        raise Unusable(
            f"the file must be UTF-8, got byte {data[error.start]:#04x} at {error.start}"
        ) from None
    except json.JSONDecodeError as error:
        raise Unusable(
            f"the file must be JSON: {error.msg} in line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise Unusable("the file is nested too deeply") from None
    if wrong := first_error(document, "results.schema"):
        raise Unusable(wrong)
    results = [_result(i, entry) for i, entry in enumerate(document["results"])]
    id_, times = Counter(result.id for result in results).most_common(1)[0]
    if times > 1:
        raise Unusable(f"every id must appear once, got {brief(id_)} {times} times")
    return results


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        key, times = Counter(key for key, _ in pairs).most_common(1)[0]
        raise Unusable(f"a key must appear once per object, got {brief(key)} {times} times")
    return found


def _refuse_constant(text: str) -> NoReturn:
    raise Unusable(f'{text} is no JSON: write the string "nan" or "inf"')


def _short(text: str) -> str:
    if len(text) > LONGEST:
        raise Unusable(f"a number must have at most {LONGEST} characters, got {len(text)}")
    return text


def _result(i: int, entry: dict[str, Any]) -> Result:
    rows = entry["x"]
    if len({len(row) for row in rows}) > 1:
        raise Unusable(f"results[{i}].x must have rows of equal length, got {sorted({len(r) for r in rows})}")
    return Result(
        entry["id"],
        np.array(
            [[_float(v, f"results[{i}].x[{k}][{j}]") for j, v in enumerate(r)] for k, r in enumerate(rows)]
        ),
    )


def _float(value: Any, path: str) -> float:
    """A JSON number, or a hexadecimal or decimal string, as float64; overflow is refused."""
    try:
        text = isinstance(value, str)
        number = float.fromhex(value) if text and "x" in value.lower() else float(value)
    except OverflowError:
        number = float("inf")
    if not np.isfinite(number) and not (isinstance(value, str) and value.strip("+-")[0] in "nNiI"):
        raise Unusable(f"{path} must fit into float64, got {brief(value)}")
    return number
