"""The parameters of reading order, each with the reason of its value.

Heights and widths without another unit are in heights of the region's usual line, so that they apply to every size of
type and every resolution.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadingOrderParameters:
    """What the recursive XY-cut, the column classifier and the reading of table cells decide by."""

    # ---- words to fragments

    gutter: float = 0.6
    """Least width of a gutter: wider than the spaces between words, which justified lines stretch to about 0.5."""

    gutter_spaces: float = 1.7
    """Least width of a gutter in the page's usual spaces, where these are wide, as typewritten ones are."""

    sideways_ratio: float = 2.0
    """Height of a line, in its widths, above which it runs up or down the page; short words are never so tall."""

    backward_share: float = 0.25
    """Share of a line's width that its last word must be left of its first one for the line to be upside down."""

    overlay_ratio: float = 1.8
    """Height and width of a watermark's word, in usual heights of a word, at least."""

    overlay_lines: int = 2
    """Lines that a watermark's word lies over, at least; one where it is slanted."""

    slanted_share: float = 0.3
    """Length of a word, in its heights a letter, below which it is slanted: the narrowest letters are as wide."""

    # ---- bands, gutters and rows

    same_row: float = 0.5
    """Distance of two middles, in heights of the lower one, below which fragments are on one row."""

    touching_lines: float = 0.1
    """How far two bands must overlap to count as lines of two columns that are not level: more than rounding."""

    overhang: float = 0.2
    """Share of a column that a line of the column to its left may cover without spanning both: a long address does."""

    narrowed: float = 0.4
    """Share of the least width that must be left of a gutter by all its rows: a skewed page's gutter slants."""

    margin: float = 0.1
    """Share of the page's height, at its top and its bottom, in which headers and footers are."""

    # ---- the recursive cut

    max_depth: int = 24
    """Columns within columns beyond which rows are read as they are: real pages have three at most."""

    min_rows: int = 3
    """Rows that make a column: fewer may be beside others by accident."""

    block_gap: float = 0.7
    """Gap between rows that separates blocks: a little less than a blank line."""

    spanning_share: float = 0.2
    """Share of a region's fragments that may cross the gutter of its columns, as headings within columns do."""

    inner_share: float = 0.15
    """Share of a region's width, at either side, in which no gutter that is crossed is looked for."""

    # ---- strips

    label_length: int = 3
    """Characters of a bullet or of a line's number, at most."""

    label_distance: float = 3.0
    """How near to its text a strip of bullets or line numbers is."""

    scrap_ratio: int = 4
    """Fragments of both neighbors for each fragment of a strip that is none of its own but ends of their lines."""

    # ---- the column classifier

    chance_rows: int = 8
    """Rows up to which a gutter must be as wide as a line is high: spaces of few lines are aligned by accident."""

    long_lines: float = 0.9
    """Share of a column's lines that gives its right edge: the others may run over."""

    sample_characters: int = 600
    """Characters of a strip that are read to find whether it contains letters or figures."""

    level_rows: float = 0.2
    """Distance of two middles below which rows of two strips are level: leading differs by more soon."""

    aligned_share: float = 0.5
    """Share of rows that are level below which two strips are columns, whatever they contain."""

    staggered_share: float = 0.9
    """Share of rows that are level up to which columns are told from the cells of the table that is above them."""

    aligned_rows: int = 4
    """Rows from which that is decided."""

    rows_of_figures: int = 4
    """Figures that are level with a short text in the other strip, from which the two are cells: three are a date,
    a number and a postal code beside an address."""

    loose_characters: int = 4
    """Characters of the usual line of such a column, at least: numbers of pages and bullets have fewer."""

    loose_letters: float = 0.4
    """Share of letters in such a column, at least: columns of figures have fewer."""

    prose_characters: int = 16
    """Characters of the usual line of prose, at least: most cells have fewer."""

    prose_letters: float = 0.6
    """Share of letters in prose, at least."""

    prose_words: int = 2
    """Words of the usual line of a narrow column of prose, at least."""

    prose_full_words: int = 5
    """Words of the usual line from which lines need not fill the column to be prose."""

    filled_share: float = 0.5
    """Share of the lines of prose that fill their column, at least, where they have fewer words."""

    filled_width: float = 0.75
    """Share of a column's width that a line covers which fills it: ragged lines do."""

    sentence_share: float = 0.4
    """Share of the lines of running text that begin with a small letter, at least: cells begin with others."""

    sidebar_rows: int = 5
    """Rows of a column of short lines beside prose, at least, and of the prose: fewer may be labels."""

    sidebar_letters: float = 0.5
    """Share of letters in such a column, at least: line numbers and amounts have fewer."""

    sidebar_words: int = 4
    """Words of the usual line of the prose beside it, at least."""

    sidebar_density: float = 1.25
    """Lines of prose for each line of the column beside it, at most: terms that are explained are wider apart."""

    wrapped_share: float = 0.8
    """Share of the lines of wrapped text that end where the next word would not fit, at least."""

    # ---- columns of few lines, by their texts

    min_flowing_rows: int = 2
    """Rows of each of two columns, at least, through which a list or a sentence goes on."""

    max_flowing_rows: int = 60
    """Rows of both, at most: more show by their shape what they are."""

    min_sorted_rows: int = 4
    """Rows of each of two columns, at least, that are in the order of the alphabet: fewer may be so by accident."""

    # ---- tables beside each other

    exactly_level: float = 0.12
    """Distance of two middles below which rows of two sides are those of one table: its cells stand on one line."""

    figures_first: float = 0.2
    """Share of the rows of one side that begin with a figure, at most: the figure of a label of two lines does."""

    max_side_fragments: int = 1200
    """Fragments of a run beyond which no tables are looked for beside each other: a page in small type has fewer."""

    max_side_gaps: int = 6
    """Gaps from the top, and from the bottom, between which they are looked for."""

    # ---- rows between level ruled lines

    min_rules: int = 3
    """Lines of such a table, at least: two may be above and below a section."""

    max_row_lines: int = 5
    """Height of its row in lines of text, at most: what is higher is a section of a page."""

    two_lines: float = 1.4
    """Height of two lines, in heights of the higher one, at least."""

    max_empty_points: float = 6.0
    """Space between two of its lines without words between them, at most: double lines, and the sides of a ground."""

    titles_share: float = 0.4
    """Share of its rows that are titles of groups, at most."""

    # ---- cells of tables without ruled lines

    row_spacing: float = 0.3
    """How much wider the gaps between a table's rows are than those between the lines of a cell."""

    level_cells: float = 0.3
    """How much higher or lower than each other the first lines of a row's cells may be."""

    rows_with_cells: float = 0.7
    """Share of a table's rows that have more than one cell, at least."""

    # ---- cells that are centred beside each other

    least_leading: float = 0.8
    """Distance of the middles of two lines of a cell, at least."""

    cell_leading: float = 0.15
    """How much further apart than two lines of a cell two cells below each other are."""

    centred: float = 0.25
    """Distance of the middles of two centred cells beside each other, at most: lines are half a leading off."""

    smallest_label: float = 0.65
    """Height of the type of a label, in that of its value, at least: that of indices is less."""

    label_words: int = 8
    """Words of a label, at most: more may be a column of text that is centred beside another."""

    label_lines: int = 3
    """Lines of a label beside a value of as many, at most."""

    label_gap: float = 1.5
    """Space between a label and a value with a line that is level with it, at least: more than in a line of text."""

    # ---- cells between ruled lines

    max_ruled_lines: int = 400
    """Ruled lines, once joined, beyond which a page is taken for a drawing, so that no page takes long."""

    max_intersections: int = 600
    """Intersections beyond which it is, too."""

    max_cell_lines: int = 8
    """Lines of text in a cell beyond which the ruled lines frame parts of a page, not cells of a table."""

    figures_share: float = 0.6
    """Share of a cell's lines with figures above which they are rows that no line separates."""

    # ---- paragraphs

    paragraph_gap: float = 0.4
    """How much wider than the column's usual leading the gap above a paragraph is, in heights of its type."""

    heading_ratio: float = 1.3
    """Ratio of two sizes of type above which a paragraph ends: superscripts and small capitals differ by less."""


PARAMETERS = ReadingOrderParameters()
