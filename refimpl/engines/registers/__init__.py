"""The compiled engine with vectors of a fixed small dimension in registers: no array is made in a step.

Code is compiled for each dimension. A step on few entries takes down to a fifteenth of the time [measured: gradient
descent at d = 2, 6 against 89 ns, Newton's method 0.14 against 0.9 us]. What a method and a problem do with vectors and
matrices must be among what the modules here know; where it is not, the engine refuses and says what was in the way.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numba.core.errors import NumbaError

from refimpl.engines.base import EngineUnavailable
from refimpl.engines.compiled import CompiledEngine
from refimpl.engines.registers import choices, entrywise, matrices, products, systems, words  # noqa: F401 they teach Numba
from refimpl.engines.registers.boundary import Small
from refimpl.engines.registers.kinds import LARGEST

_SOURCE = "".join(path.read_text("utf-8") for path in sorted(Path(__file__).parent.glob("*.py")))


def _source() -> str:
    """What is compiled in besides the loop, for the key of what is kept on disk."""
    return _SOURCE


class RegisterEngine(CompiledEngine):
    """Numba with vectors of up to `LARGEST` entries in registers."""

    compiled_in = (*CompiledEngine.compiled_in, _source)

    def load(self, leaf: Any) -> Any:
        """Arrays of one or two dimensions, none larger than fits, as those of a fixed shape."""
        small = isinstance(leaf, np.ndarray) and leaf.dtype == np.float64 and leaf.ndim in (1, 2)
        if small and min(leaf.shape) > 0 and max(leaf.shape) <= LARGEST:
            return Small(leaf)
        return leaf

    def driver(self, loop: Callable[..., Any]) -> Callable[..., Any]:
        """The compiled loop. Raises EngineUnavailable where the code of its arguments does not compile for vectors."""
        drive = super().driver(loop)

        def refuse(algorithm: Any, problem: Any, *others: Any) -> Any:
            try:
                return drive(algorithm, problem, *others)
            except (
                NumbaError,
                AttributeError,
                NotImplementedError,
            ) as error:  # Numba's own functions on new types
                raise EngineUnavailable(
                    f"engine 'numba' with registers=True cannot compile {type(algorithm).__name__} here; use it "
                    f"without: {_cause(str(error))}"
                ) from None

        return refuse


def _cause(message: str) -> str:
    """The innermost complaint of a message of Numba's, which goes from the outside in."""
    told = [line.strip() for line in message.splitlines() if line.strip()]
    return next(
        (
            line
            for line in told
            if line.startswith(("No implementation", "Unknown attribute", "Cannot unify"))
        ),
        told[-1],
    )
