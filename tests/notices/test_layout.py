"""Lines of notices as reprints joined them; all names are invented."""

from geo_service.notices.layout import lines_of
from geo_service.notices.read import read_notice

REASONS = "根据有关规定,经评估研判,并报经指挥部批准,自发布之日起,将望江县白沙镇怡景花园3栋划定为高风险区。"


def test_a_title_before_the_text_and_a_signature_behind_it_are_lines_of_their_own():
    key = f"望江县疫情防控通告(2022年第6号){REASONS}望江县疫情联防联控指挥部2022年11月29日"
    assert [key[line.start : line.end] for line in lines_of(key)][0::2] == [
        "望江县疫情防控通告(2022年第6号)",
        "望江县疫情联防联控指挥部2022年11月29日",
    ]


def test_a_notice_on_one_line_has_its_day_and_its_issuer():
    (item,) = read_notice(f"望江县疫情防控通告(2022年第6号){REASONS} 望江县疫情联防联控指挥部 2022年11月29日").items
    assert (item.district, item.effective) == (None, "2022-11-29")


def test_an_authority_with_masked_words_is_one_line():
    notice = "望江区新型冠状**感染肺炎\n**防控工作应急指挥部通告\n(2022年第33号)\n一、高风险区\n怡景花园。"
    assert [item.line for item in read_notice(notice).items] == ["怡景花园"]


def test_the_headline_of_a_report_names_the_issuer():
    head = "9月6日18时起望江市划定高中低风险区\n现将有关事项通告如下:\n"
    notice = head + "一、高风险区\n1.新桥社区第1网格;\n2.柳岸社区。\n二、低风险区\n望江市除高风险区外的其他地区。"
    assert {item.district for item in read_notice(notice).items} == {None}
