"""The lists of the places inside a zone: sampling, reception points, waste, transfer."""

from geo_service.exports.list_sheets import SheetPlan, plain_sheet

SAMPLING_SHEETS: tuple[SheetPlan, ...] = (
    plain_sheet("sampling_point", "采样点", sums=("benches", "teams", "people", "buildings")),
    plain_sheet("sampling_slot", "采样时段", "段", sums=("people",), by_hand=("完成",)),
    plain_sheet("sampling_shift", "采样组排班", "班"),
    plain_sheet("door_sampling", "上门采样", sums=("people",), by_hand=("完成",)),
    plain_sheet("sampling_route", "采样路线", "条", by_hand=()),
)
SITE_SHEETS: tuple[SheetPlan, ...] = (
    plain_sheet("reception_point", "接收点", by_hand=("已设置",)),
    plain_sheet("household_waste_point", "生活垃圾收集点", sums=("bins", "households", "buildings")),
    plain_sheet("medical_waste_point", "医疗废物暂存点", sums=("people", "buildings")),
    plain_sheet("transfer_point", "转运上车点", sums=("people", "buildings")),
)
