"""Labels and values of forms, with their truth."""

from reportlab.pdfbase.pdfmetrics import stringWidth

from bench.reading.structured_sheet import Sheet, draw_grid


def colon_fields(sheet: Sheet) -> None:
    """Labels with a colon and values beside them, one or two on a line."""
    two = sheet.rng.random() < 0.5
    for _ in range(sheet.rng.randint(4, 8)):
        for x in (sheet.left, sheet.left + 250)[: 2 if two else 1]:
            label, value = sheet.name(sheet.rng.randint(1, 3)) + ":", sheet.rng.choice([sheet.amount(), sheet.name(2)])
            sheet.text(x, label, bold=True)
            sheet.text(x + stringWidth(label, sheet.bold, sheet.size) + 4, value)
            sheet.truth.fields.append((label, value))
        sheet.y -= 1.5 * sheet.size


def aligned_fields(sheet: Sheet) -> None:
    """Labels and values in two columns, with or without a colon."""
    end = sheet.rng.choice(["", ":"])
    for _ in range(sheet.rng.randint(4, 8)):
        label, value = sheet.name(sheet.rng.randint(1, 3)) + end, sheet.rng.choice([sheet.amount(), sheet.name(2)])
        sheet.text(sheet.left, label)
        sheet.text(sheet.left + 150, value)
        sheet.truth.fields.append((label, value))
        sheet.y -= 1.45 * sheet.size


def ruled_fields(sheet: Sheet) -> None:
    """Labels and values between lines, in two columns."""
    edges, pitch = [(sheet.left, sheet.left + 150), (sheet.left + 150, sheet.left + 400)], 1.8 * sheet.size
    top, count = sheet.y + 1.2 * sheet.size, sheet.rng.randint(4, 8)
    for _ in range(count):
        label, value = sheet.name(sheet.rng.randint(1, 3)), sheet.rng.choice([sheet.amount(), sheet.name(3)])
        sheet.cell(edges[0], label, "left")
        sheet.cell(edges[1], value, "left")
        sheet.truth.fields.append((label, value))
        sheet.y -= pitch
    draw_grid(sheet, edges, [top - i * pitch for i in range(count + 1)])


def boxed_fields(sheet: Sheet) -> None:
    """A form's boxes, each with a small label above its value."""
    count, rows = sheet.rng.randint(2, 4), sheet.rng.randint(2, 4)
    edges, pitch = sheet.columns(count), 3 * sheet.size
    top = sheet.y + 1.2 * sheet.size
    for _ in range(rows):
        first = sheet.y
        for edge in edges:
            label, value = sheet.name(2), sheet.rng.choice([sheet.amount(), f"{sheet.rng.randint(1, 28)}/04/2024"])
            sheet.text(edge[0] + 3, label, size=0.7 * sheet.size)
            sheet.y -= 1.3 * sheet.size
            sheet.text(edge[0] + 3, value)
            sheet.truth.fields.append((label, value))
            sheet.y = first
        sheet.y -= pitch
    draw_grid(sheet, edges, [top - i * pitch for i in range(rows + 1)])


def labels_above(sheet: Sheet) -> None:
    """Several labels in a row over their values, without lines; small, as statements print them."""
    for _ in range(sheet.rng.randint(1, 2)):
        edges = sheet.columns(sheet.rng.randint(3, 4))
        labels, values = [sheet.name(2) for _ in edges], [sheet.amount() for _ in edges]
        for edge, label in zip(edges, labels, strict=True):
            sheet.text(edge[0], label, size=0.75 * sheet.size)
        sheet.y -= 1.3 * sheet.size
        for edge, value in zip(edges, values, strict=True):
            sheet.text(edge[0], value)
        sheet.y -= 2.6 * sheet.size
        sheet.truth.fields += zip(labels, values, strict=True)


def two_sides_of_fields(sheet: Sheet) -> None:
    """Labels with a colon and values in two columns, twice side by side."""
    for _ in range(sheet.rng.randint(3, 6)):
        for x in (sheet.left, sheet.left + 250):
            label, value = sheet.name(sheet.rng.randint(1, 2)) + ":", sheet.rng.choice([sheet.amount(), sheet.name(2)])
            sheet.text(x, label)
            sheet.text(x + 110, value)
            sheet.truth.fields.append((label, value))
        sheet.y -= 1.5 * sheet.size
