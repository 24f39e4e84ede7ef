"""What has been published, for good: the sha256 of every id, and the version that brought it.

`python -m verification.vectors.ledger` enters new vectors; it never changes an entry.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import refimpl
from verification.vectors.numbers import digest


def read_ledger() -> dict[str, dict[str, str]]:
    """{id: {"added_in": version, "sha256": digest}}."""
    return json.loads(files("verification.vectors").joinpath("ledger.json").read_text("utf-8"))


def entered(vector: dict[str, Any], ledger: dict[str, dict[str, str]]) -> dict[str, Any]:
    """The vector with `added_in` and `sha256` of its content. ValueError where the ledger has another digest.

    The content is everything but `measured`: rounding, horizon and power are measurements, not meaning.
    """
    known = ledger.get(vector["id"])
    vector = {**vector, "added_in": known["added_in"] if known else refimpl.__version__}
    content = {key: value for key, value in vector.items() if key != "measured"}
    sha256 = digest(content)
    if known and known["sha256"] != sha256:
        raise ValueError(
            f"{vector['id']} must keep its meaning: its content has changed since it was published"
        )
    return {**vector, "sha256": sha256}


def main() -> None:
    """Enter what is ready to be published and not yet in the ledger."""
    from verification.vectors.publish import everything

    ledger = read_ledger()
    for vector in everything().vectors:
        ledger[vector["id"]] = {"added_in": vector["added_in"], "sha256": vector["sha256"]}
    path = Path(__file__).with_name("ledger.json")
    lines = [f" {json.dumps(id_)}: {json.dumps(ledger[id_])}" for id_ in sorted(ledger)]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
