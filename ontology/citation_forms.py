"""The forms in which people write citations, as regular expressions: what `ontology.citation` reads by."""

from __future__ import annotations

import re
from typing import Final

from ontology.document_number import FORM, SERIAL
from ontology.numerals import DIGIT, JOIN, NUMERAL

KIND: Final = "法典|法|条例|办法|规定|细则|规则|规程|规范|标准|章程|规约|公约|守则|解释|决定|通知|意见|方案|公告|批复|导则"
"""How the title of an instrument ends."""
_SURE: Final = "法典|法|条例|办法|规定|细则|规则|规约|公约|解释|决定|意见|通知"
"""How it ends where no 《》 say that it is a title."""
_BRACKET: Final = r"(?:[（(][^（）()《》]{1,12}[）)])?"
_PLACE: Final = (
    "(?:[\u4e00-\u9fff]{0,6}?(?:省|市|县|自治州|自治区|(?<![小社园景辖校厂山库地])区)|上海|北京|天津|重庆|国务院)(?!有关|相关|各项|区两级|县两级|政府|委|局|里)"
)
"""How the title of a local regulation starts."""
_NAME: Final = "(?:(?!相关|有关|小区|公司|学校|医院|单位|企业|业主|以下|现行|[这该本上述的了已])[\u4e00-\u9fff])"
_ORDINAL: Final = rf"第\s*{NUMERAL}\s*条"
_ARTICLE: Final = (
    rf"(?P<ordinal>第\s*(?:[（(]\s*)?)?(?<![.．])(?<!{DIGIT})(?P<numbers>{NUMERAL}(?:{JOIN}第?\s*{NUMERAL}(?=\s*(?:条|[、，,及和与至到～~—-]))){{0,20}})\s*(?:[）)]\s*)?条{{1,2}}"
    rf"(?!街|路|河|线|道|建议|意见|消息|评论|龙)(?:\s*之\s*(?P<sub>{NUMERAL})(?!\s*[款项]))?"
    r"|第\s*(?P<clause>\d+(?:\.\d+){1,4})\s*条|(?<=[中的])[“\"]?第?\s*(?P<section>\d{1,2}(?:\.\d{1,2}){1,4})(?![\d.]*\s*[元万亿米平%％倍])"
)
_FIRST: Final = "0-9０-９零〇一二两三四五六七八九十百千A-Zgj〔\\[［【（(﹝{｛《〈<＜「『“令公第根按依遵违无执符"
"""What any of them starts with; looked at first, because most characters are none of these."""
TOKEN: Final = re.compile(
    rf"(?=[{_FIRST}])(?:(?P<document>{FORM})|{SERIAL}"
    r"|《(?P<title>[^《》]{0,200}(?:《[^《》]{0,100}》[^《》]{0,100}){0,3})》"
    rf"|《(?P<unclosed>[^《》，。；：、\n]{{2,40}}?(?:{_SURE}))(?={_ORDINAL})"
    rf"|(?:<<|＜＜|[<＜〈「『])(?P<wrong>[^<>＜＞〈〉「」『』《》，。\n]{{1,60}}?(?:{KIND}){_BRACKET})(?:>>|＞＞|[>＞〉」』])"
    rf"|[\[［【](?P<boxed_title>[^\[\]［］【】，。\n]{{2,60}}?(?:{_SURE}){_BRACKET})[\]］】]"
    rf"|“(?P<quoted>关于[^“”，。；：！？\n]{{2,60}}?(?:{_SURE})|[^“”，。；：！？\n]{{2,60}}?(?:法典|法|条例|办法|规定|细则|规则|若干问题的意见){_BRACKET})”"
    rf"|(?<=[据照合足行反守])“(?P<led>[^“”，。；：！？\n]{{4,60}}?(?:{KIND}){_BRACKET})”"
    rf"|(?:根据|按照|依照|依据|依(?![法规])|遵照|遵守|违反|无视|执行|符合)(?:我)?(?P<local>(?:{_PLACE}{_NAME}{{3,30}}?(?:条例|办法|(?<![委局部院府会])规定|细则)|{_NAME}{{2,20}}?条例)"
    rf"(?=[，,。；、）)]|的|[与和及]|有关|相关|规定|要求|执行|办理|之)|{_NAME}{{2,14}}?管理办法)"
    rf"|{_ARTICLE})"
)
"""Whatever may be part of a citation: a title in marks of some kind, the number of a document, an article."""
SEPARATE: Final = re.compile(rf"{JOIN}第?\s*")
RANGE: Final = re.compile(r"\s*[至到～~—-]\s*第?\s*")

