"""The labels that offices write before what they tell (首问责任单位：…), in every usual wording, and what field each stands for."""

from __future__ import annotations

import re
from typing import Final

LABELS: Final[dict[str, str]] = {
    "lead": "首问责任单位|主办|牵头|首问责任部门|首问责任主体|首问单位|首问部门|首办责任单位|首办单位|首要责任单位|主办单位|主办部门|主办责任单位|承办单位|承办部门|牵头单位|牵头部门|牵头责任单位"
    "|牵头主办单位|主责单位|主责部门|责任主体|责任单位|责任部门|主要责任单位|主管部门|主管单位|受理单位|首问责任单位认定|认定首问责任单位|认定首问单位|认定责任单位|牵头单位及职责|主办单位及职责|首问",
    "helpers": "配合单位|协办|会办|配合部门|协办单位|协办部门|协同单位|协同部门|协助单位|协助部门|会办单位|联办单位|参与单位|参与部门|配合责任单位|协同配合单位|配合单位及职责|协办单位及职责|配合单位及分工|配合",
    "disputed_between": "争议单位|争议部门|争议双方|争议各方|争议方|涉争单位|涉争部门|争议主体|申请单位|申请人|提请单位|提出单位|提出异议单位|异议单位|被申请单位|对方单位|相关单位|涉及单位|涉及部门|争议当事单位|当事单位",
    "matter": "争议事项|争议事由|事项名称|诉求事项|认定事项|职责事项|事项|争议问题|工单标题|诉求标题|案由|具体事项|民生诉求事项|监管事项|边界事项|管理事项|事由|诉求类别|问题名称|标题|工单名称|争议名称",
    "facts": "诉求人反映|群众反映|来电反映|反映情况|诉求描述|来电内容|来信内容|群众诉求|反映问题|基本情况|基本事实|事实经过|事情经过|诉求内容|诉求概述|诉求情况|工单内容|争议情况|争议概况|争议经过|争议由来|争议焦点|争议内容|情况说明|市民反映|案情|案情简介|案件情况|事件概况|事项描述|事实|具体问题|问题描述|主要内容|反映内容|事项概述|工单情况",
    "claims": "争议部门意见|争议单位意见|争议各方意见|争议双方意见|各方意见|部门意见|单位意见|各部门意见|退单理由|退件理由|不予受理理由|各自理由|各方主张",
    "reason": "认定理由|理由|分析意见|研究意见|认定说明|审查意见|审查情况|职责分析|评析|裁定理由|认定考虑|研判意见|综合分析|认定分析",
    "decision": "编办意见|审批意见|领导意见|认定结论|认定结果|认定意见|议定事项|议定意见|会议决定|会议议定|处理意见|裁定意见|裁定结果|研究结果|审定意见|最终认定|结论|界定意见|界定结果|职责认定|认定内容|认定|责任认定|办理意见|职责界定|责任划分|会议明确",
    "basis": "认定依据|法律依据|法规依据|政策依据|设定依据|职责依据|法律法规依据|依据|依据文件|法定依据|相关依据|法律法规及政策依据|主要依据|文件依据|定责依据|职责来源",
    "number": "文号|编号|认定书编号|字号|发文字号|文件编号|认定编号|纪要编号",
    "decided_on": "日期|认定日期|认定时间|签发日期|印发日期|成文日期|发文日期|会议时间|作出日期|时间|裁定日期|会议日期|出具日期",
    "decided_by": "认定单位|认定机关|认定机构|认定部门|作出单位|出具单位|发文机关|发文单位|签发单位|印发机关|裁定机关|裁定单位|主持单位|召集单位|认定主体",
    "doctrine": "认定方法|认定方式|认定原则|界定方法|定责方法|适用方法|裁定方法|方法",
    "supersedes": "替代|废止|原认定|取代|替代原认定|废止文件|原认定书|替代文号",
    "duty": "职责分工|工作职责|责任内容|职责内容|具体职责|职责|分工|工作分工|任务分工|职责任务|责任分工|工作要求|职责边界",
    "lead_duty": "主办单位职责|牵头单位职责|首问单位职责|首问责任单位职责|主管部门职责|牵头职责|主办职责|牵头部门职责|责任单位职责",
    "helper_duty": "配合单位职责|协办单位职责|配合职责|协同单位职责|配合部门职责|协办职责|配合内容|配合事项",
    "unit": "单位|部门|单位名称|部门名称|责任主体名称",
    "role": "角色|责任类型|类型|性质|责任性质|职责类型|责任类别|承担角色|定位",
    "jurisdiction": "行政区划|地区|区域|辖区|适用地区|所在地区",
    "ignored": "类别|领域|事项类别|板块|大类|序号|备注|联系人|联系电话|主送|抄送|抄报|主题词|签发人|签发|经办人|经办|审核|附件|附|拟稿|核稿|印数|密级|紧急程度|办理时限|时限|联系方式|出席|列席|缺席|记录|记录人|主持|主持人|参加人员|出席人员|列席人员|地点|会议地点|工单编号|受理时间|来电时间|诉求人|来电人|送达|盖章|单位盖章|公章|说明|注",
}  # fmt: skip
"""Field (or `ignored`: told apart so that it is not taken for something else) and the wordings of its label."""
FIELD_OF: Final[dict[str, str]] = {label: field for field, labels in LABELS.items() for label in labels.split("|")}
_WORDS: Final = sorted(FIELD_OF, key=len, reverse=True)
_SPACED: Final = "|".join(r"\s*".join(re.escape(c) for c in word) for word in _WORDS if len(word) > 1)
_ORDINAL: Final = r"(?:[一二三四五六七八九十]{1,3}[、．.]|（[一二三四五六七八九十\d]{1,3}）|\d{1,2}[．.、](?!\d)|第[一二三四五六七八九十]{1,2}[，、])"
INLINE: Final = re.compile(rf"(?:^|(?<=[\s。；，|｜]))(?P<ordinal>{_ORDINAL}\s*)?〔?(?P<label>{_SPACED})(?:（[^（）]{{0,12}}）)?\s*〕?\s*(?P<colon>[：]|(?<=〕))\s*")
"""A label with its colon (or in brackets) within a paragraph."""
HEADING: Final = re.compile(rf"^(?P<ordinal>{_ORDINAL})?\s*〔?(?:关于|本件|本案|该件|本次)?(?P<label>{_SPACED})(?:及(?:{_SPACED}))?〕?[：。]?$")
"""A paragraph that is a label and no more: what follows is told under it."""
LEADING: Final = re.compile(rf"^(?P<ordinal>{_ORDINAL})\s*(?P<label>{_SPACED})[。．.　 ]\s*(?=\S)")
"""A numbered label with a full stop or space instead of a colon: 一、基本情况。市民……"""
NUMBERED: Final = re.compile(
    r"^(?:(?P<a>(?:议题|事项|案例|问题)[一二三四五六七八九十\d]{1,3}\s*[：、．.　 ]?)|(?P<b>[一二三四五六七八九十]{1,3}[、．.])|(?P<c>（[一二三四五六七八九十]{1,3}）)|(?P<d>\d{1,2}[．.、](?!\d))|(?P<e>（\d{1,2}）))\s*"
)


def field_of(written: str) -> str | None:
    """Return the field that a heading of a table or a cell stands for, None when it is no label."""
    plain = re.sub(r"[\s：:*＊]|（[^（）]*）|\([^()]*\)", "", written).strip("〔〕【】[]")
    plain = re.sub(r"^(?:[一二三四五六七八九十]{1,2}、|\d{1,2}[.、])", "", plain)
    if plain in FIELD_OF:
        return FIELD_OF[plain]
    match = re.fullmatch(rf"(?:本?次?|拟)?({'|'.join(map(re.escape, _WORDS))})(?:名称|清单|情况|一览|简述|及职责)?", plain)
    if match:
        return FIELD_OF[match[1]]
    for together in re.split(r"[/／、及和或]", plain):
        if together != plain and together in FIELD_OF:
            return FIELD_OF[together]
    return None


def style_of(text: str) -> str | None:
    """Return the style of numbering that a paragraph begins with (a to e, as in NUMBERED), None where it is not numbered."""
    match = NUMBERED.match(text)
    return next(style for style, value in match.groupdict().items() if value) if match else None
