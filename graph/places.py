"""Finds the place a name or GB/T 2260 code stands for, and what it lies within.

Names may skip levels (河北固安县), drop suffixes (宁海), or go on into what GB/T 2260 does not list
(开封市城乡一体化示范区 → 开封市): functional zones belong to the place that contains them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from ontology.errors import UnknownPlace
from ontology.model import Place
from ontology.spelling import one_spelling
from ontology.vocabulary import iri

COUNTRY: Final = iri("place", "CN")
_CODE: Final = re.compile(r"(\d{6}|CN)(?:\d{3}|\d{6})?")
"""GB/T 2260; with three or six digits more, the statistical code of a street or village within it."""
_SUFFIX: Final = re.compile(r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|新区|省|市|盟|州|区|县|旗)$")
_PEOPLES: Final = (
    "壮族|回族|维吾尔|蒙古族?|藏族|苗族|彝族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|高山族|拉祜族|水族|东乡族"
    "|纳西族|景颇族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯|阿昌族|普米族|塔吉克|怒族|鄂温克族|德昂族|保安族|裕固族|独龙族|鄂伦春"
    "|各族|满族蒙古族"
)
_AUTONOMOUS: Final = re.compile(rf"(?:{_PEOPLES})+(?=自治)")
_FORMER_SUFFIXES: Final = ("县", "市", "区")
"""射洪县 is 射洪市 now: the name without its suffix was found, what is left is the suffix of its day."""
_ZONE: Final = re.compile(r"(?:新区|开发区|示范区|高新区|经开区|度假区|园区|管委会|保税区|街道|镇|乡|（.*）|\(.*\))$")


def aliases(name: str) -> set[str]:
    """Return the ways people write a place's name: 楚雄彝族自治州 → 楚雄自治州, 楚雄州, 楚雄."""
    plain = _AUTONOMOUS.sub("", name)
    found = {name, plain, plain.replace("自治", "")}
    return {alias for form in found for alias in (form, _SUFFIX.sub("", form)) if len(alias) >= 2}


class Gazetteer:
    """Places by code and by every usual name."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = places
        self._chains: dict[str, tuple[str, ...]] = {}

    @cached_property
    def by_id(self) -> dict[str, Place]:
        """Return all places by IRI."""
        return {place.id: place for place in self._places}

    @cached_property
    def _by_name(self) -> dict[str, list[Place]]:
        names: dict[str, list[Place]] = {}
        for place in self.by_id.values():
            for alias in aliases(place.name) | set(place.aliases):
                names.setdefault(alias, []).append(place)
        return names

    def chain(self, identifier: str) -> tuple[str, ...]:
        """Return the place and all it lies within, most local first."""
        chain = self._chains.get(identifier)
        if chain is None:
            links: list[str] = []
            step: str | None = identifier
            while step and step not in links:
                links.append(step)
                place = self.by_id.get(step)
                step = place.within if place else None
            chain = self._chains[identifier] = tuple(links)
        return chain

    def own_government(self, identifier: str) -> tuple[str, ...]:
        """Return the places whose rulings and units count as the place's own.

        A 市辖区 is run from its city's hotline, so the city's are its own too; a county's are not.
        """
        place = self.by_id.get(identifier)
        if place and place.within and place.name.endswith("区") and place.within != COUNTRY:
            return (identifier, place.within)
        return (identifier,)

    def find(self, text: str, district: str | None = None) -> Place:
        """Return the place named; raises UnknownPlace saying what is wrong and what would do."""
        name, inner = one_spelling(text), one_spelling(district or "")
        place = self._find(name, name, None)
        return self._find(inner, f"{name} {inner}", place) if inner else place

    def _find(self, name: str, shown: str, inside: Place | None) -> Place:
        if code := _CODE.fullmatch(name):
            if place := self.by_id.get(iri("place", code[1])):
                return place
            raise UnknownPlace(f"没有行政区划代码 {name}", mend="请核对 GB/T 2260 代码，或直接写地名，如 浙江省宁波市宁海县")
        if name in ("全国", "中国", "国家"):
            return self.by_id[COUNTRY]
        rest, place = name, inside
        while rest:
            step = self._longest_prefix(rest, place)
            if not step:
                break
            candidates, used = step
            best = self._choose(candidates, rest == used, shown)
            rest, place = rest[len(used) :], best
        if place is None:
            raise UnknownPlace(f"不认识的地方“{shown[:40]}”", mend="请写全称（如 浙江省宁波市宁海县）或六位行政区划代码；撤并、改名的写现在的名称")
        if rest and not _ZONE.search(rest) and rest not in _FORMER_SUFFIXES:
            raise UnknownPlace(f"“{place.full_name}”下没有“{rest[:40]}”", where=shown[:60], mend="请核对区县名称；撤并、改名的写现在的名称")
        return place

    def _longest_prefix(self, rest: str, inside: Place | None) -> tuple[list[Place], str] | None:
        for length in range(min(len(rest), 24), 1, -1):
            fitting = [p for p in self._by_name.get(rest[:length], ()) if inside is None or (inside.id in self.chain(p.id) and p is not inside)]
            if fitting:
                return fitting, rest[:length]
        return None

    def _choose(self, candidates: list[Place], is_last: bool, shown: str) -> Place:
        """Return the candidate of the highest level; refuse where several of one level share the name."""
        top = min(len(self.chain(p.id)) for p in candidates)
        best = [p for p in candidates if len(self.chain(p.id)) == top]
        exact = [p for p in best if p.name in shown]
        best = exact or best
        if len(best) > 1 and is_last:
            listed = "、".join(p.full_name for p in best[:5])
            raise UnknownPlace(f"“{shown[:40]}”有 {len(best)} 个同名的地方", why=listed, mend="请写上所在的省市")
        return best[0]
