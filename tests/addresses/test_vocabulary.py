"""Administrative names at the head of an address."""

from geo_service.addresses.split import split_address
from geo_service.addresses.vocabulary import make_vocabulary, usual_name

NAMES = make_vocabulary(
    regions=["重庆市"],
    districts=["黔江区"],
    townships=["城东街道", "城西街道", "马桥镇"],
    communities=["文昌社区居委会", "石桥村村委会", "城东社区", "高塘村", "高塘社区"],
    estates=["文昌公馆", "黔江天成"],
)


def read(text):
    address = split_address(text, NAMES)
    return address.district, address.township, address.community, address.estate


def test_every_level_is_taken_off_in_order():
    assert read("重庆市黔江区城东街道文昌社区怡景花园3栋") == ("黔江区", "城东街道", "文昌社区", "怡景花园")


def test_office_endings_are_the_same_name():
    assert read("城东街道办事处文昌居委会怡景花园3栋") == (None, "城东街道", "文昌社区", "怡景花园")
    assert usual_name("石桥村村民委员会", "community") == "石桥村"


def test_a_name_without_its_ending_is_known():
    assert read("黔江文昌怡景花园3栋") == ("黔江区", None, "文昌社区", "怡景花园")


def test_a_short_name_that_heads_a_road_or_estate_stays():
    assert split_address("文昌路88号", NAMES).road == "文昌路"
    assert split_address("文昌西路88号", NAMES).road == "文昌西路"
    assert read("文昌花园3栋") == (None, None, None, "文昌花园")


def test_a_known_estate_keeps_its_whole_name():
    assert read("文昌公馆3栋") == (None, None, None, "文昌公馆")
    assert read("黔江天成3栋") == (None, None, None, "黔江天成")


def test_a_short_name_of_two_levels_claims_the_wider():
    assert read("城东怡景花园3栋") == (None, "城东街道", None, "怡景花园")


def test_a_short_name_of_two_communities_is_not_guessed():
    assert read("高塘怡景花园3栋") == (None, None, None, "高塘怡景花园")


def test_an_unknown_district_or_street_is_never_dropped():
    assert read("渝北区百合世家3栋")[3] == "渝北区百合世家"
    assert read("七星台街道国泰城3栋")[3] == "七星台街道国泰城"
