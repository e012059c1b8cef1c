"""The numbered levels of an address as one pattern: each alternative is a level, named by its group."""

import re

_LABEL = r"(?:[A-Z]{1,2}-?)?[0-9]{1,5}(?:-[0-9]{1,3})?[A-Z]?|[A-Z]{1,2}|[甲乙丙丁戊己]"
_UNIT_LABEL = rf"{_LABEL}|[东西南北中左右]"

TOKEN = re.compile(
    rf"(?P<group>[0-9]{{1,3}})组(?!团)"
    rf"|(?P<part>(?:[0-9]{{1,3}}|[0-9]{{1,2}}[A-Z]|[A-Z]{{1,2}}[0-9]?|[甲乙丙丁]))(?P<kind>期|区|组团|小区|地块|[苑园](?=$|[0-9A-Z]))"
    rf"|(?P<building>[0-9]{{1,2}}[A-Z][0-9]{{1,3}}|{_LABEL})(?P<house>栋|排(?=$|[0-9A-Z]))楼?"
    rf"|(?P<tower>[东西南北中])[座栋幢楼](?=$|[0-9A-Z])"
    rf"|(?P<lane>[0-9]{{1,5}})支?弄"
    rf"|(?P<unit>(?:{_UNIT_LABEL}))单元"
    rf"|(?P<floor>负?[0-9]{{1,3}})层"
    rf"|(?P<plate>[A-Z]?[0-9]{{1,5}}(?:[A-Z]|-[0-9]{{1,4}}[A-Z]?)?)号(?P<yard>大?院(?![子坝落]))?"
    rf"(?:(?P<joint>[附之])(?P<sub>[0-9]{{1,4}}[A-Z]?)号?)?"
    rf"|(?P<bare>[0-9]{{1,5}})(?P<bare_joint>[附之])(?P<bare_sub>[0-9]{{1,4}}[A-Z]?)号?"
    rf"|(?P<numbers>(?:[A-Z]{{1,2}})?[0-9]{{1,5}}(?:-[0-9]{{1,5}}){{1,4}})(?P<numbers_end>室|户|房)?(?![-0-9A-Z])"
    rf"|(?P<room>[0-9]{{1,5}}[A-Z]?)(?:室|户|房)"
    rf"|(?P<digits>(?<![0-9A-Z-])[0-9]{{3,4}}[A-Z]?)(?![-0-9A-Z弄巷里村段路街中医部厂队所矿处库地小研])"
)
