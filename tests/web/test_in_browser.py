"""The pages as people use them: a real server, a real browser, a mouse and a keyboard, and no other network."""

import re
from datetime import UTC, datetime

import httpx
import pytest
from python_calamine import CalamineWorkbook

from geo_service.actions.accounts import add_account
from geo_service.actions.imports import write_layers
from geo_service.model.account import ADMIN, OPERATOR, Actor
from geo_service.model.frames import shape_frame
from geo_service.storage import open_store
from geo_service.web.app import create_app
from tests.browser import DESKTOP, PHONE
from tests.derive.lanes import FAR, INNER, house, lanes
from tests.web.conftest import DUTY, PASSWORD, TOKEN, put_account, serving
from tests.zones.register import buildings_frame, zone_version

pytestmark = pytest.mark.browser

WIDE = {"width": 1920, "height": 1080}
OUTLINE = ((-150, -120), (120, -130), (150, 100), (-120, 120))
"""Corners to click, pixels from the middle of the map."""
BOW_TIE = "[[39.000, 83.500], [39.002, 83.502], [39.000, 83.502], [39.002, 83.500]]"
NUMBERS = re.compile(r"划定 (?P<buildings>[\d,]+) 栋 · (?P<households>[\d,]+) 户")


class Visitor:
    """A page that may reach the service and nothing else, and remembers what went wrong."""

    def __init__(self, browser, base, *, viewport=DESKTOP, scheme="light", script=True):
        self.base = base
        self.refused = []
        self.errors = []
        self.context = browser.new_context(
            viewport=viewport, color_scheme=scheme, java_script_enabled=script, accept_downloads=True
        )
        self.context.route(lambda url: not url.startswith((base, "data:", "blob:")), self._refuse)
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type != "log" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _refuse(self, route):
        self.refused.append(route.request.url)
        route.abort()

    def open(self, path):
        self.page.goto(self.base + path)
        return self.page

    def sign_in(self, language="zh", *, password=PASSWORD):
        """Give name and password on the page that the console leads to."""
        page = self.open(f"/console?lang={language}")
        page.wait_for_url(f"**/sign-in?lang={language}")
        page.locator("#name").fill(DUTY)
        page.locator("#password").fill(password)
        page.keyboard.press("Enter")
        return page

    def enter_console(self, language="zh"):
        """Sign in, and wait for the register to be drawn."""
        page = self.sign_in(language)
        page.locator("#zone-list .zone").first.wait_for()
        page.locator(".base-name").first.wait_for()
        return page


@pytest.fixture
def visit(chromium, served):
    """A function that makes visitors; at the end none of them may have met an error or asked another host."""
    visitors = []

    def make(**options):
        visitors.append(Visitor(chromium, served, **options))
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.context.close()
    assert [visitor.refused for visitor in visitors] == [[]] * len(visitors)
    assert [visitor.errors for visitor in visitors] == [[]] * len(visitors)


def draw_outline(page, *, close=True):
    """Draw a polygon with the mouse."""
    box = page.locator("#map").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.get_by_role("button", name="画范围").click()
    for x, y in (*OUTLINE, *OUTLINE[:close]):
        page.mouse.move(middle[0] + x, middle[1] + y, steps=4)
        page.mouse.click(middle[0] + x, middle[1] + y)


def choose_zone(page, name):
    page.locator("#zone-list").get_by_role("button", name=name).first.click()
    page.locator("#numbers").wait_for()
    page.locator("#rows table").wait_for()


