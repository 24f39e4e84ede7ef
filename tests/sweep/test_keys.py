"""Content keys: everything that decides a result changes the key, nothing else does."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from sweeping import ROOT

from refimpl.flatness.sam import SAM
from refimpl.problems.registry import EXAMPLES
from verification.sweep import families, plan, source
from verification.sweep.plan import Group
from verification.sweep.spec import Setting, parse_spec

GROUP = Group(Setting("algorithm", "sam", (("rho", 0.1),)), Setting("family", "chain", (("scale", 1.0),)), 3, 5,
              "numpy", "float64", ("value",), "abc")  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"algorithm": Setting("algorithm", "newton", (("rho", 0.1),))},
        {"algorithm": Setting("algorithm", "sam", (("rho", 0.1 + 2**-55),))},
        {"algorithm": Setting("algorithm", "sam")},
        {"problem": Setting("example", "chain", (("scale", 1.0),))},
        {"problem": Setting("family", "chain", (("scale", 1.0), ("seed", 0)))},
        {"dimension": 4},
        {"steps": 6},
        {"engine": "numba"},
        {"precision": "float32"},
        {"precision": 64},
        {"observables": ("value", "gradient-norm")},
        {"source": "abd"},
    ],
)
def test_every_input_is_in_the_key(change):
    assert GROUP._replace(**change).key(0) != GROUP.key(0)


def test_keys_of_seeds_differ_and_do_not_depend_on_the_session():
    keys = {GROUP.key(seed) for seed in range(1000)} | {
        GROUP._replace(steps=51).key(seed) for seed in range(9)
    }
    assert len(keys) == 1009
    program = (
        "from verification.sweep.plan import Group; from verification.sweep.spec import Setting;"
        f"print({GROUP!r}.key(7))"
    )
    out = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert out.stdout.strip() == GROUP.key(7)


def test_the_cells_of_a_group_stand_side_by_side():
    """Keys in order are seeds in order, to the largest seed: a transaction touches few pages of the ledger."""
    seeds = [0, 1, 9, 10, 15, 16, 255, 256, 10**6, 2**63 - 1]
    keys = [GROUP.key(seed) for seed in seeds]
    assert keys == sorted(set(keys))
    assert {len(key) for key in keys} == {64}
    assert len({key[:48] for key in keys}) == 1


def test_comments_layout_and_docstrings_are_no_change():
    before = source.code_hash('"""Title."""\n\ndef f(x):\n    """Text."""\n    return x + 1\n')
    assert before == source.code_hash("# a comment\ndef f(x):\n    return (x   + 1)  # one more\n")
    assert before != source.code_hash("def f(x):\n    return x + 2\n")
    assert before != source.code_hash("def f(x):\n    'x' + x\n    return x + 1\n")


def test_what_a_method_reaches():
    reached = source.reachable(["refimpl.flatness.sam", "refimpl.core.run", "refimpl.problems.logistic"])
    for used in (
        "refimpl.core.dialect",
        "refimpl.core.loop",
        "refimpl.engines.base",
        "refimpl.problems.exact",
    ):
        assert used in reached
    for unused in (
        "refimpl.flatness.asam",
        "refimpl.problems.chain",
        "refimpl.problems",
        "refimpl.core.registry",
    ):
        assert unused not in reached


def test_a_name_handed_on_by_a_package_leads_to_its_own_module(tmp_path, monkeypatch):
    fake_project(tmp_path, monkeypatch)
    assert source.reachable(["refimpl.method"]) == {
        "refimpl.method",
        "refimpl.parts.used",
        "refimpl.parts.deep",
    }


@pytest.mark.parametrize(
    ("file", "edit", "changes"),
    [
        ("method.py", "VALUE = helper + 1", True),
        ("parts/used.py", "helper = 2", True),
        ("parts/deep.py", "deep = 2", True),  # imported inside a function of what is used
        ("parts/unused.py", "unused = 2", False),
        ("parts/used.py", "# a comment", False),
    ],
)
def test_an_edit_changes_the_hash_where_the_module_is_used(tmp_path, monkeypatch, file, edit, changes):
    fake_project(tmp_path, monkeypatch)
    before = source.source_hash(["refimpl.method"], "numpy")
    path = tmp_path / "refimpl" / file
    path.write_text(path.read_text() + edit + "\n")
    forget()
    assert (source.source_hash(["refimpl.method"], "numpy") != before) is changes


def test_an_edit_of_the_real_source_changes_the_keys_of_those_who_use_it(tmp_path, monkeypatch):
    """scale_to_norm's file is SAM's; the file of another method is not."""
    shutil.copytree(ROOT / "refimpl", tmp_path / "refimpl", ignore=shutil.ignore_patterns("__pycache__"))
    found = source._path
    monkeypatch.setattr(source, "_path", lambda name: tmp_path / found(name).relative_to(ROOT)
                        if name.startswith("refimpl") else found(name))  # fmt: skip
    hashes = []
    for file in (None, "flatness/asam.py", "core/dialect.py", "engines/ball.py"):
        if file:
            path = tmp_path / "refimpl" / file
            path.write_text(path.read_text() + "\nADDED = 1\n")
        forget()
        modules = ["refimpl.core.run", "refimpl.flatness.sam", "refimpl.problems.chain"]
        hashes.append(source.source_hash(modules, "numpy"))
    forget()
    assert hashes[0] == hashes[1]
    assert hashes[1] != hashes[2]
    assert hashes[2] == hashes[3]  # SAM on a chain computes no ball


def test_the_engine_and_the_versions_of_libraries_are_in_the_source(monkeypatch):
    modules = ["refimpl.flatness.sam"]
    before = {engine: source.source_hash(modules, engine) for engine in ("numpy", "numba")}
    assert before["numpy"] != before["numba"]
    source._version.cache_clear()
    monkeypatch.setattr(source, "version", lambda library: "0.0" if library == "numba" else "1.0")
    changed = source.source_hash(modules, "numba")
    monkeypatch.setattr(source, "version", lambda library: "1.0")
    source._version.cache_clear()
    assert changed != source.source_hash(modules, "numba")
    source._version.cache_clear()


def test_the_data_of_an_example_are_in_its_source(monkeypatch):
    spec = parse_spec({"algorithms": ["sam"], "problems": ["chain"], "steps": 3})
    (before,) = plan.plan(spec, {}).groups
    assert plan.plan(spec, {}).groups == (before,)
    changed = EXAMPLES["chain"]._replace(start=(1.0,) + (0.0,) * 20)
    monkeypatch.setitem(EXAMPLES, "chain", changed)
    plan._example.cache_clear()
    (after,) = plan.plan(spec, {}).groups
    plan._example.cache_clear()
    assert after.source != before.source
    assert after._replace(source=before.source) == before


def test_the_code_of_a_family_is_in_its_source(monkeypatch):
    spec = parse_spec(
        {"algorithms": ["sam"], "problems": [{"family": "random-quadratic"}], "dimensions": [1], "steps": 3}
    )
    (before,) = plan.plan(spec, {}).groups

    def _spectrum(d, condition):  # the same for d = 1, another function
        return families.np.geomspace(2 / condition, 1.0, d) if d > 1 else families.np.ones(1)

    monkeypatch.setattr(families, "_spectrum", _spectrum)
    (after,) = plan.plan(spec, {}).groups
    assert after.source != before.source


def test_prescribed_and_given_values_are_different_cells():
    spec = parse_spec(
        {"algorithms": ["sam", {"name": "sam", "set": {"rho": 0.5}}], "problems": ["quadratic"], "steps": 3}
    )
    one, other = plan.plan(spec, {}).groups
    assert one.key(0) != other.key(0)
    assert SAM._fields == ("step_size", "rho")


def fake_project(folder, monkeypatch):
    """A package `refimpl` of five modules in `folder`, which `source` sees instead of the real one."""
    files = {
        "__init__": "",
        "method": "from refimpl.parts import helper\nVALUE = helper",
        "parts/__init__": "from refimpl.parts.used import helper\nfrom refimpl.parts.unused import unused",
        "parts/used": "helper = 1\ndef f():\n    from refimpl.parts.deep import deep\n    return deep",
        "parts/deep": "deep = 1",
        "parts/unused": "unused = 1",
    }
    for name, text in files.items():
        path = folder / "refimpl" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")

    class Spec:
        def __init__(self, path):
            self.origin = str(path)
            self.submodule_search_locations = [str(path.parent)] if path.name == "__init__.py" else None

    def find(name):
        stem = folder / name.replace(".", "/")
        for path in (stem / "__init__.py", stem.with_suffix(".py")):
            if path.exists():
                return Spec(path)
        return None

    monkeypatch.setattr(source, "find_spec", find)
    forget()


def forget():
    for cached in (source._module, source._origin):
        cached.cache_clear()


@pytest.fixture(autouse=True)
def fresh_caches():
    forget()
    yield
    forget()
    plan._code.cache_clear()
