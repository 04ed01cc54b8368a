"""A citation as a record: title, article, paragraph, item; its official form; to and from article IRIs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from ontology.errors import BadCitation
from ontology.numerals import to_chinese
from ontology.vocabulary import BASE

COUNTRY: Final = "中华人民共和国"
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """A citation: title without 《》 and country, article, sub-article, paragraph and item numbers.

    `clause`: where a standard's clause is cited instead of an article (第6.2.1条), its number. `document`: the number the instrument was issued under (沪府规〔2020〕12号), where one is given beside the title;
    an instrument cited by its number alone has it as its title too.
    """

    title: str
    article: int | None = None
    sub: int | None = None
    paragraph: int | None = None
    item: int | None = None
    span: tuple[int, int] = field(default=(0, 0), compare=False)
    document: str = field(default="", compare=False)
    clause: str = ""

    @property
    def number(self) -> str:
        """Return the article number as it stands in IRIs: `28`, `12-1`, or empty for a whole statute; a standard's clause `6.2.1`."""
        if self.article is None:
            return self.clause
        return f"{self.article}-{self.sub}" if self.sub else str(self.article)

    def __str__(self) -> str:
        return write(self.title, self.number, self.paragraph, self.item)


def short_title(title: str) -> str:
    """Return a title without 《》, surrounding space and a leading 中华人民共和国."""
    value = _SPACE.sub("", title).strip("《》〈〉")
    value = value.replace("(", "（").replace(")", "）")
    return value[len(COUNTRY) :] if value.startswith(COUNTRY) and len(value) > len(COUNTRY) else value


def write(title: str, number: str = "", paragraph: int | None = None, item: int | None = None) -> str:
    """Return the citation in its official form: 《渔业法》第十二条之一第二款第（三）项."""
    text = f"《{short_title(title)}》"
    if "." in number:
        text += f"第{number}条"
    elif number:
        main, _, sub = number.partition("-")
        text += f"第{to_chinese(int(main))}条" + (f"之{to_chinese(int(sub))}" if sub else "")
    if paragraph:
        text += f"第{to_chinese(paragraph)}款"
    if item:
        text += f"第（{to_chinese(item)}）项"
    return text


def from_iri(identifier: str) -> tuple[ArticleRef, str]:
    """Return the citation and version that an article IRI stands for; the inverse of `TitleRegister.article_iri`.

    Raises BadCitation when it is no article IRI.
    """
    pieces = identifier.removeprefix(BASE).split("/")
    match = re.fullmatch(r"(\d+)(?:-(\d+))?", pieces[-1])
    if len(pieces) != 4 or pieces[0] != "statute" or not match:
        raise BadCitation(f"“{identifier}”不是法条标识", mend="法条标识形如 statute/渔业法/2025-12-27/6")
    return ArticleRef(pieces[1], int(match[1]), int(match[2]) if match[2] else None), pieces[2]
