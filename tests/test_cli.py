"""The commands behind run.py, each against a data directory of its own."""
import json
import re
from datetime import timedelta

import pytest

from app.accounts import queries as accounts
from app.accounts.operations import authenticate
from app.cases import operations as cases
from app.cli import preparing
from app.cli.__main__ import main
from app.definitions import queries
from app.definitions.model import Bundle, Revision
from app.kernel import limits, logging
from app.kernel.clock import local, utcnow
from app.kernel.database import Database
from app.kernel.place import ROOT
from app.kernel.settings import OUTSIDE, Settings, load, variable
from tests.support.forging import forge
from tests.support.small import FILES, establish, files


@pytest.fixture
def cli(tmp_path, monkeypatch, capsys):
    """Run a command: (status, standard output, standard error)."""
    monkeypatch.setenv("ZFL_DATA_DIR", str(tmp_path / "data"))

    def run(*argv: str):
        capsys.readouterr()
        try:
            status = main(argv)
        except SystemExit as left:      # argparse
            status = left.code
        said = capsys.readouterr()
        return status, said.out, said.err

    yield run
    logging.unhook()


@pytest.fixture
def populated(cli):
    """The demonstration district in the command line's own database."""
    cli("migrate")
    establish(Database(load().url))
    return cli


COMMANDS = ["serve", "test", "worker", "migrate", "deploy", "token", "accounts", "password", "verify", "guards", "settings", "simulate", "bench"]


