"""What makes lines a heading, and of which level."""

import re

from worker.layout.block_builder import BlockBuilder
from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.text_lines import Line, PageLines

_NUMBER = re.compile(
    r"(?:(?P<sign>§{1,2}|Art(?:icle|igo|ikel|ículo|icolo|\.)?|Section|Sec\.|Sección|Sezione|Chapter|Chapitre|Kapitel"
    r"|Capítulo|Capitolo|Hoofdstuk|Part|Teil|Parte|Partie|Annex|Anhang|Anlage|Appendix|Allegato|Annexe|Anexo|Bijlage"
    r"|Schedule|Exhibit|Abschnitt|Titre|Titolo|Título|Статья|Глава|Раздел)\s+)?"
    r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,4}|[IVXLC]{1,6}|[A-Z])(?P<end>[.)]?(?::|\s*[-–—])?)(?=\s|$)",
    re.I,
)
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_END = re.compile(r"[.,;!]['\"”’)]*$")


def number_depth(text: str) -> int | None:
    """How deep the number is nested that a text begins with ("2.1 Scope": 2, "§ 3": 1); None where there is none."""
    found = _NUMBER.match(text)
    if found is None:
        return None
    number = found.group("number")
    rest = text[found.end() :].lstrip()
    if found.group("sign"):
        return number.count(".") + 1
    if not rest or not (rest[0].isupper() or not rest[0].isascii()):
        return None
    if number[0].isdigit():
        return number.count(".") + 1 if found.group("end") or "." in number or len(number) < 3 else None
    # "I saw" and "A house" begin no numbered heading.
    return 1 if number.isupper() and found.group("end") and not found.group("end").isspace() else None


def is_capitals(text: str) -> bool:
    """Whether a text is set in capitals, in a script that has them."""
    letters = [c for c in text if c.isalpha()]
    upper = sum(c.isupper() for c in letters)
    return len(letters) >= 4 and upper >= 0.9 * len(letters) and any(c.lower() != c for c in letters)


def looks_like_name(text: str, parameters: BlockParameters = PARAMETERS) -> bool:
    """Whether a line may be a heading's: few words that begin with a capital or a number and end no sentence."""
    words = text.split(maxsplit=parameters.max_heading_words)
    if not 0 < len(words) <= parameters.max_heading_words or _END.search(text):
        return False
    if text.startswith("(") and text.endswith(")"):
        return False
    first = _LETTER.search(text)
    if first is None or sum(map(str.isalpha, text)) < 0.4 * sum(map(len, words)):
        return False
    return not first.group().islower()


def heading_level(
    page: PageLines, lines: list[Line], *, alone: bool, parameters: BlockParameters = PARAMETERS
) -> int | None:
    """The level of the heading that lines are; None where they are none.

    ``alone`` says that white space separates them from what is above and below, and that text follows.
    """
    if len(lines) > max(parameters.max_heading_lines, 2):
        return None
    text = " ".join(line.text for line in lines)
    if not looks_like_name(text, parameters) or any(line.sideways for line in lines):
        return None
    ratio = sum(line.size for line in lines) / len(lines) / page.body
    if ratio >= parameters.heading_ratio and len(lines) <= parameters.max_heading_lines:
        by_size = 1 + sum(ratio < least for least in parameters.level_ratios)
        depth = number_depth(text)
        return max(by_size, min(depth, 6)) if depth else by_size
    if len(lines) > 2:
        return None
    base = 1 + len(parameters.level_ratios)
    depth = number_depth(text)
    if depth is not None and (alone or is_capitals(text)):
        return min(max(base - 1 + depth - 1, 1), 6)
    if alone and is_capitals(text):
        return base
    short = len(lines) == 1 and len(text.split()) <= parameters.max_alone_words
    # What ends in a colon leads to what follows, and a line of a date or a number of a few words is a letter's head.
    if alone and short and not text.endswith(("?", ":", "：")) and not _DIGIT.search(text):
        return base + 1
    return None


def name_title(builder: BlockBuilder, parameters: BlockParameters = PARAMETERS) -> None:
    """Makes a page's title of the largest heading near its top that no running text precedes."""
    best: tuple[float, int] | None = None
    blocks = builder.blocks()
    for index, size in builder.headings():
        if blocks[index].box[1] > parameters.title_depth:
            break
        if size >= parameters.title_ratio * builder.page.body and (best is None or size > 1.05 * best[0]):
            best = size, index
    if best is None:
        return
    before = blocks[: best[1]]
    text = builder.page.text
    long = 2 * parameters.max_heading_words
    if not any(b.type == "paragraph" and len(text[b.start : b.end].split()) > long for b in before):
        builder.title(best[1])


def first_line_level(page: PageLines, group: list[Line], parameters: BlockParameters = PARAMETERS) -> int | None:
    """The level of the heading that the first line of a block is to the others; None where it is none.

    It is larger, in capitals, numbered, or breaks off where the next word would have fit, as no line of prose does.
    """
    first, second = group[0], group[1]
    larger = first.size >= parameters.heading_ratio * second.size
    right = max([line.x1 for line in group])
    next_word = page.x1[second.first] - page.x0[second.first]
    breaks_off = first.x1 + next_word + 2 * first.size < right and not second.text[:1].islower()
    if first.sideways or not (larger or breaks_off) or not looks_like_name(first.text, parameters):
        return None
    if larger:
        level = heading_level(page, group[:1], alone=False, parameters=parameters)
        if level is not None:
            return level
    if not breaks_off:
        return None
    base = 1 + len(parameters.level_ratios)
    depth = number_depth(first.text)
    if depth is not None and number_depth(second.text) is None:
        return min(max(base - 2 + depth, 1), 6)
    if is_capitals(first.text) and not is_capitals(second.text):
        return base
    full = [line.x1 > right - 0.2 * (right - line.x0) for line in group[1:-1]]
    prose = len(full) >= 1 and all(full) and sum(line.words for line in group[1:]) > 2 * parameters.max_heading_words
    short = first.words <= parameters.max_alone_words and not first.text.endswith((":", "："))
    return base + 1 if prose and short and not _DIGIT.search(first.text) else None
