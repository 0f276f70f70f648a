"""Tables of many kinds, ruled and open, with their truth."""

from reportlab.pdfbase.pdfmetrics import stringWidth

from bench.reading.structured_sheet import Grid, Sheet, draw_grid


def _figures(sheet: Sheet, rows: int, columns: int, empty: float = 0.0) -> Grid:
    body = [[sheet.name(sheet.rng.randint(1, 2)), *(sheet.amount() for _ in range(columns - 1))] for _ in range(rows)]
    for row in body:
        for i in range(1, columns):
            if sheet.rng.random() < empty:
                row[i] = ""
    return body


def ruled(sheet: Sheet) -> None:
    """A grid of lines, with a head, and here and there an empty cell."""
    count = sheet.rng.randint(3, 6)
    grid = [[sheet.name(1) for _ in range(count)], *_figures(sheet, sheet.rng.randint(3, 12), count, 0.15)]
    edges, pitch = sheet.columns(count, 1.6), 1.8 * sheet.size
    top = sheet.y + 1.2 * sheet.size
    for i, row in enumerate(grid):
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge is edges[0] else "right", bold=i == 0)
        sheet.y -= pitch
    draw_grid(sheet, edges, [top - i * pitch for i in range(len(grid) + 1)])
    sheet.truth.tables.append((grid, 1))


def ruled_wrapped(sheet: Sheet) -> None:
    """A grid of lines whose cells hold texts of one to three lines."""
    edges = sheet.columns(3, 1.0)
    grid: Grid = [[sheet.name(1) for _ in range(3)]]
    tops = [sheet.y + 1.2 * sheet.size]
    for number in range(sheet.rng.randint(3, 6)):
        cells = [[sheet.name(3) if i == 0 else sheet.words(3) for i in range(sheet.rng.randint(1, 3))] for _ in edges]
        if number == 0:
            cells = [[text] for text in grid[0]]
        else:
            grid.append([" ".join(lines) for lines in cells])
        first = sheet.y
        for edge, texts in zip(edges, cells, strict=True):
            sheet.y = first
            for line in texts:
                sheet.cell(edge, line, "left", bold=number == 0)
                sheet.y -= 1.2 * sheet.size
        sheet.y = first - 1.2 * sheet.size * max(map(len, cells)) - 0.6 * sheet.size
        tops.append(sheet.y + 1.2 * sheet.size)
    draw_grid(sheet, edges, tops)
    sheet.truth.tables.append((grid, 1))


def ruled_two_heads(sheet: Sheet) -> None:
    """A grid of lines whose head has names of groups over names of columns."""
    edges, pitch = sheet.columns(5, 1.5), 1.8 * sheet.size
    groups, names = [sheet.name(1), sheet.name(1)], [sheet.name(1) for _ in range(4)]
    first = sheet.name(1)
    body = _figures(sheet, sheet.rng.randint(3, 8), 5)
    top = sheet.y + 1.2 * sheet.size
    sheet.cell(edges[0], first, "left", bold=True)
    for i, name in enumerate(groups):
        sheet.cell((edges[1 + 2 * i][0], edges[2 + 2 * i][1]), name, "middle", bold=True)
    sheet.y -= pitch
    for row in [["", *names], *body]:
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge is edges[0] else "right")
        sheet.y -= pitch
    canvas, total = sheet.canvas, len(body) + 2
    canvas.setLineWidth(0.5)
    for i in range(total + 1):
        canvas.line(edges[1][0] if i == 1 else edges[0][0], top - i * pitch, edges[-1][1], top - i * pitch)
    for i, x in enumerate([edges[0][0], *(right for _, right in edges)]):
        canvas.line(x, top - (pitch if i in (2, 4) else 0), x, top - total * pitch)
    sheet.truth.tables.append(([[first, groups[0], "", groups[1], ""], ["", *names], *body], 2))


def booktabs(sheet: Sheet) -> None:
    """Level lines above, below and under the head only, as in papers."""
    count = sheet.rng.randint(3, 6)
    grid = [[sheet.name(1) for _ in range(count)], *_figures(sheet, sheet.rng.randint(3, 10), count)]
    edges = sheet.columns(count, 1.6)
    sheet.canvas.setLineWidth(0.7)
    for i, row in enumerate(grid):
        if i < 2:
            sheet.canvas.line(edges[0][0], sheet.y + 1.1 * sheet.size, edges[-1][1], sheet.y + 1.1 * sheet.size)
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge is edges[0] else "middle")
        sheet.y -= 1.45 * sheet.size
    sheet.canvas.line(edges[0][0], sheet.y + 1.1 * sheet.size, edges[-1][1], sheet.y + 1.1 * sheet.size)
    sheet.y -= sheet.size
    sheet.truth.tables.append((grid, 1))


def opened(sheet: Sheet) -> None:
    """No lines at all, some empty cells."""
    count = sheet.rng.randint(3, 7)
    grid = [[sheet.name(1) for _ in range(count)], *_figures(sheet, sheet.rng.randint(3, 14), count, 0.2)]
    edges, pitch = sheet.columns(count, 1.7), sheet.rng.uniform(1.25, 2.0) * sheet.size
    for i, row in enumerate(grid):
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge is edges[0] else "right", bold=i == 0)
        sheet.y -= pitch
    sheet.truth.tables.append((grid, 1))


def headless(sheet: Sheet) -> None:
    """Rows of an item and its figures, without a head."""
    count = sheet.rng.randint(3, 5)
    grid = _figures(sheet, sheet.rng.randint(4, 10), count)
    edges = sheet.columns(count, 2.0)
    for row in grid:
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge is edges[0] else "right")
        sheet.y -= 1.4 * sheet.size
    sheet.truth.tables.append((grid, 0))