def test_help_lists_every_command_with_its_meaning(cli):
    status, out, _ = cli("--help")
    assert status == 0
    assert all(f"\n    {name} " in out for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(cli, command):
    status, out, _ = cli(command, "--help")
    assert status == 0 and "usage: python run.py " + command in out


def test_a_wrong_setting_stops_every_command_with_a_sentence(cli, monkeypatch):
    monkeypatch.setenv("ZFL_PORT", "eighty")
    status, out, err = cli("settings")
    assert (status, out) == (1, "") and "ZFL_PORT" in err and "Traceback" not in err


def test_settings_shows_the_values_in_force(cli, monkeypatch):
    monkeypatch.setenv("ZFL_PORT", "8123")
    _, out, _ = cli("settings")
    assert any(line.startswith("ZFL_PORT") and "8123" in line for line in out.splitlines())


def test_guards_are_listed_with_code_article_and_acts(cli):
    _, out, _ = cli("guards", "--json")
    found = {g["code"]: g for g in json.loads(out)}
    assert "四十二条" in found["E-42-1"]["article"] and "decide" in found["E-42-1"]["acts"]


def test_migrate_brings_an_empty_database_up_and_then_says_that_it_is(cli):
    assert "空库" in cli("migrate")[1]
    assert "数据库已在" in cli("migrate")[1]


def test_accounts_lists_logins_with_organ_and_posts(populated):
    _, out, _ = populated("accounts", "--json")
    found = {a["login"]: a for a in json.loads(out)}
    assert found["guizi.officer"]["organ"] == "guizi"
    assert found["guizi.officer"]["posts"][0]["role"] == "officer"


def test_a_token_stands_alone_on_standard_output_so_that_a_script_can_take_it(populated):
    status, out, _ = populated("token", "duty_chief")
    assert status == 0 and out.strip().startswith("zfl_") and len(out.splitlines()) == 1


@pytest.mark.parametrize("command", ["token", "password"])
def test_an_unknown_login_is_refused_and_the_way_to_the_list_is_told(populated, command):
    status, out, err = populated(command, "nobody")
    assert (status, out) == (1, "") and "nobody" in err and "accounts" in err


def test_a_new_password_is_shown_once_and_works(populated):
    fresh = populated("password", "duty_chief")[1].strip()
    with Database(load().url).begin() as session:
        assert authenticate(session, "duty_chief", fresh, now=utcnow()).login == "duty_chief"


def test_verify_says_that_the_trace_is_whole(populated):
    status, out, _ = populated("verify")
    assert status == 0 and "留痕完整" in out


def test_verify_names_the_first_broken_entry(populated):
    number = open_a_case()
    forge(Database(load().url), "UPDATE trace_leaf SET content = :b WHERE seq = 1 AND case_id > 0", b=b"[]")
    status, out, _ = populated("verify")
    assert status == 1 and number in out and "第 1 条" in out
    assert populated("verify", number)[0] == 1


def open_a_case() -> str:
    """The number of a case with a history."""
    now = utcnow()
    with Database(load().url).begin() as session:
        person = accounts.person_by_login(session, "grid_worker")
        actor = accounts.load_actor(session, person.id, today=local(now).date())
        return cases.open_case(session, title="河道内采砂", source="巡查", actor=actor, now=now).number


def test_verify_refuses_a_case_that_is_not_there(populated):
    status, _, err = populated("verify", "没有这个案号")
    assert status == 1 and "没有案件" in err


def test_deploy_lays_files_over_the_bundle_in_force(populated, tmp_path):
    changed = tmp_path / "new"
    changed.mkdir()
    (changed / "problem_register.form").write_bytes(files()["problem_register.form"] + b"\n\n")
    status, out, err = populated("deploy", str(changed), "--label", "试点一")
    assert status == 0, err
    assert "试点一" in out and "1 个文件，连同沿用的共 3 个" in out


def test_a_refused_deployment_names_every_problem_and_changes_nothing(populated, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "five_step_loop.bpmn").write_bytes(b"<definitions><process></definitions>")
    status, _, err = populated("deploy", str(broken))
    assert status == 1 and "five_step_loop.bpmn" in err and "没有发布" in err
    with Database(load().url).read() as session:
        assert session.query(Bundle).count() == 1


@pytest.fixture
def changed(tmp_path):
    folder = tmp_path / "changed"
    folder.mkdir()
    (folder / "note.form").write_bytes(files()["note.form"].replace(b"200", b"300"))
    (folder / "five_step_loop.test").write_bytes(b'{"process": "five_step_loop", "scenarios": []}')
    return folder


def _in_force(on) -> dict[str, bytes]:
    with Database(load().url).read() as session:
        return queries.contents(session, queries.current(session, on).id)


def test_deploying_what_was_in_force_before_puts_it_in_force_again(populated, changed):
    """A change taken back in git has to be taken back here."""
    today = local(utcnow()).date()
    populated("deploy", str(changed))
    assert _in_force(today)["note.form"] != files()["note.form"]
    before = changed.parent / "before"
    before.mkdir()
    for name, content in files().items():
        (before / name).write_bytes(content)
    status, _, err = populated("deploy", str(before), "--only")
    assert status == 0 and _in_force(today) == files(), err
    status, out, _ = populated("deploy", str(before), "--only")
    assert status == 0 and "没有发布新的" in out


def test_starting_again_does_not_claim_to_have_published_what_is_older_than_the_newest(populated, changed):
    settings, database = load(), Database(load().url)
    assert preparing.publish_shipped(database, settings).startswith("已发布")
    populated("deploy", str(changed), "--label", "试点三")
    assert preparing.publish_shipped(database, settings) == "最新的规则包 试点三"
    database.dispose()


def test_nothing_is_deployed_from_a_day_that_has_passed(populated, changed):
    status, _, err = populated("deploy", str(changed), "--from", "2020-01-01")
    assert status == 1 and "已经过去" in err


def test_a_deployment_is_laid_over_what_is_in_force_on_its_own_day(populated, changed, tmp_path):
    """Else what was published for an earlier day in the future would be gone on the later one."""
    today, other = local(utcnow()).date(), tmp_path / "other"
    other.mkdir()
    (other / "problem_register.form").write_bytes(files()["problem_register.form"] + b"\n\n")
    assert populated("deploy", str(changed), "--from", (today + timedelta(days=10)).isoformat())[0] == 0
    assert populated("deploy", str(other), "--from", (today + timedelta(days=20)).isoformat())[0] == 0
    assert _in_force(today)["note.form"] == files()["note.form"]
    last = _in_force(today + timedelta(days=20))
    assert last["note.form"] != files()["note.form"] and last["problem_register.form"].endswith(b"\n\n")


def test_deploy_as_a_revision_waits_for_somebody_elses_approval(populated, changed):
    status, out, err = populated("deploy", str(changed), "--revision", "备注更长", "--as", "legal_reviewer")
    assert status == 0, err
    assert "已提交审批，2 个文件有改动" in out
    with Database(load().url).read() as session:
        [revision] = session.query(Revision)
        assert (revision.title, revision.status, session.query(Bundle).count()) == ("备注更长", "submitted", 1)


def test_deploy_as_a_revision_keeps_what_has_errors_for_mending(populated, changed):
    (changed / "problem_register.form").write_bytes(b'{"type": "default", "schemaVersion": 16, "components": [{"type": "nonsense", "id": "x"}]}')
    status, out, err = populated("deploy", str(changed), "--revision", "坏的", "--as", "legal_reviewer")
    assert status == 0 and "还没有提交审批" in out and "problem_register.form" in err
    with Database(load().url).read() as session:
        assert session.query(Revision).one().status == "editing"


@pytest.mark.parametrize(("more", "said"), [((), "--as"), (("--as", "nobody"), "nobody"), (("--as", "grid_worker"), "办理")])
def test_deploy_as_a_revision_needs_somebody_who_may(populated, changed, more, said):
    status, _, err = populated("deploy", str(changed), "--revision", "备注更长", *more)
    assert status == 1 and said in err


@pytest.mark.parametrize(("folder", "said"), [("nowhere", "没有目录"), (".", "没有 .bpmn")])
def test_deploy_refuses_a_folder_without_definitions(cli, tmp_path, folder, said):
    (tmp_path / "data").mkdir(exist_ok=True)
    status, _, err = cli("deploy", str(tmp_path / "data" / folder))
    assert status == 1 and said in err


SMALL = str(FILES / "five_step_loop.bpmn")


def test_simulate_prints_the_trace_without_a_database(cli, tmp_path):
    status, out, _ = cli("simulate", SMALL, "--json")
    outcome = json.loads(out)
    assert status == 0 and (outcome["state"], outcome["error"]) == ("waiting", None)
    assert [(t["id"], t["event"]) for t in outcome["trace"]] == [("start", "entered"), ("start", "completed"), ("register", "entered")]
    assert [w["id"] for w in outcome["waiting"]] == ["register"]
    assert not (tmp_path / "data").exists()


def test_simulate_submits_and_turns_the_clock_in_the_order_written(cli):
    late = json.loads(cli("simulate", SMALL, "--submit", "{}", "--advance", "PT3H", "--json")[1])
    early = json.loads(cli("simulate", SMALL, "--advance", "PT3H", "--submit", "{}", "--json")[1])
    told = [{w["id"] for w in outcome["waiting"] + outcome["listening"]} for outcome in (late, early)]
    assert "urge" in told[0] and "urge" not in told[1]


def test_simulate_tells_the_same_in_words(cli):
    status, out, _ = cli("simulate", SMALL)
    assert status == 0 and "停在等待处" in out and "register（待办：登记问题）" in out


VALUES = '{ half: 1/2, whole: 4/2, day: date("2026-01-02"), span: duration("PT3H") }'


def test_simulate_gives_feel_values_as_json_has_them(cli, tmp_path):
    diagram = (FILES / "five_step_loop.bpmn").read_text()
    script = f'<bpmn:scriptTask id="register"><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing><bpmn:script>{VALUES}</bpmn:script></bpmn:scriptTask>'
    start, end = diagram.index('<bpmn:userTask id="register"'), diagram.index("</bpmn:userTask>") + len("</bpmn:userTask>")
    (tmp_path / "values.bpmn").write_text(diagram[:start] + script + diagram[end:])
    data = json.loads(cli("simulate", str(tmp_path / "values.bpmn"), "--json")[1])["data"]
    assert data == {"half": 0.5, "whole": 2, "day": "2026-01-02", "span": "PT3H"}


def test_a_refused_diagram_ends_with_status_1_and_its_problems_on_standard_error(cli, tmp_path):
    (tmp_path / "bad.bpmn").write_text((FILES / "five_step_loop.bpmn").read_text().replace('targetRef="join"', 'targetRef="nowhere"'))
    status, out, err = cli("simulate", str(tmp_path / "bad.bpmn"), "--json")
    assert (status, out) == (1, "") and err.startswith("bad.bpmn") and "nowhere" in err


@pytest.mark.parametrize(("arguments", "said"), [
    (["nothing.bpmn"], "不能读取"), ([SMALL, "--data", "{"], "不是 JSON"), ([SMALL, "--data", "[1]"], "JSON 对象"),
    ([SMALL, "--submit", "x"], "没有环节 x"), ([SMALL, "--process", "other"], "other"), ([SMALL, "--advance", "soon"], "soon")])
def test_simulate_refuses_what_it_cannot_read_with_a_sentence(cli, arguments, said):
    status, _, err = cli("simulate", *arguments)
    assert status == 1 and said in err


def test_the_operations_page_names_every_command_and_only_settings_that_there_are():
    page = (ROOT / "docs" / "operations.md").read_text()
    assert [c for c in COMMANDS if f"| `{c}" not in page] == []
    there = {variable(name) for name in Settings.__dataclass_fields__} | {limits.PREFIX + name for name in limits.TABLE} | set(OUTSIDE)
    assert set(re.findall(r"ZFL_[A-Z_]+[A-Z]", page)) <= there
