"""Formulas (MathML) as a line of text."""

from selectolax.lexbor import LexborNode

MAX_DEPTH = 40
_LEFT_OUT = ("annotation", "annotation-xml")


def formula(node: LexborNode, depth: int = 0) -> str:
    """What a formula says: ``(a+b)/2``, ``x^2``, ``√(x)``."""
    if node.is_text_node:
        return (node.text_content or "").strip()
    if node.tag in _LEFT_OUT or depth > MAX_DEPTH:
        return ""
    parts = []
    child = node.child
    while child is not None:
        if not child.is_text_node or (child.text_content or "").strip():
            parts.append(formula(child, depth + 1))
        child = child.next
    match node.tag, parts:
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "msup" | "mover", [base, above]:
            return f"{base}^{_grouped(above)}"
        case "msub" | "munder", [base, below]:
            return f"{base}_{_grouped(below)}"
        case "msubsup" | "munderover", [base, below, above]:
            return f"{base}_{_grouped(below)}^{_grouped(above)}"
        case "msqrt", _:
            return f"√({''.join(parts)})"
        case "mroot", [base, degree]:
            return f"{degree}√({base})"
        case "mtr" | "mlabeledtr", _:
            return ", ".join(parts) + "; "
    return "".join(parts)


def _grouped(text: str) -> str:
    return text if len(text) == 1 or text.isalnum() else f"({text})"