def test_a_zone_is_drawn_counted_saved_planned_published_and_lifted(visit, tmp_path):
    page = visit().enter_console()
    draw_outline(page)
    page.locator("#numbers").wait_for()
    page.get_by_label("理由（必填，随版本留存）").fill("流调组研判，第3号通告")
    page.get_by_label("名称（不填则取小区名）").fill("一号区")
    promised = NUMBERS.fullmatch(page.locator("#designate:enabled").text_content())
    page.locator("#designate").click()

    page.get_by_role("heading", name="一号区").wait_for()
    assert page.locator("#numbers dd").first.text_content() == promised["buildings"]
    assert page.locator("#numbers dd").nth(2).text_content().startswith(promised["households"])
    posts = page.locator(".gs-checkpoint .first").count()
    assert posts == int(page.get_by_role("tab", name="卡口").text_content().split()[1]) > 0
    assert page.locator(".gs-delivery_point").count() > 0
    assert "一号区" not in visit().open("/").locator(".zones").text_content()

    with page.expect_download() as saving:
        page.locator("[data-file='checkpoints.xlsx']").click()
    saving.value.save_as(tmp_path / "list.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "list.xlsx").get_sheet_by_name("卡口清单").to_python()
    assert sum(str(cell).startswith("K") for row in rows for cell in row) == posts

    for button, phase in (("发布：立即生效", "生效"), ("解除", "已解除")):
        page.locator("#panel-foot").get_by_role("button", name=button).click()
        page.get_by_label("理由（必填）", exact=True).fill("指挥长批准")
        page.keyboard.press("Enter")
        page.locator("#panel-body p", has_text=f"高风险区 · {phase} · ").wait_for()
        listed = visit().open("/").locator(".zones").text_content()
        assert ("一号区" in listed) == (phase == "生效")


def test_counts_stand_beside_the_cursor_while_drawing(visit):
    page = visit().enter_console()
    draw_outline(page, close=False)
    page.mouse.move(600, 400)
    note = page.locator("#cursor-note:not([hidden])")
    note.wait_for()
    assert re.fullmatch(r"[\d,]+ 栋 · [\d,]+ 户 · \d+ 卡口（\d+处封闭）", note.text_content())
    assert page.locator("#map .leaflet-marker-pane .gs-checkpoint").count() > 0


def test_counts_stand_beside_the_cursor_while_a_rectangle_is_pulled_and_before_the_mouse_is_up(visit):
    page = visit().enter_console()
    box = page.locator("#map").bounding_box()
    page.locator(".leaflet-draw-draw-rectangle").click()
    page.mouse.move(box["x"] + 250, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 500, box["y"] + 450, steps=6)
    note = page.locator("#cursor-note:not([hidden]):not(.old)")
    note.wait_for()
    assert re.fullmatch(r"[\d,]+ 栋 · [\d,]+ 户 · \d+ 卡口（\d+处封闭）", note.text_content())
    page.mouse.up()
    page.locator("#designate", has_text="栋").wait_for()


def test_what_is_drawn_but_not_saved_is_hidden_while_a_zone_is_open_and_comes_back(visit):
    page = visit().enter_console()
    draw_outline(page)
    page.get_by_label("理由（必填，随版本留存）").fill("流调组研判")
    page.locator("#designate:enabled").wait_for()
    shown = page.locator("#map path[stroke-width='3']")
    assert shown.count() == 1
    choose_zone(page, "枫岚苑")
    assert shown.count() == 0
    page.get_by_role("button", name="返回划定").click()
    page.locator("#designate:enabled").wait_for()
    assert shown.count() == 1


def test_a_broken_drawing_is_explained_and_kept(visit):
    visitor = visit()
    page = visitor.enter_console()
    page.evaluate(f"() => {{ geoServiceMap.map.fire('draw:created', {{layer: L.polygon({BOW_TIE})}}); }}")
    fault = page.locator("#panel-fault")
    fault.locator("p").nth(1).wait_for()
    assert "边线自相交" in fault.text_content()
    assert "crosses itself at 83.501000, 39.001000" in fault.text_content()
    assert page.locator(".gs-fault").is_visible()
    page.get_by_text("没有算出来，原因见下方。").wait_for()
    assert page.evaluate("geoServiceMap.drawn.getLayers().length") == 1
    assert page.locator("#designate").is_disabled()
    visitor.errors[:] = [one for one in visitor.errors if "400" not in one]  # Chromium logs each refused request


def test_a_wrong_password_is_asked_again_and_shows_nothing(visit):
    visitor = visit()
    page = visitor.sign_in(password="a wrong password")  # noqa: S106 # that is the point
    page.get_by_text("账号或密码不对，请重新输入。").wait_for()
    assert page.locator("#name").input_value() == DUTY
    assert page.locator("#password").input_value() == ""
    assert visitor.context.cookies()[0]["name"] == "form"
    visitor.errors[:] = [one for one in visitor.errors if "401" not in one]  # Chromium logs each refused request


def test_the_console_says_who_is_signed_in_and_signs_out(visit):
    visitor = visit()
    page = visitor.enter_console()
    assert page.locator("#who").text_content() == f"{DUTY} · 管理"
    assert page.evaluate("document.cookie + sessionStorage.length + localStorage.length") == "00"
    page.get_by_role("button", name="退出").click()
    page.get_by_role("heading", name="登录指挥台").wait_for()
    visitor.open("/console")
    page.get_by_role("heading", name="登录指挥台").wait_for()


def test_when_the_session_has_ended_the_drawing_stays_and_saves_after_another_sign_in(visit, town, duty):
    visitor = visit()
    page = visitor.enter_console()
    draw_outline(page)
    page.get_by_label("理由（必填，随版本留存）").fill("流调组研判")
    page.locator("#designate:enabled").wait_for()
    town.end_sessions(account=duty.name, at=datetime.now(UTC))
    page.locator("#designate").click()
    page.get_by_text("登录已过期，没有保存。").wait_for()
    other = visitor.context.new_page()
    other.goto(f"{visitor.base}/sign-in")
    other.get_by_label("账号").fill(DUTY)
    other.get_by_label("密码").fill(PASSWORD)
    other.keyboard.press("Enter")
    other.locator("#who:not([hidden])").wait_for()
    page.locator("#designate").click()
    page.locator("#panel-foot").get_by_role("button", name="发布：立即生效").wait_for()
    visitor.errors[:] = [one for one in visitor.errors if "401" not in one]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_one_time_password_is_replaced_before_anything_else(visit, town, script, tmp_path):
    _, password = add_account(town, "newcomer", OPERATOR, actor=Actor("tests", ADMIN), at=datetime.now(UTC))
    page = visit(viewport=PHONE, script=script).open("/sign-in")
    page.screenshot(path=tmp_path / "sign-in.png")
    page.get_by_label("账号").fill("newcomer")
    page.get_by_label("密码").fill(password)
    page.keyboard.press("Enter")
    page.get_by_text("现在用的是一次性密码").wait_for()
    page.screenshot(path=tmp_path / "password.png")
    page.get_by_label("现在的密码").fill(password)
    page.get_by_label("新密码", exact=True).fill("a password of my own")
    page.get_by_label("再输一遍新密码").fill("a password of my own")
    page.keyboard.press("Enter")
    page.wait_for_url("**/console?lang=zh")
    if script:
        page.locator("#who:not([hidden])").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"] or script


def test_the_lists_are_sorted_and_a_row_is_shown_on_the_map_by_keyboard(visit):
    page = visit().enter_console()
    choose_zone(page, "枫岚苑")
    page.get_by_role("tab", name="卡口").focus()
    for name in ("封闭点", "楼栋"):
        page.keyboard.press("ArrowRight")
        page.get_by_role("tab", name=name, selected=True).wait_for()
    for order in ("ascending", "descending"):
        page.get_by_role("button", name="户数").focus()
        page.keyboard.press("Enter")
        assert page.locator("th[aria-sort]", has_text="户数").get_attribute("aria-sort") == order
    column = [one.text_content() for one in page.locator("thead th").all()].index("户数 ▼")
    cells = page.locator(f"tbody td:nth-child({column + 1})").all_text_contents()
    numbers = [int(re.sub(r"\D", "", cell)) for cell in cells]
    assert numbers == sorted(numbers, reverse=True)
    page.locator("tbody button").first.focus()
    page.keyboard.press("Enter")
    assert "户数" in page.locator(".leaflet-popup-content").text_content()


@pytest.mark.parametrize("path", ["/", "/console", "/sign-in"])
def test_every_control_has_a_name(visit, path):
    visitor = visit()
    page = visitor.enter_console() if path == "/console" else visitor.open(path)
    if path == "/console":
        choose_zone(page, "枫岚苑")
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, input:not([type=hidden]), a[href]")].filter((one) => {
            const names = [one.labels?.[0]?.textContent, one.getAttribute("aria-label"), one.title, one.textContent];
            return !names.some((name) => name?.trim());
        }).map((one) => one.outerHTML)"""
    )
    assert nameless == []


@pytest.fixture
def half_in(served):
    """The zone of the estate is lifted, so that another zone holds only three of its buildings."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    zones = httpx.get(f"{served}/api/v1/zones", headers=headers).json()["zones"]
    whole = next(zone["zone_id"] for zone in zones if zone["name"] == "枫岚苑")
    httpx.post(f"{served}/api/v1/zones/{whole}/lift", headers=headers, json={"reason": "核对"}).raise_for_status()


