"""Protocols as data."""

from datetime import UTC, datetime
from importlib import resources

import pytest

from geo_service.errors import ProtocolError
from geo_service.zones.protocol import load_protocol, load_protocol_file, protocol_ids, read_protocol

NINTH = "cn-covid-2022-9"
TEXT = resources.files("geo_service.zones").joinpath("protocols", f"{NINTH}.toml").read_text(encoding="utf-8")


def line_of(text, words):
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def fault(old, new):
    broken = TEXT.replace(old, new, 1)
    assert broken != TEXT
    with pytest.raises(ProtocolError) as caught:
        read_protocol(broken, "local.toml")
    assert "\n" not in str(caught.value)
    return str(caught.value), broken


@pytest.mark.parametrize("protocol_id", protocol_ids())
def test_every_shipped_protocol_loads_under_its_own_id(protocol_id):
    assert load_protocol(protocol_id).id == protocol_id


def test_the_ninth_edition_is_historical_and_ordered_by_strictness():
    protocol = load_protocol(NINTH)
    ranks = {category.id: category.rank for category in protocol.categories}
    assert protocol.heading.status == "historical"
    assert ranks["high"] > ranks["medium"] > ranks["low"]


def test_it_held_until_the_day_it_was_replaced():
    protocol = load_protocol(NINTH)
    assert protocol.held_at(datetime(2022, 11, 10, tzinfo=UTC))
    assert not protocol.held_at(datetime(2022, 11, 11, tzinfo=UTC))


@pytest.mark.parametrize("name", ["high", "高风险区"])
def test_a_category_is_known_by_id_and_label(name):
    assert load_protocol(NINTH).category(name).id == "high"


def test_an_unknown_category_lists_the_known_ones():
    with pytest.raises(ProtocolError, match=f"category 'hgih' is not in protocol {NINTH}; it has high, medium, low"):
        load_protocol(NINTH).category("hgih")


def test_the_residual_category_is_not_designated():
    with pytest.raises(ProtocolError, match=r"low can't be designated.*high, medium"):
        load_protocol(NINTH).designated_category("低风险区")


def test_a_residence_is_high_and_a_visited_place_waits_for_the_category():
    protocol = load_protocol(NINTH)
    assert (protocol.rule_for("residence", None).to, protocol.rule_for("residence", None).unit) == ("high", "estate")
    assert protocol.rule_for("visited", None) is None
    assert protocol.rule_for("visited", "medium").unit == "building"


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("rank = 2", 'rank = "two"', "category.1.rank", 'rank = "two"'),
        ('color = "#F9A825"', 'color = "orange"', "category.1.color", '"orange"'),
        ('pattern = "dots"', 'patern = "dots"', "category.1.patern", "patern"),
        ("assessed = true", "asessed = true", "designate.1.asessed", "asessed = true"),
        ('day_rule = "elapsed_24h"', 'day_rule = "hours"', "clock.day_rule", '"hours"'),
        ('suspended_venues = ["venue"]', 'suspended_venues = ["casino"]', "suspended_venues", '"casino"'),
        (
            "valid_from = 2022-06-28T00:00:00+08:00",
            "valid_from = 2022-06-28T00:00:00",
            "protocol.valid_from",
            "valid_from",
        ),
        ('\nunit = "estate"', '\nunit = "block"', "designate.0.unit", '"block"'),
        ("{label}", "{lable}", "category.0.sign", "{lable}"),
    ],
)
def test_a_fault_names_file_line_and_key(old, new, key, words):
    message, broken = fault(old, new)
    assert f"local.toml, line {line_of(broken, words)}" in message
    assert key in message


def test_a_missing_key_names_its_table():
    message, broken = fault('label = "中风险区"\n', "")
    table = line_of(broken, 'id = "medium"') - 1
    assert f"local.toml, line {table}: category.1.label: this key is needed" in message


def test_what_is_not_toml_is_refused_with_its_line():
    message, _ = fault("[governance]", "[governance")
    assert "local.toml: not TOML" in message
    assert "line" in message


def test_an_unknown_key_lists_the_keys_of_its_table():
    message, _ = fault("on_day = 7", "on_days = 7")
    assert message.endswith("the keys here are on_day, coverage (and 1 more)")


def test_an_unknown_protocol_lists_the_known_ones():
    with pytest.raises(ProtocolError, match=f"no protocol 'cn-9'; the protocols are .*{NINTH}"):
        load_protocol("cn-9")


def test_a_local_file_is_read(tmp_path):
    path = tmp_path / "local.toml"
    path.write_text(TEXT.replace(NINTH, "local-1"), encoding="utf-8")
    assert load_protocol_file(path).id == "local-1"


def test_a_file_that_is_not_there_or_no_text_is_one_clear_line(tmp_path):
    with pytest.raises(ProtocolError, match=r"none\.toml: can't read"):
        load_protocol_file(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProtocolError, match=r"bytes\.toml: can't read"):
        load_protocol_file(tmp_path / "bytes.toml")
