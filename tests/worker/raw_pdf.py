"""PDFs written object by object, for what no library writes."""


def show(text: str, y: float) -> str:
    """What draws a line of text, its base line at ``y``."""
    return f"BT /F 11 Tf 72 {y} Td ({text}) Tj ET"


def made(
    content: str, *, catalog: str = "", page: str = "", resources: str = "", objects: tuple[str, ...] = ()
) -> bytes:
    """A PDF of one page with that content; its further objects are numbered from 5."""
    bodies = (
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R {page} /Resources "
        f"<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> {resources} >> >>",
        f"<< /Length {len(content)} >> stream\n{content}\nendstream",
        *objects,
    )
    file, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(file))
        file += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(bodies) + 1
    head = f"xref\n0 {size}\n0000000000 65535 f \n"
    trailer = f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(file)}\n%%EOF"
    return file + f"{head}{table}{trailer}".encode()
