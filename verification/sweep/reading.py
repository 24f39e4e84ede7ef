"""Checks of what stands in a specification: each returns the value or raises ValueError with one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

LARGEST = 2**63 - 1  # what the ledger's integer columns hold


def items(data: dict[str, Any], key: str, default: list[Any] | None = None) -> list[Any]:
    """The list under `key`, not empty; `default` where the key is left out."""
    if default is not None and key not in data:
        return default
    if not isinstance(data[key], list) or not data[key]:
        raise ValueError(f"{key} must be a list that is not empty, got {data[key]!r}")
    return data[key]


def integer(name: str, value: Any, least: int, most: int = LARGEST) -> int:
    """The value, an integer between `least` and `most`."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        upper = "" if most == LARGEST else f" and at most {most}"
        raise ValueError(f"{name} must be an integer of at least {least}{upper}, got {value!r}")
    return value


def one_of(name: str, value: Any, choices: Iterable[str]) -> str:
    """The value, a string among `choices`."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}, got {value!r}")
    return value


def table(name: str, value: Any, wanted: str) -> None:
    """Raise unless the value is a table."""
    if not isinstance(value, dict):
        raise ValueError(f"{name} must be {wanted}, got {value!r}")


def known(what: str, given: dict[str, Any], among: Iterable[str]) -> None:
    """Raise unless every key is known."""
    for key in given:
        if key not in among:
            raise ValueError(f"a {what} must be one of {', '.join(among) or '(none)'}, got {key!r}")


def distinct(name: str, values: Iterable[Any]) -> tuple[Any, ...]:
    """The values as a tuple, none of them twice."""
    found: dict[Any, Any] = {}
    for value in values:
        key = value if isinstance(value, int | float | str) else repr(value)
        if key in found:
            raise ValueError(f"{name} must not hold anything twice, got {value!r} again")
        found[key] = value
    return tuple(found.values())