def statement(sheet: Sheet) -> None:
    """A financial statement: years, names of groups, signs of a currency at the column's edge, sums."""
    years = ["2023", "2022"] if sheet.rng.random() < 0.5 else ["2023", "2022", "2021"]
    edges = sheet.columns(1 + len(years), 2.2)
    grid: Grid = [["", *years]]
    for _ in range(sheet.rng.randint(2, 3)):
        grid.append([sheet.name(2) + ":", *[""] * len(years)])
        grid += [[sheet.name(3), *(sheet.amount() for _ in years)] for _ in range(sheet.rng.randint(2, 4))]
        grid.append(["Total " + sheet.words(2), *(sheet.amount() for _ in years)])
    for row in grid:
        money = row[0].startswith("Total")
        for edge, text in zip(edges, row, strict=True):
            if edge is edges[0]:
                sheet.cell(edge, text, "left")
            elif text:
                sheet.cell(edge, text, "right", bold=row is grid[0])
                if money:
                    sheet.text(edge[0] + 4, "$")
        sheet.y -= 1.35 * sheet.size
    for row in grid:
        if row[0].startswith("Total"):
            row[1:] = [f"$ {text}" for text in row[1:]]
    sheet.truth.tables.append((grid, 1))


def open_two_heads(sheet: Sheet) -> None:
    """No lines; names of groups over names of columns."""
    edges = sheet.columns(5, 1.6)
    groups, names = [sheet.name(2), sheet.name(2)], ["", *(sheet.name(1) for _ in range(4))]
    body = _figures(sheet, sheet.rng.randint(4, 8), 5)
    for i, name in enumerate(groups):
        sheet.cell((edges[1 + 2 * i][0], edges[2 + 2 * i][1]), name, "middle", bold=True)
    sheet.y -= 1.35 * sheet.size
    for row in [names, *body]:
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge is edges[0] else "middle")
        sheet.y -= 1.35 * sheet.size
    sheet.truth.tables.append(([["", groups[0], "", groups[1], ""], names, *body], 2))


def open_wrapped(sheet: Sheet) -> None:
    """No lines; descriptions of one to three lines, figures beside their first."""
    edges = [(sheet.left, sheet.left + 40), (sheet.left + 40, sheet.left + 260)]
    edges += [(sheet.left + 260 + 60 * i, sheet.left + 320 + 60 * i) for i in range(3)]
    head = ["No.", "Description", "Qty", "Price", "Amount"]
    grid: Grid = [head]
    for edge, text in zip(edges, head, strict=True):
        sheet.cell(edge, text, "left" if edge in edges[:2] else "right", bold=True)
    sheet.y -= 2 * sheet.size
    for number in range(sheet.rng.randint(3, 6)):
        lines: list[str] = []
        for _ in range(sheet.rng.randint(1, 3)):
            line = ""
            while stringWidth(longer := f"{line} {sheet.words(1)}".strip(), sheet.font, sheet.size) < 205:
                line = longer
            lines.append(line)
        lines[-1] = " ".join(lines[-1].split()[:2])
        row = [str(number + 1), " ".join(lines), str(sheet.rng.randint(1, 40)), sheet.amount(), sheet.amount()]
        grid.append(row)
        for i in (0, 2, 3, 4):
            sheet.cell(edges[i], row[i], "left" if i == 0 else "right")
        for line in lines:
            sheet.cell(edges[1], line, "left")
            sheet.y -= 1.2 * sheet.size
        sheet.y -= 0.5 * sheet.size
    sheet.truth.tables.append((grid, 1))


def ruled_row_spans(sheet: Sheet) -> None:
    """A grid of lines whose first column names groups of rows in cells as high as these."""
    edges, pitch = sheet.columns(4, 1.3), 1.8 * sheet.size
    grid: Grid = [[sheet.name(1) for _ in edges]]
    starts = []
    for _ in range(sheet.rng.randint(2, 3)):
        starts.append(len(grid))
        for i in range(sheet.rng.randint(2, 3)):
            grid.append([sheet.name(1) if i == 0 else "", sheet.name(1), sheet.amount(), sheet.amount()])
    top = sheet.y + 1.2 * sheet.size
    for row in grid:
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge in edges[:2] else "right")
        sheet.y -= pitch
    canvas = sheet.canvas
    canvas.setLineWidth(0.5)
    for i in range(len(grid) + 1):
        whole = i in (0, 1, len(grid)) or i in starts
        canvas.line(edges[0 if whole else 1][0], top - i * pitch, edges[-1][1], top - i * pitch)
    for x in [edges[0][0], *(right for _, right in edges)]:
        canvas.line(x, top, x, top - len(grid) * pitch)
    sheet.truth.tables.append((grid, 1))


def open_long_head(sheet: Sheet) -> None:
    """No lines; names of columns on two lines, the short ones on the lower alone."""
    edges = sheet.columns(4, 1.6)
    names = [[sheet.name(1)], *([sheet.name(1), sheet.words(1)] for _ in range(3))]
    names[sheet.rng.randint(1, 3)].pop()
    body = _figures(sheet, sheet.rng.randint(4, 9), 4)
    for line in (0, 1):
        for edge, name in zip(edges, names, strict=True):
            shown = name if len(name) == 2 else ["", *name]
            sheet.cell(edge, shown[line], "left" if edge is edges[0] else "right", bold=True)
        sheet.y -= 1.2 * sheet.size
    sheet.y -= 0.4 * sheet.size
    for row in body:
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge is edges[0] else "right")
        sheet.y -= 1.4 * sheet.size
    upper = [name[0] if len(name) == 2 else "" for name in names]
    sheet.truth.tables.append(([upper, [name[-1] for name in names], *body], 2))
