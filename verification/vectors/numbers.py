"""Numbers in vector files: strings only, hexadecimal for float64 and decimal for readers and long arithmetic.

JSON numbers are used for integers alone, so the canonical form of a file has one spelling in every language.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from refimpl.core.leaves import is_record

DIGITS = 40  # of the decimals of iterates
UPWARD = Context(prec=3, rounding=ROUND_CEILING)


def nested(leaf: Callable[[Any], Any], values: Any) -> Any:
    """`values`, nested sequences, with `leaf` applied to every entry."""
    if isinstance(values, list | tuple | np.ndarray) and np.ndim(values):
        return [nested(leaf, value) for value in values]
    return leaf(values)


def exact(values: Any) -> dict[str, Any]:
    """Given float64 data: both spellings are the very same number."""
    return {
        "hex": nested(lambda v: float(v).hex(), values),
        "decimal": nested(lambda v: str(Decimal(float(v))), values),
    }


def encoded(value: Any) -> Any:
    """A record, array, real number or integer of this library as a vector file spells it."""
    if is_record(value):
        fields = {name: encoded(field) for name, field in value._asdict().items()}
        return {"class": type(value).__name__, "fields": fields}
    if isinstance(value, int | np.integer):
        return int(value)
    return exact(value)


def upward(value: float | Fraction) -> str:
    """A radius with three digits, never smaller than `value`."""
    exactly = Fraction(value)
    return str(UPWARD.divide(Decimal(exactly.numerator), Decimal(exactly.denominator)))


def rounded(low: Fraction, high: Fraction) -> str:
    """The number between `low` and `high` with 40 digits. ValueError where the two round to different ones."""
    context = Context(prec=DIGITS)
    first, second = (context.divide(Decimal(v.numerator), Decimal(v.denominator)) for v in (low, high))
    if first != second:
        raise ValueError(f"the enclosure must fix {DIGITS} digits, got {first} and {second}")
    return str(first.normalize(context))


def digest(content: Any) -> str:
    """sha256 of the canonical form: keys sorted, no spaces, ASCII, integers and strings only."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
