"""Headers, footers and page numbers by their place, footnotes and captions by their form."""

import re
from collections.abc import Iterable, Sequence

from shared.models.blocks import BlockType
from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.headings import number_depth
from worker.layout.text_lines import Line, PageLines

_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:(?:page|pag\.?|pagina|página|pág\.?|seite|s\.|side|sida|sivu|strona|str\.?|стр\.?|страница|p\.?|blatt)"
    r"[\s:]*)?(?:\d{1,4}|[ivxlc]{1,6}|[A-Z]{1,2}-\d{1,3})"
    r"(?:\s*(?:/|of|von|de|di|van|av|af|z|из|sur|\|)\s*\d{1,4})?[\W_]*"
    r"|第?\s*\d{1,4}\s*[页頁ページ]+",
    re.I,
)
_CAPTION = re.compile(
    r"(?:fig(?:ure|ura|uur|\.)?|abb(?:ildung|\.)?|abbildung|afbeelding|tab(?:le|elle|ella|la|ela|eau|el|\.)?|chart|grafik"
    r"|graphique|gráfico|grafico|schaubild|diagram(?:m|me)?|bild|foto|рис(?:унок|\.)?|таблица|табл\.|rysunek|scheme"
    r"|listing|algorithm|图|表|図|그림|표)"
    r"\s*(?P<number>[A-Z]?\d{1,3}(?:[.\-–]\d{1,3})*[a-z]?|[IVX]{1,5})(?P<end>\s*[.:|–—)-]|\s*$|\s+(?=[^\W\d_]))",
    re.I,
)
_FOOTNOTE = re.compile(r"(?:[*†‡§¶#^]{1,4}|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3}|\(?\d{1,3}\)?|[a-z]\))(?=\s|[^\W\d_])\s*(?=\S)")
_MARK = re.compile(r"[*†‡§¶#]{1,4}|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3}|\d{1,3}|[a-z]")
_SIGNED_FOOTNOTE = re.compile(r"(?:[*†‡¶^]{1,4}|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3})\s*(?=[^\W_])")


def is_page_number(text: str) -> bool:
    """Whether a line of a page's margin is the page's number: "12", "- 3 -", "Page 3 of 10", "iv"."""
    return len(text) <= 30 and _PAGE_NUMBER.fullmatch(text.strip()) is not None


def is_caption(text: str) -> bool:
    """Whether a block begins as captions of pictures and tables do: "Figure 3: ...", "Tabelle 2. ..."."""
    found = _CAPTION.match(text)
    if found is None:
        return False
    if found.group("end").strip() or not text[found.end() :].strip():
        return True
    # "Table 1 shows" is prose; "Table 1 Sales by region" is a caption.
    return text[found.end() : found.end() + 1].isupper()


def is_footnote(text: str) -> bool:
    """Whether a line begins with a footnote's mark."""
    return _FOOTNOTE.match(text) is not None


def is_footnote_mark(text: str) -> bool:
    """Whether a text is a footnote's mark alone."""
    return _MARK.fullmatch(text) is not None


def is_signed_footnote(text: str) -> bool:
    """Whether a line begins with a mark that nothing but a footnote begins with."""
    return _SIGNED_FOOTNOTE.match(text) is not None


def furniture(page: PageLines, parameters: BlockParameters = PARAMETERS) -> dict[int, BlockType]:
    """The lines, by index, that are headers, footers or page numbers."""
    lines = page.lines
    level = [i for i, line in enumerate(lines) if not line.sideways]
    if len(level) < 2:
        return {}
    tops, bottoms = [line.y0 for line in lines], [-line.y1 for line in lines]
    down = sorted(level, key=tops.__getitem__)
    found = _margin(page, ((i, lines[i]) for i in down), "header", parameters)
    # What a header took is no footer.
    up = sorted([i for i in level if i not in found], key=bottoms.__getitem__)
    return found | _margin(page, ((i, lines[i]) for i in up), "footer", parameters)


def _is_running(row: Sequence[tuple[int, Line]], page: PageLines, parameters: BlockParameters) -> bool:
    """Whether a line is a running header, not the page's first heading: small, with a number, or in parts."""
    parts = [page.text_of(part) for _, line in row for part in line.segments]
    if len(parts) > 1 and any(map(is_page_number, (parts[0], parts[-1]))):
        return True
    line = row[0][1]
    if number_depth(line.text) is not None or line.text[:1].islower() or line.words > parameters.max_value_words:
        return False
    if len(parts) > 1:
        return True
    return (
        line.size <= parameters.footnote_ratio * page.body
        or is_page_number(line.text)
        or any(any(map(str.isdigit, word)) for word in (*line.text.split()[:1], *line.text.split()[-1:]))
    )


def _margin(
    page: PageLines, lines: Iterable[tuple[int, Line]], kind: BlockType, parameters: BlockParameters
) -> dict[int, BlockType]:
    """The lines of the margin from the page's edge inwards, up to the white space that separates them from the body."""
    top = kind == "header"
    rows: list[list[tuple[int, Line]]] = []
    for item in lines:
        line = item[1]
        beside = rows and (
            line.y0 < rows[-1][0][1].y1 - 0.5 * line.size and line.y1 > rows[-1][0][1].y0 + 0.5 * line.size
        )
        if beside:
            rows[-1].append(item)
            continue
        if len(rows) > parameters.max_furniture_lines:
            break
        rows.append([item])
    taken = 0
    for k in range(min(len(rows) - 1, parameters.max_furniture_lines)):
        inner = max(line.y1 for _, line in rows[k]) if top else page.height - min(line.y0 for _, line in rows[k])
        number = len(rows[k]) == 1 and is_page_number(rows[k][0][1].text)
        if inner > (1.5 if number else 1.0) * parameters.margin * page.height:
            break
        following = (
            min(line.y0 for _, line in rows[k + 1]) if top else page.height - max(line.y1 for _, line in rows[k + 1])
        )
        apart = following - inner > parameters.furniture_gap * page.body
        if apart and (not top or inner <= parameters.edge * page.height or _is_running(rows[k], page, parameters)):
            taken = k + 1
    if top and taken and not any(_is_running(row, page, parameters) for row in rows[:taken]):
        return {}
    # A page may begin with the last lines of a paragraph.
    if top and any(line.text[:1].islower() for row in rows[:taken] for _, line in row):
        return {}
    found: dict[int, BlockType] = {}
    for row in rows[:taken]:
        for i, line in row:
            # A letterhead, or a title, is set larger than the text; headers never are.
            if line.size > parameters.heading_ratio * page.body and not is_page_number(line.text):
                return {} if top else found
            found[i] = "page_number" if is_page_number(line.text) else kind
    return found