def ask(page, address):
    page.get_by_label("写下您的地址").fill(address)
    page.keyboard.press("Enter")
    page.locator(".card").wait_for()
    return page.locator("#verdict").text_content()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.usefixtures("half_in")
def test_a_resident_asks_is_answered_and_settles_a_question_by_one_tap(visit, script):
    page = visit(viewport=PHONE, script=script).open("/")
    assert "还不能确定" in ask(page, "枫岚苑")
    options = page.locator(".options button")
    assert 2 <= options.count() <= 5
    inside = options.first.text_content()
    options.first.click()
    page.locator(".card.inside").wait_for()
    assert page.locator(".asked").text_content().endswith(inside)
    assert "不在风险区内" in ask(page, "枫岚苑18栋")
    assert page.locator("#verdict").evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 28
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert "address" not in page.url


@pytest.mark.parametrize("viewport", [DESKTOP, WIDE, PHONE], ids=lambda size: str(size["width"]))
@pytest.mark.parametrize(("scheme", "language"), [("light", "zh"), ("dark", "zh"), ("light", "en")])
def test_the_console_fits_its_screen(visit, viewport, scheme, language, tmp_path):
    page = visit(viewport=viewport, scheme=scheme).enter_console(language)
    choose_zone(page, "枫岚苑")
    page.screenshot(path=tmp_path / "console.png", full_page=viewport is PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    button = page.locator("#panel-foot .primary").bounding_box()
    assert button["x"] + button["width"] <= viewport["width"]


NOTICE = """某市示例区关于划定风险区的通告
2022年11月16日
一、新增高风险区（2个）
自2022年11月16日8时起
1.桂曦路13号；
2.南湖花园6栋。
"""


def test_a_notice_is_read_checked_and_applied_and_what_is_not_drawn_is_told(visit, tmp_path):
    page = visit().enter_console()
    page.get_by_label("理由（必填，随版本留存）").fill("第5号通告")
    page.get_by_text("按通告文字划定、调整、解除").click()
    page.get_by_label("通告全文").fill(NOTICE)
    assert page.locator("#notice-apply").is_disabled()
    page.get_by_role("button", name="读出条目").click()
    page.locator(".notice-items li").nth(1).wait_for()
    assert "划定 高风险区 · 2022-11-16 08:00" in page.locator(".notice-items li").first.text_content()
    page.screenshot(path=tmp_path / "read.png")

    page.locator("#notice-apply").click()
    page.locator("#panel-title", has_text="桂曦路13号").wait_for()
    assert "没有画在图上" in page.locator(".problems").text_content()
    page.locator("#zone-list").get_by_role("button", name="南湖花园6栋").click()
    page.locator("#panel-body p", has_text="只有文字").wait_for()
    page.screenshot(path=tmp_path / "words.png")
    assert "高风险区" in visit().open("/").locator(".zones").text_content()


def test_a_drawing_says_how_many_posts_are_enough_and_each_tells_why(visit, tmp_path):
    page = visit().enter_console()
    draw_outline(page)
    page.locator("#cordon").wait_for()
    assert re.match(r"\d+ 卡口 · \d+ 封闭点 · 已证明最省", page.locator("#cordon b").text_content())
    page.locator("details:has(.posts) summary").first.click()
    page.screenshot(path=tmp_path / "posts.png")
    first = page.locator(".posts li").first
    assert first.locator("b").text_content() == "K01"
    assert "穿越区界" in first.locator("small").text_content()


def test_a_post_tells_why_and_what_it_serves_by_keyboard(visit):
    page = visit().enter_console()
    choose_zone(page, "示例河大桥两岸")
    assert "已证明最省" in page.locator("#cordon").text_content()
    page.get_by_role("button", name="在地图上看 K01").focus()
    page.keyboard.press("Enter")
    card = page.locator(".leaflet-popup-content")
    for said in ("卡口 K01", "承担", "每班", "穿越区界"):
        assert said in card.text_content()
    assert card.get_by_role("button", name="改为封闭").is_visible()


def test_every_list_of_a_plan_opens(visit):
    page = visit().enter_console()
    choose_zone(page, "示例河大桥两岸")
    tabs = page.locator("[role=tab]")
    for number in range(tabs.count()):
        tabs.nth(number).click()
        assert page.locator("#rows thead th").count() > 2
        assert "column." not in page.locator("#rows thead").text_content()


def test_the_lists_of_places_inside_are_behind_one_box_and_show_theirs_on_the_map(visit, tmp_path):
    page = visit().enter_console()
    choose_zone(page, "翠棠路以北街区")
    for kind in page.locator("#tab-more option:not([value=''])").evaluate_all("all => all.map((one) => one.value)"):
        page.locator("#tab-more").select_option(kind)
        assert "column." not in page.locator("#rows thead").text_content()
        assert page.locator("#rows tbody tr").count() > 0
    page.locator("#tab-more").select_option("sampling_point")
    assert page.locator(".leaflet-marker-pane .gs-sampling_point").count() > 0
    page.screenshot(path=tmp_path / "sampling.png")


def test_a_post_is_closed_with_a_ground_one_that_shuts_people_in_is_refused_and_an_order_is_taken_back(visit, tmp_path):
    visitor = visit()
    page = visitor.enter_console()
    choose_zone(page, "枫岚苑")
    before = page.locator("#cordon b").text_content()

    def close_first():
        page.locator("tbody").get_by_role("button", name="改为封闭").first.click()
        page.get_by_label("理由（必填）", exact=True).fill("人手不足")
        page.keyboard.press("Enter")

    while not page.locator("#panel-fault").is_visible():
        known = page.locator("#orders li").count()
        close_first()
        page.locator(f"#panel-fault:not([hidden]), #orders li:nth-child({known + 1})").first.wait_for()
    assert "without a way out" in page.locator("#panel-fault").text_content()
    page.screenshot(path=tmp_path / "refused.png")

    while page.locator("#orders li").count():
        left = page.locator("#orders li").count()
        page.locator("#orders").get_by_role("button", name="撤回").first.click()
        page.get_by_label("理由（必填）", exact=True).fill("人手已到")
        page.keyboard.press("Enter")
        page.locator(f"#orders[open]:not(:has(li:nth-child({left})))").wait_for()
    assert page.locator("#cordon b").text_content() == before
    visitor.errors[:] = [
        one for one in visitor.errors if "422" not in one and "409" not in one
    ]  # Chromium logs refusals


def test_a_delivery_point_is_forbidden_moved_and_the_crews_get_only_what_changed(visit, tmp_path):
    page = visit().enter_console()
    choose_zone(page, "枫岚苑")
    page.locator("#sheets summary").click()
    page.get_by_text("还没有下发过外勤单。").wait_for()
    page.locator("#issue").click()
    page.get_by_text("已下发第 1 期外勤单").wait_for()

    page.get_by_role("tab", name="配送点").click()
    page.get_by_role("button", name="在地图上看 P01").focus()
    page.keyboard.press("Enter")
    assert page.locator(":focus").get_attribute("aria-label") == "P01 固定此点"
    page.get_by_role("button", name="P01 移点").click()
    page.locator(".moving", has_text="P01").wait_for()
    middle = page.locator("#map").bounding_box()
    page.mouse.click(middle["x"] + middle["width"] / 2 + 60, middle["y"] + middle["height"] / 2 - 60)
    page.get_by_label("理由（必填）", exact=True).fill("门口太窄")
    page.keyboard.press("Enter")
    page.locator("#orders li", has_text="配送点 移点 · 执行").wait_for()

    page.locator("#sheets summary").click()
    assert "P01" in page.locator("#deltas").text_content()
    with page.expect_download() as saving:
        page.locator("[data-file='deltas.xlsx']").click()
    saving.value.save_as(tmp_path / "adjustments.xlsx")
    assert CalamineWorkbook.from_path(tmp_path / "adjustments.xlsx").sheet_names
    page.screenshot(path=tmp_path / "sheets.png")


def test_the_place_where_a_point_moves_is_taken_by_keyboard_or_called_off(visit):
    page = visit().enter_console()
    choose_zone(page, "枫岚苑")
    for key, asked in (("Escape", False), ("Enter", True)):
        page.get_by_role("tab", name="配送点").click()
        page.get_by_role("button", name="在地图上看 P01").click()
        page.get_by_role("button", name="P01 移点").focus()
        page.keyboard.press("Enter")
        page.locator(".moving").wait_for()
        page.keyboard.press(key)
        page.locator(".moving").wait_for(state="detached")
        assert page.locator("#confirm").is_visible() == asked


@pytest.fixture
def lanes_served(tmp_path, settings):
    """Address of a service with one zone that four lanes cross, of which a line nearby needs one."""
    store = open_store(f"sqlite:///{tmp_path}/lines.sqlite")
    houses = buildings_frame(INNER, house("h1", 30, -25, 7))
    write_layers(store, {"buildings": houses, "roads": shape_frame("roads", [*lanes(), *FAR])}, source="q")
    store.add_zone_version(zone_version())
    put_account(store)
    with serving(create_app(store, settings, token=TOKEN)) as base:
        yield base
    store.close()


def test_a_better_line_is_shown_and_taken_over_with_a_ground_and_a_number(chromium, lanes_served, tmp_path):
    visitor = Visitor(chromium, lanes_served)
    page = visitor.sign_in()
    page.locator("#zone-list .zone").click()
    page.locator("#find-lines").click()
    best = page.locator(".suggested li").last
    assert "此线少设3处卡口或封闭点，多纳入7户" in best.text_content()
    best.get_by_role("button", name="在图上看").click()
    page.screenshot(path=tmp_path / "line.png")
    best.get_by_role("button", name="采用").click()
    page.get_by_label("理由（必填）", exact=True).fill("人手不足")
    page.keyboard.press("Enter")
    assert page.locator("#confirm").is_visible()  # the number of the decision is needed too
    page.get_by_label("文号（必填）").fill("会议纪要3号")
    page.keyboard.press("Enter")
    page.locator("#panel-foot").get_by_role("button", name="发布：立即生效").wait_for()
    assert "1 卡口 · 0 封闭点" in page.locator("#cordon").text_content()
    assert visitor.errors == visitor.refused == []
    visitor.context.close()
