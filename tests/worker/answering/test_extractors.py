"""What extractors find on pages whose trees are made by hand."""

from dataclasses import dataclass

import pytest

from shared.models.page import Page
from tests.worker.answering.trees import PageMaker
from worker.answering.extractors.registry import EXTRACTORS
from worker.answering.question import analyze


@dataclass(frozen=True)
class Found:
    """What the extractors found: each one's texts by its name."""

    texts: dict[str, list[str]]
    strengths: dict[str, float]


def extracted(page: Page, question: str) -> Found:
    texts: dict[str, list[str]] = {}
    strengths: dict[str, float] = {}
    for extractor in EXTRACTORS:
        for start, end, strength in extractor.extract(analyze(question), page):
            assert 0 < strength <= 1
            texts.setdefault(extractor.name, []).append(page.text[start:end])
            strengths[extractor.name] = max(strength, strengths.get(extractor.name, 0.0))
    return Found(texts, strengths)


def receipt(total: str = "19.98", label: str = "TOTAL") -> Page:
    maker = PageMaker()
    maker.add("paragraph", "NORTHGATE HARDWARE LTD (200415-X)\n12, MILL ROAD\nBRANNOCK 40210")
    maker.add("heading", "RECEIPT", level=1)
    maker.field("DATE:", "14/03/2021")
    maker.field("CASHIER:", "4")
    maker.table([["HAMMER 1 x 12.00", "12.00"], ["NAILS 2 x 3.25", "6.50"], ["SUBTOTAL", "18.50"]], header_rows=0)
    maker.table([["TAX", "1.48"], [label, total], ["CASH", "20.00"], ["CHANGE", "0.02"]], header_rows=0)
    return maker.page()


def contract() -> Page:
    maker = PageMaker()
    maker.add("paragraph", "EXHIBIT 10.2")
    maker.add("title", "SUPPLY AGREEMENT")
    maker.add(
        "paragraph",
        "This agreement is made on 3 May 2019 by and between Acme Inc., a Delaware corporation, and Bolt Ltd., and\n"
        "both of them agree that whatever was said before on 1 April 2019 about the supply of goods is void from now.",
    )
    return maker.page()


@pytest.mark.parametrize(
    ("question", "name", "expected"),
    [
        ("What is the total amount?", "total", "19.98"),
        ("What is the date on the receipt?", "document_date", "14/03/2021"),
        ("What is the name of the shop that issued the receipt?", "issuer", "NORTHGATE HARDWARE LTD"),
        ("What is the address of the shop?", "address", "12, MILL ROAD\nBRANNOCK 40210"),
        ("Which cashier?", "form_field", "4"),
        ("What is the change?", "table_cell", "0.02"),
    ],
)
def test_a_receipt_tells_by_its_lines_fields_and_rows(question: str, name: str, expected: str) -> None:
    assert extracted(receipt(), question).texts[name] == [expected]


@pytest.mark.parametrize(
    ("printed", "expected"), [("RM19.98", "RM19.98"), ("$19.98", "$19.98"), ("RM 19.98", "19.98"), ("$ 19.98", "19.98")]
)
def test_a_currency_is_of_the_total_where_it_is_of_the_same_word(printed: str, expected: str) -> None:
    assert extracted(receipt(printed), "What is the total amount?").texts["total"] == [expected]


@pytest.mark.parametrize("label", ["", "T0TAI", "ROUNDED"])
def test_a_total_whose_label_is_lost_is_what_was_paid_less_the_change(label: str) -> None:
    assert extracted(receipt(label=label), "What is the total amount?").texts["total"] == ["19.98"]


def test_a_question_about_something_else_finds_nothing() -> None:
    assert extracted(receipt(), "Who discovered penicillin?").texts == {}


def test_the_title_and_the_parties_of_a_contract_are_found() -> None:
    assert extracted(contract(), "What is the name of the contract?").texts["title"] == ["SUPPLY AGREEMENT"]
    assert extracted(contract(), "Who are the parties to the contract?").texts["party"] == ["Acme Inc.", "Bolt Ltd."]


def test_a_date_in_prose_is_weaker_than_that_of_a_form() -> None:
    in_prose = extracted(contract(), "What is the date of the contract?").strengths.get("document_date", 0.0)
    in_form = extracted(receipt(), "What is the date of the receipt?").strengths["document_date"]

    assert in_prose < 0.6 < in_form


def test_the_address_under_the_label_that_is_asked_for_is_found_in_the_next_block() -> None:
    maker = PageMaker()
    maker.add("paragraph", "Northgate Hardware Ltd\n1 High Street\nVellin 33021")
    maker.add("heading", "Ship to", level=1)
    maker.add("paragraph", "Bolt and Sons\n7 Harbour Street\nQuill Bay 50119")

    found = extracted(maker.page(), "What is the shipping address?")

    assert found.texts["address"] == ["7 Harbour Street\nQuill Bay 50119"]


def test_a_title_of_two_lines_is_one_and_an_exhibit_s_number_is_no_part_of_it() -> None:
    maker = PageMaker()
    maker.add("title", "EXHIBIT A\nBRANNOCK HARBOUR\nSUPPLY AGREEMENT\nFOR NEW ROPES")

    found = extracted(maker.page(), "What is the title of the agreement?")

    assert found.texts["title"] == ["BRANNOCK HARBOUR\nSUPPLY AGREEMENT\nFOR NEW ROPES"]


def test_a_company_is_known_by_its_legal_form_in_any_country() -> None:
    names = ["Osmere Handel und Wandel GmbH", "Vellin Energia del Mare S.p.A.", "Tarn Kapal Besar Sdn Bhd"]
    for name in [*names, "Quill Bay Transportes Gerais Ltda"]:
        maker = PageMaker()
        maker.add("paragraph", f"Welcome\n{name}\n12 High Street 40210 Brannock")
        maker.field("Date:", "1/2/2020")
        assert extracted(maker.page(), "Who issued the receipt?").texts["issuer"] == [name]


def test_every_extractor_bears_an_empty_page_and_one_without_a_tree() -> None:
    questions = [
        "What is the total?",
        "Who issued this invoice?",
        "What is the address?",
        "What is the price of a vice?",
    ]
    for question in [*questions, "What is the date of this letter?", "Who are the parties?", "?"]:
        assert extracted(Page(1, 595, 842, "text", ""), question).texts == {}
        extracted(Page(1, 595, 842, "text", "Harbour dues 12.50\n\nTotal 12.50"), question)
