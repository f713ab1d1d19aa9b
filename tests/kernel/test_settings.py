"""Settings are read from ZFL_ variables and checked at start; a wrong one stops it with a sentence."""
import stat

import pytest

from app.kernel.limits import PREFIX, TABLE, limit
from app.kernel.settings import Settings, SettingsError, load, session_key, table


def test_without_variables_every_setting_has_its_default(tmp_path):
    settings = load({"ZFL_DATA_DIR": str(tmp_path), "PATH": "/bin"})
    assert (settings.host, settings.port, settings.embedded, settings.demo) == ("127.0.0.1", 8000, True, True)
    assert settings.url == f"sqlite:///{tmp_path}/zhifalian.sqlite3"


WRONG = [
    ("ZFL_PORT", "eighty", "要写成整数"),
    ("ZFL_PORT", "70000", "1 到 65535"),
    ("ZFL_DEMO", "maybe", "1 或 0"),
    ("ZFL_SECRET_KEY", "short", "32 个字符"),
    ("ZFL_DATABASE_URL", "mysql://db/zfl", "postgresql+psycopg://"),
    ("ZFL_LOG_LEVEL", "loud", "debug、info"),
    ("ZFL_SESSION_MINUTES", "0", "5 到 1440"),
    ("ZFL_DEMO_PASSWORD", "1234", "8 个字符"),
    ("ZFL_HOST", "  ", "不能为空"),
]


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_a_wrong_value_is_refused_in_a_sentence_that_names_the_variable(name, value, said):
    with pytest.raises(SettingsError) as refused:
        load({name: value})
    assert name in str(refused.value) and said in str(refused.value)


def test_a_secret_is_not_repeated_in_the_refusal():
    with pytest.raises(SettingsError) as refused:
        load({"ZFL_SECRET_KEY": "hunter2"})
    assert "hunter2" not in str(refused.value)


def test_a_misspelt_variable_is_refused_and_the_right_one_is_named():
    with pytest.raises(SettingsError, match="ZFL_PORT"):
        load({"ZFL_PROT": "8000"})


def test_variables_of_the_tests_are_let_through():
    assert load({"ZFL_REQUIRE_BROWSER": "1", "ZFL_REQUIRE_POSTGRESQL": "1", "ZFL_TEST_POSTGRESQL": "x"}).port == 8000


def test_an_outside_database_needs_the_signing_key_set_and_has_no_demonstration_by_itself():
    with pytest.raises(SettingsError, match="ZFL_SECRET_KEY"):
        load({"ZFL_DATABASE_URL": "postgresql+psycopg://db/zfl"})
    settings = load({"ZFL_DATABASE_URL": "postgresql+psycopg://db/zfl", "ZFL_SECRET_KEY": "k" * 32})
    assert settings.demo is False and settings.url == "postgresql+psycopg://db/zfl"


def test_a_district_number_is_for_postgresql_only():
    with pytest.raises(SettingsError, match="ZFL_DISTRICT"):
        load({"ZFL_DISTRICT": "510"})
    assert load({"ZFL_DISTRICT": "510", "ZFL_DATABASE_URL": "postgresql+psycopg://db/zfl", "ZFL_SECRET_KEY": "k" * 32}).district == 510


def test_the_signing_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    settings = Settings(data_dir=tmp_path / "new")
    key = session_key(settings)
    assert len(key) >= 48 and session_key(settings) == key
    assert stat.S_IMODE((tmp_path / "new" / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_the_table_lists_every_setting_with_a_meaning_and_hides_secrets():
    rows = table(Settings(secret_key="s" * 40, demo_password="verysecret1", database_url="postgresql+psycopg://u:pw@db/zfl"))
    assert len(rows) == len(Settings.__dataclass_fields__) + len(TABLE)
    assert all(all(cell for cell in row) for row in rows)
    assert not any(secret in cell for row in rows for cell in row for secret in ("s" * 40, "verysecret1", "pw"))


@pytest.mark.parametrize("name", TABLE)
def test_a_limit_moves_within_its_range_only(name):
    bound = TABLE[name]
    assert bound.least <= bound.default <= bound.most and bound.meaning
    assert load({PREFIX + name: str(bound.most)}) and limit(name, {PREFIX + name: str(bound.most)}) == bound.most
    for wrong in (str(bound.most + 1), str(bound.least - 1), "many", "-1", "1e9", "9" * 5000):
        with pytest.raises(SettingsError, match=PREFIX + name):
            load({PREFIX + name: wrong})
        assert limit(name, {PREFIX + name: wrong}) == bound.default


def test_a_limit_that_is_not_there_stops_the_start():
    with pytest.raises(SettingsError, match="ZFL_LIMIT_STEPS"):
        load({"ZFL_LIMIT_STEP": "5"})
