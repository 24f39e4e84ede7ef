"""Ground-truth reference implementations of optimisation algorithms, one source for four engines."""

from refimpl.core.outcome import Outcome as Outcome
from refimpl.core.registry import METHODS as METHODS
from refimpl.core.registry import get_method as get_method
from refimpl.core.run import run as run
from refimpl.core.run import run_many as run_many
from refimpl.core.trajectory import Trajectory as Trajectory
from refimpl.engines import EngineUnavailable as EngineUnavailable
from refimpl.engines import get_engine as get_engine

__version__ = "0.1.0"
