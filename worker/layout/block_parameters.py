"""Thresholds of the recognizers of blocks. Lengths are in heights of a line unless said otherwise."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BlockParameters:
    """What distinguishes the kinds of blocks. Sizes of type are compared with the page's usual one, its body size."""

    # Segments of a line.
    segment_gap: float = 0.9
    """Least space between two segments: spaces between words are up to 0.6 wide, also in justified lines."""
    wide_segment_gap: float = 1.5
    """Space that separates a label from its value without a colon: wider than between typewritten sentences."""
    aligned_gap: float = 0.45
    """Least width of white space between columns that is below itself on several lines: spaces are 0.2 to 0.35 wide."""
    aligned_gap_ocr: float = 0.7
    """The same of recognized words, whose boxes are lower than the type and off by a point."""
    aligned_spaces: float = 1.6
    """The same in usual spaces of the page."""
    aligned_rows: int = 3
    """Lines that share it: on two, justified lines do by accident."""
    max_aligned_words: int = 6
    """Words between two such gaps: prose has a wide space here and there."""
    justified_gaps: int = 4
    """Gaps of a line from which, being equally wide, they are those of justified text."""

    # Headings.
    heading_ratio: float = 1.12
    """Least size of a heading that is known by its size alone: boxes made by OCR differ by up to a tenth."""
    level_ratios: tuple[float, float] = (1.6, 1.25)
    """Least sizes of headings of levels 1 and 2; word processors' defaults are 1.8, 1.4 and 1.1."""
    title_ratio: float = 1.25
    """Least size of a title: that of a level 2 heading, since a page's largest line need not be its title."""
    title_depth: float = 0.5
    """Share of the page's height from its top within which a title begins."""
    max_heading_words: int = 14
    """Words of a heading: longer lines in large type are lead paragraphs."""
    max_alone_words: int = 8
    """Words of a heading that is known only by its separation from other text."""
    max_heading_lines: int = 3
    """Lines of a heading in large type: titles of papers take up to three."""

    # Lists.
    indent: float = 0.5
    """How much further right a line begins that is nested or continues: half of a usual indent, for skewed scans."""

    # Tables.
    min_rows: int = 2
    """Rows with two or more cells that make a table: one may be two words side by side."""
    max_cells: int = 60
    """Cells of a row: what has more is a drawing or a chart."""
    prose_width: float = 0.55
    """Share of the page's width beyond which a segment is prose and no cell."""
    max_single_lines: int = 2
    """Lines of one cell that may follow each other within an open table: a group's name, or a cell's further line."""
    max_single_words: int = 12
    """Words of such a line."""
    gutter_rows: float = 0.1
    """Share of an open table's rows that may cross the white space between two of its columns."""
    row_gap: float = 2.2
    """White space between two rows of an open table at most; forms and double-spaced lists go up to two."""
    value_share: float = 0.6
    """Share of a column's cells that are figures, from which on the column is one of figures."""
    max_header_rows: int = 4
    """Rows of a head: names of columns under names of groups of columns, each over one more line."""
    max_cell_lines: int = 12
    """Lines of a cell beyond which ruled lines frame parts of a page, not cells of a table."""

    # Form fields.
    centred: float = 0.3
    """Distance of the middles of a label and of its value of several lines, at most, where they are centred."""
    max_label_words: int = 6
    """Words of a label: "Date of birth of the insured"."""
    max_value_words: int = 16
    """Words of a value on its line: longer ones are sentences."""
    label_share: float = 0.5
    """Share of the lines of a block that must be fields for its lines to be taken one by one."""
    caption_ratio: float = 0.93
    """Size of a label above its value, relative to the value's: forms print labels one or two points smaller."""
    beneath_gap: float = 1.2
    """Space between a label and the value beneath it at most."""

    # Page furniture, footnotes, captions.
    margin: float = 0.1
    """Share of the page's height, at its top and bottom, in which headers and footers are."""
    edge: float = 0.06
    """Share of the height within which a line is furniture even where no white space sets it apart."""
    furniture_gap: float = 1.0
    """White space that sets furniture apart from the body: a blank line."""
    max_furniture_lines: int = 3
    """Lines of a header or of a footer."""
    foot: float = 0.5
    """Share of the page's height below which footnotes are."""
    footnote_ratio: float = 0.94
    """Size of a footnote's type at most; papers set 8 or 9 points under 10."""
    max_caption_words: int = 80
    """Words of a caption."""


PARAMETERS = BlockParameters()
