"""The pages of cases that earlier releases wrote."""
import pytest
from sqlalchemy import select

from app.cases.model import Case
from app.tasks.model import WorkItem
from tests.kernel.test_releases import VERSIONS, left_by
from tests.web.conftest import installed

TABS = ("", "?tab=history", "?tab=lists", "?tab=documents", "?tab=files", "?tab=deadlines", "?tab=rules", "?tab=links", "?tab=trace")
pytestmark = pytest.mark.both


@pytest.fixture(scope="module", params=VERSIONS)
def site(request, backend, tmp_path_factory):
    with left_by(request.param, backend) as district, pytest.MonkeyPatch.context() as patch:
        yield installed(district, tmp_path_factory.mktemp("left"), patch)


def test_every_page_of_every_case_opens(site):
    with site.district.database.read() as session:
        cases = session.scalars(select(Case.id)).all()
    supervisor = site.as_("supervisor")
    answers = {f"/cases/{case}{tab}": supervisor.get(f"/cases/{case}{tab}").status for case in cases for tab in TABS}
    assert len(answers) == len(TABS) * len(cases) and {path for path, status in answers.items() if status != 200} == set()


def test_every_open_task_is_shown_to_somebody_who_may_do_it_and_every_finished_one_to_the_supervisor(site):
    with site.district.database.read() as session:
        done = session.scalars(select(WorkItem.id).where(WorkItem.status == "done")).all()
    shown = {item.id: site.as_(site.district.someone_for(item)).get(f"/tasks/{item.id}").status for item in site.district.open_items()}
    assert shown and set(shown.values()) == {200}
    supervisor = site.as_("supervisor")
    assert done and {supervisor.get(f"/tasks/{item}").status for item in done} == {200}
