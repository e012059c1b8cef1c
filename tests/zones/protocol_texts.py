"""A small edition, its successor and an overlay, as texts; tests break them line by line."""

from geo_service.errors import ProtocolError
from geo_service.zones.protocol import compose_protocol, packaged_texts

EDITION = """
[protocol]
id = "flood-1"
extends = "common"
title = "洪水一版"
title_en = "flood, first edition"
reference = "防汛〔1〕号"
valid_from = 2020-01-01T00:00:00+08:00
valid_to = 2021-01-01T00:00:00+08:00
validity_source = "防汛〔1〕号"
superseded_by = "flood-2"
status = "historical"

[governance]
proposer = "township"
approval_chain = ["flood_hq"]
source = "防汛〔1〕号"

[[body]]
id = "flood_hq"
label = "防汛指挥部"
label_en = "flood headquarters"

[[category]]
id = "leave"
rank = 3
label = "转移区"
label_en = "evacuation zone"
color = "#C62828"
pattern = "hatch"
short_measures = "立即转移"
short_measures_en = "leave now"
measures = ["立即转移"]
criterion = "低于洪水位"
default_unit = "building"
units = ["building", "village"]
exception = { units = ["township"], reasons = ["溃堤"], source = "防汛〔1〕号" }
suspended_venues = []
sign = "{label}"

[[category]]
id = "watch"
rank = 2
label = "警戒区"
label_en = "watch zone"
color = "#F9A825"
pattern = "dots"
short_measures = "准备转移"
short_measures_en = "be ready"
measures = ["准备转移"]
criterion = "可能淹没"
geometry = { type = "buffer", of = "leave", radius_m = 500, subtract = ["leave"], source = "防汛〔1〕号" }
default_unit = "village"
units = ["village"]
measures_as = "leave"
case_raises_to = "leave"
suspended_venues = []
sign = "{label}"

[[category]]
id = "rest"
rank = 1
label = "其余"
label_en = "rest"
color = "#2E7D32"
pattern = "none"
short_measures = "留意"
short_measures_en = "watch"
measures = ["留意"]
criterion = "其余"
geometry = { type = "residual", within = "county", exists_while = ["leave", "watch"], source = "防汛〔1〕号" }
default_unit = "county"
units = ["county"]
suspended_venues = []
sign = "{label}"

[[designate]]
place_roles = ["residence"]
to = "leave"
unit = "building"
also = ["watch"]
why = "低于洪水位"

[clock]
mode = "per_stage"
source = "防汛〔1〕号"

[[transition]]
from = "leave"
to = "watch"
all = [{ quiet_days = 2 }]
clause = "第一条"

[[transition]]
from = "watch"
to = "rest"
entered_from = "leave"
all = [{ quiet_days = 1 }]
clause = "第二条"

[[transition]]
from = "rest"
to = "none"
all = [{ no_active = ["leave", "watch"] }]
clause = "第三条"

[[testing]]
category = "watch"
days = [1]
then = "none"
source = "第四条"

[[deadline]]
id = "publication"
label = "发布"
label_en = "published"
hours = 5
start = "first_report"
done = "publication"
source = "第五条"

[[people]]
group = "displaced"
label = "转移人员"
home_days = 3
source = "第六条"

[[check]]
id = "unit_cap"
clause = "第七条"
"""

SUCCESSOR = """
[protocol]
id = "flood-2"
extends = "flood-1"
title = "洪水二版"
title_en = "flood, second edition"
reference = "防汛〔2〕号"
valid_from = 2021-01-01T00:00:00+08:00
validity_source = "防汛〔2〕号"
supersedes = "flood-1"
status = "current"

[[category]]
id = "watch"
removed = true

[[category]]
id = "leave"
units = ["building"]
exception = { removed = true }

[[designate]]
place_roles = ["residence"]
to = "leave"
unit = "building"
why = "低于洪水位"

[[transition]]
from = "leave"
to = "rest"
all = [{ quiet_days = 1 }]
clause = "新第一条"

[[people]]
group = "displaced"
removed = true

[[migrate]]
category = "watch"
action = "reassess"
to = "rest"
deadline_h = 24
source = "第八条"
"""

OVERLAY = """
[overlay]
id = "valley"
title = "山谷镇"
title_en = "valley town"
reference = "山谷〔1〕号"
for = ["flood-2"]
valid_from = 2021-06-01T00:00:00+08:00
validity_source = "山谷〔1〕号"

[clock]
on_new_case = "reset"
source = "山谷〔1〕号"

[[category]]
id = "leave"
short_measures = "马上转移"

[[deadline]]
id = "publication"
hours = 2
"""

TEXTS = {"flood-1": EDITION, "flood-2": SUCCESSOR, "valley": OVERLAY}


def composed(protocol_id, **changed):
    """The protocol of an id from these texts; `flood_2=...` gives another text for a file."""
    texts = {**packaged_texts(), **TEXTS, **{name.replace("_", "-"): text for name, text in changed.items()}}
    return compose_protocol(protocol_id, texts.get)


def fault_of(protocol_id, name, old, new):
    """The message when a piece of one file is replaced, and the line where the replacement begins."""
    text = TEXTS[name]
    assert old in text, old
    broken = text.replace(old, new, 1)
    try:
        composed(protocol_id, **{name.replace("-", "_"): broken})
    except ProtocolError as error:
        return str(error), text[: text.index(old)].count("\n") + 1
    raise AssertionError(f"{new!r} is accepted")
