"""The same API on PostgreSQL, where two writers really run side by side."""
import pytest

from app import migrations
from tests.api import test_tasks


@pytest.fixture
def database(empty_postgresql):
    migrations.upgrade(empty_postgresql)
    return empty_postgresql


test_a_task_is_claimable_then_mine_then_done = test_tasks.test_a_task_is_claimable_then_mine_then_done
test_of_two_submissions_at_once_one_wins = test_tasks.test_of_two_submissions_at_once_one_wins
test_two_people_on_parallel_tasks_of_one_case_both_succeed = test_tasks.test_two_people_on_parallel_tasks_of_one_case_both_succeed
test_a_timer_that_falls_due_opens_its_task_while_the_first_stays_open = (
    test_tasks.test_a_timer_that_falls_due_opens_its_task_while_the_first_stays_open)
test_a_legal_refusal_names_article_findings_and_advice_and_stays_in_the_trace = (
    test_tasks.test_a_legal_refusal_names_article_findings_and_advice_and_stays_in_the_trace)
