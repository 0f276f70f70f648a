"""Tables and forms that are set tightly, or that follow each other or are beside other blocks, with their truth."""

from reportlab.pdfbase.pdfmetrics import stringWidth

from bench.reading.structured_sheet import Grid, Sheet

NARROW = (0.6, 0.8)
"""White space between columns, in sizes of the type: about two spaces."""


def _written(sheet: Sheet, grid: Grid, gap: float, pitch: float, header: int = 1) -> None:
    """Writes columns as wide as their widest text, ``gap`` sizes of the type apart."""
    widths = [
        max(stringWidth(row[i], sheet.bold if n < header else sheet.font, sheet.size) for n, row in enumerate(grid))
        for i in range(len(grid[0]))
    ]
    for number, row in enumerate(grid):
        x: float = sheet.left
        for text, width in zip(row, widths, strict=True):
            sheet.text(x, text, bold=number < header)
            x += width + gap * sheet.size
        sheet.y -= pitch * sheet.size


def narrow_columns(sheet: Sheet) -> None:
    """Columns of texts and figures with little more than a space between them."""
    count = sheet.rng.randint(4, 6)
    body = [
        [str(sheet.rng.randint(100, 999)), *(sheet.name(1) for _ in range(count - 2)), sheet.amount()]
        for _ in range(sheet.rng.randint(4, 8))
    ]
    grid: Grid = [[sheet.name(1) for _ in range(count)], *body]
    _written(sheet, grid, sheet.rng.uniform(*NARROW), 1.6)
    sheet.truth.tables.append((grid, 1))


def signs_behind(sheet: Sheet) -> None:
    """Amounts with the sign of their currency behind them."""
    sign = sheet.rng.choice(["€", "EUR", "CHF"])
    head = [sheet.name(1) for _ in range(4)]
    grid: Grid = [head]
    for _ in range(sheet.rng.randint(3, 8)):
        grid.append([sheet.name(2), str(sheet.rng.randint(1, 90)), *(f"{sheet.amount()} {sign}" for _ in range(2))])
    edges = sheet.columns(4, 1.6)
    for i, row in enumerate(grid):
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge is edges[0] else "right", bold=i == 0)
        sheet.y -= 1.5 * sheet.size
    sheet.truth.tables.append((grid, 1))


def tables_in_a_row(sheet: Sheet) -> None:
    """Labels in a row over their values, and right below them a table of other columns."""
    day = f"{sheet.rng.randint(10, 28)}/04/2024"
    codes = [f"{sheet.rng.choice('ABKX')}-{sheet.rng.randint(1000, 9999)}", day, sheet.name(2)]
    labels: Grid = [[sheet.name(2) for _ in codes], codes]
    items: Grid = [[sheet.name(1) for _ in range(5)]]
    items += [
        [f"{sheet.rng.choice('PQ')}{sheet.rng.randint(100, 999)}", sheet.name(1), *(sheet.amount() for _ in range(3))]
        for _ in range(sheet.rng.randint(3, 6))
    ]
    for grid, edges in ((labels, sheet.columns(3)), (items, sheet.columns(5, 1.2))):
        for i, row in enumerate(grid):
            for edge, text in zip(edges, row, strict=True):
                sheet.cell(edge, text, "left", bold=i == 0)
            sheet.y -= 1.6 * sheet.size
        sheet.truth.tables.append((grid, 1))


def labels_over_values(sheet: Sheet) -> None:
    """A list of small labels, each over a value in words."""
    for _ in range(sheet.rng.randint(3, 6)):
        label, value = sheet.name(2), sheet.name(2)
        sheet.text(sheet.left, label, size=0.8 * sheet.size)
        sheet.y -= 1.2 * sheet.size
        sheet.text(sheet.left, value)
        sheet.y -= 1.5 * sheet.size
        sheet.truth.fields.append((label, value))


def letterheads_over_table(sheet: Sheet) -> None:
    """Two letterheads that are not level over a table whose columns continue the white space between them."""
    first = sheet.y
    for x, drop in ((sheet.left, 0.0), (sheet.left + 260, 0.6)):
        sheet.y = first - drop * sheet.size
        for _ in range(9):
            sheet.text(x, sheet.name(3))
            sheet.y -= 1.25 * sheet.size
    sheet.y -= 2.5 * sheet.size
    grid: Grid = [[sheet.name(1) for _ in range(4)]]
    grid += [[sheet.name(2), *(sheet.amount() for _ in range(3))] for _ in range(sheet.rng.randint(4, 6))]
    edges = [(sheet.left, sheet.left + 150), (sheet.left + 150, sheet.left + 230)]
    edges += [(sheet.left + 260, sheet.left + 340), (sheet.left + 340, sheet.left + 430)]
    for i, row in enumerate(grid):
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge is edges[0] else "right", bold=i == 0)
        sheet.y -= 1.5 * sheet.size
    sheet.truth.tables.append((grid, 1))
