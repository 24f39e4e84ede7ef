"""One verification of a few cheap claims of every kind of picture, and what a hostile or failing one looks like."""

from __future__ import annotations

import pytest
from browser import Watched, chromium

from verification.claim import claim_named
from verification.finding import Curve, Verdict
from verification.report.page import write_page
from verification.report.results import read_results, thinned, write_results
from verification.verify import verify_claim

NAMES = (
    "sam.average-gradient",  # curves
    "sam.descent-up-to-the-floor",  # planted errors with bounds of their own
    "adamax.constant-gradient",  # no curves, distances
    "adamax.diagonal-rescaling",  # neither
)
HOSTILE = (
    "</script><script>document.title='taken'</script><img src=x onerror=alert(1)> & \"$x$\", \u2028 'so'"
)


@pytest.fixture(scope="session")
def results():
    """The results of NAMES, and one that falls short and whose every text would like to be markup."""
    found = [thinned(verify_claim(claim_named(name))) for name in NAMES]
    model = found[0]
    evil = Curve(HOSTILE, model.finding.picture.curves[0].x, model.finding.picture.curves[0].y, "measured")
    picture = model.finding.picture._replace(
        xlabel=HOSTILE, ylabel=HOSTILE, curves=(*model.finding.picture.curves, evil)
    )
    finding = model.finding._replace(
        verdict=Verdict.VIOLATED, measured=HOSTILE, reason=HOSTILE, picture=picture
    )
    control = model.controls[0]._replace(name=HOSTILE, words=HOSTILE)
    passing = model.controls[1]._replace(finding=model.finding)
    claim = model.claim._replace(name="sam.hostile", statement=HOSTILE, theorem=HOSTILE)
    return [*found, model._replace(claim=claim, finding=finding, controls=(control, passing))]


@pytest.fixture(scope="session")
def written(results, tmp_path_factory):
    """A folder with results.json and index.html."""
    folder = tmp_path_factory.mktemp("report")
    write_results(folder, results)
    write_page(folder, read_results(folder))
    return folder


@pytest.fixture(scope="module")  # no longer: its event loop would be in the way of other tests
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def watched(browser, written):
    """Opens the page (at a hash, with options) and checks in the end that it was silent and alone."""
    opened = []

    def look(fragment="", **options):
        view = Watched(browser, **options)
        opened.append(view)
        view.page.goto((written / "index.html").as_uri() + fragment)
        return view.page

    yield look
    for view in opened:
        assert view.errors == []
        assert all(url.startswith(("file://", "blob:", "data:")) for url in view.requests), view.requests
        view.context.close()