ASIDE: Final = re.compile(r"\s*[（(](?P<inside>(?:[^（）()〔\[［【﹝]|[（(〔\[［【﹝][^（）()〔〕\[\]［］【】﹝﹞]{0,60}[）)〕\]］】﹞]){0,140})[）)]")
"""What stands in brackets after a title: its number, its version, the name it goes by from there."""
TOKEN_IN_ASIDE: Final = re.compile(rf"{_ORDINAL}|《[^》]*》(?!\s*$)|[据照]《")
"""What in those brackets is a citation of its own."""
CALLED: Final = re.compile(r"(?:简称|下称|统称)(?:为|：|:)?\s*[“\"'‘《<〈]*(?P<name>[^“”\"'‘’《》<>〈〉（）()，。；]{1,30})[”\"'’》>〉]*\s*$")
TO_NUMBER: Final = re.compile(r"\s*(?:的?(?:通知|公告|决定|意见|批复|函))?\s*[（(]?\s*")
"""What may stand between a title and the number it was issued under."""
TO_TITLE: Final = re.compile(r"[）)]?\s*(?:文件?)?[：:]?\s*(?:新?(?:印发|发布|公布|颁布|修订|修正|制定|施行))?的?\s*")
"""What may stand between a number and the title issued under it."""
ON_LAW: Final = re.compile(r"(?P<office>[\u4e00-\u9fff]{0,20})(?P<about>关于(?:贯彻|执行|适用|实施|审理)+)$")
OPINIONS: Final = re.compile(rf"(?P<name>(?:若干|有关|具体)?(?:问题|案件)?的?(?:若干)?(?:意见|解释|规定|决定|批复){_BRACKET})")
"""某法院关于适用《…法》若干问题的意见, where only the law stands in 《》."""
IMPLEMENTING: Final = re.compile(r"\s*及其(?P<name>实施(?:条例|细则|办法))")
OF_PLACE: Final = re.compile(r"(?P<place>[\u4e00-\u9fffA-Z]{0,8}?[\u4e00-\u9fffA-Z](?:省|市|县|区|州|旗)?)(?:贯彻)?实施$")
BY_PLACE: Final = re.compile(r"\s*的?(?P<name>办法|细则|规定|条例)")
"""甲省实施《…法》办法, where only the law stands in 《》."""
EXPLAINED: Final = re.compile(r"\s*的?(?P<name>(?:司法)?解释|实施(?:条例|细则|办法))(?=第|中|的?规定)")
"""What makes another title of the one before: 《民事诉讼法》解释第九十五条."""
PARTLY: Final = re.compile("(?P<name>[\u4e00-\u9fff]{0,4}(?:管理|使用|申领|积分|评审|认定|发放)(?:实施|暂行)?(?:细则|办法|条例|规定))")
"""The rest of a title of which only the thing it is about stands in 《》: 《居住证》管理办法."""
INSTRUMENT: Final = re.compile(rf"(?:{KIND}){_BRACKET}$")
"""What the title of an instrument ends in: nothing more belongs to it."""
STANDARD: Final = re.compile(r"[A-Z][A-Z\d./-]*\d$|(?:标准|规范|规程|导则)(?:（[^（）]*）)?$")
"""The number or the title of a standard, whose clauses are numbered 5.2."""
_PART: Final = rf"(?:第\s*{NUMERAL}\s*(?:编|分编|章|节|部分)|[总分附]则)"
BESIDE: Final = re.compile(rf"\s*(?:的|中的?|里的?|其中的?)?\s*(?:{_PART}\s*)*")
"""What may stand between a title and an article without 第."""
HEADED: Final = re.compile(rf"\s*(?:(?:{_PART}|附[录件表])[^，。；：:“”《》\n]{{0,20}})+\s*")
"""What may stand between a title and an article with 第: chapters with their headings."""
BETWEEN: Final = re.compile(
    rf"[\s，,：:]*(?:[”\"'’）)]|其中|[的中里内])*[\s，,：:]*(?:{_PART}[^，。；]{{0,12}}?[.．、，\s]*)*[“\"（(]?\s*$"
)
"""What may stand between a name without marks and its article: 中, 规定：第三章."""
MEANT: Final = re.compile(rf"(?:该|(?<![基根])本|(?<!合)同|此|上述|前述|上列|这个?)(?P<kind>{KIND}|文件|合同|协议)$")
BARE: Final = re.compile(
    rf"[\u4e00-\u9fffA-Za-z0-9（）()〈〉]{{1,60}}(?:法典|法|条例|办法|规定|细则|规则|规程|规范|标准|规约|公约|章程|守则|通则|准则){_BRACKET}$"
)
WHOLE: Final = re.compile(
    r"(?P<title>[\u4e00-\u9fff、〈〉]{2,40}(?:法典|法|条例|办法|规定|细则|规则))\s*(?:(?P<trial>[（(](?:试行|暂行)[）)])|[（(][^（）()]{1,12}[）)])?"
)
"""A text that is nothing but the title of an instrument."""
SAYS: Final = re.compile("[请求问谁吗怎何了把我你您改无]|违反|非法|执法|违法|没有|依法|办法是|组织|主管|负责")
"""What a title does not hold and a sentence may."""
BEFORE_BARE: Final = re.compile(
    r".*(?:根据|依据|依照|按照|遵照|参照|违反|适用|符合|执行|触犯|属于|以及|并且|同时|其中|认为|提出|履行|出台|制定|修改|要求|究竟以|通过|从(?!业)|说|看到|无视|不顾|遵守|援引|引用|对照|参见|详见|我国|(?=中华人民共和国)|应当|可以|不得|告知|[按依在了是的]|(?<!行)为|\d[年月日]|(?:^|(?<=[法例定则条款]))[和及与、或]|[（(](?=[^）)]*$))",
    re.S,
)
"""What a name without marks cannot start before."""
NOBODYS: Final = re.compile(rf".*(?:相关|有关|小区|该|本|上述).{{0,4}}条例|(?:有关|相关|国家|法律|法规|明确|以下|如下|具体|现行|上级|政策|地方性|行政|其他|我国|之)*(?:{KIND})|关于.*的(?:规定|办法)|.*(?:委|局|部门?|政府|法院|公司)的?规定")
"""Words that end like a title and name none."""
GENERIC: Final = re.compile(rf"(?:管理|实施|暂行)*(?:{KIND})|(?:纲要|规划|指引|指南|清单|合同|协议书?)")
PRIVATE: Final = re.compile(r"(?P<kind>合同|协议书?|认购书|意向书|材料目录-?)$")
"""Papers that have articles too and are no instrument."""
PLAINLY: Final = re.compile(r"(?:管理|保护|保险|防治|信访|养犬|绿化|消防|爆竹|生育)条例(?![》”])")
"""What hardly anything but a title ends in, without marks."""
ABOUT: Final = re.compile(rf"关于[^，。；：《》“”（）()]{{4,60}}(?:{KIND})$")
"""What is a title without marks where a number in brackets follows."""
ENDED: Final = re.compile(r"[。；;！？!?\n]")
TITLE_THEN_ARTICLE: Final = re.compile(rf"[，,]?\s*(?:的|其?中的?)?\s*{_ORDINAL}|等(?:相关|有关)?法[律规]")
_SPEECH: Final = "[违合非依执守说做]法$|采用|可以|应当|不得|必须|[我你您吗了]"
SPEECH: Final = re.compile(_SPEECH)
"""What no title is like, whatever marks stand around it."""
NO_TITLE: Final = re.compile(rf"^(?!关于).*(?:的|有关|相关)(?:规定|意见|通知|办法|解释)$|、|^(?!关于).*解决|{_SPEECH}")
"""What a quotation is like that only sounds like a title."""
