"""On a local Dask cluster: the same cells, and a worker that is killed costs nothing."""

from __future__ import annotations

import os
import signal
import warnings

import pytest
from sweeping import start, stored

pytest.importorskip("distributed", reason="the extra `sweep` (Dask) is not installed")

from distributed import Client, LocalCluster

from verification.sweep import run_sweep
from verification.sweep.distributed import DaskPool, connect
from verification.sweep.plan import plan
from verification.sweep.spec import parse_spec
from verification.sweep.work import Chunk, OtherSource

pytestmark = pytest.mark.filterwarnings("ignore")  # Dask's own threads and sockets, after a kill on purpose


@pytest.fixture(scope="module")
def cluster():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as cluster:
            yield cluster


@pytest.fixture
def client(cluster):
    with Client(cluster, set_as_default=False) as client:
        yield client


def test_a_killed_worker_costs_nothing(grid, client, tmp_path):
    killed = []

    def kill_one(rates):
        if not killed:
            killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    summary = run_sweep(grid | {"seeds": 100}, tmp_path / "l.sqlite", client=client, progress=kill_one)
    assert len(killed) == 1
    assert summary.outcomes == {"completed": 600}
    assert summary.new == 600  # none was stored twice, or the count of new rows would be another
    assert len(stored(tmp_path / "l.sqlite")) == 600
    client.wait_for_workers(2, timeout=30)


def test_the_same_cells_as_on_this_machine(grid, client, tmp_path):
    run_sweep(grid, tmp_path / "dask.sqlite", client=client)
    run_sweep(grid, tmp_path / "here.sqlite", workers=1)
    without_seconds = [
        {key: row[:13] + row[14:] for key, row in stored(tmp_path / name).items()}
        for name in ("dask.sqlite", "here.sqlite")
    ]
    assert without_seconds[0] == without_seconds[1]
    assert run_sweep(grid, tmp_path / "dask.sqlite", client=client).new == 0


def test_the_command_with_a_scheduler(spec_file, cluster, tmp_path):
    process = start(spec_file, "--scheduler", cluster.scheduler_address, "--ledger", tmp_path / "l.sqlite")
    out, errors = process.communicate()
    assert process.returncode == 0, errors
    assert "24 of 24 cells done, 24 of them new: 24 completed" in out


def test_engines_are_those_of_the_workers(client):
    assert DaskPool(client).lacking(("numpy", "ball")) == {}


def test_a_worker_with_other_source_is_refused(grid, client):
    group = plan(parse_spec(grid), {}).groups[0]._replace(source="0" * 16)
    with DaskPool(client) as pool:
        pool.submit(Chunk(group, (0,)))
        with pytest.raises(OtherSource, match="every worker must have the source"):
            pool.wait(60)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://", "127.0.0.1:notaport"])
def test_no_scheduler_there(address, monkeypatch):
    monkeypatch.setattr("verification.sweep.distributed.TIMEOUT", 0.3)
    with pytest.raises(
        ValueError, match="the scheduler must be a Dask scheduler such as tcp://host:8786, got"
    ):
        connect(address)
