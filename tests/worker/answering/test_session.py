import copy
from collections.abc import Sequence

import pytest

from shared.errors import DeviceMissing, ModelMissing, NoReadableDocument
from shared.settings import Settings
from tests.worker.answering.conftest import document
from tests.worker.answering.trees import PageMaker
from worker.answering.index import DocumentIndex, index_document
from worker.answering.reader import Logits, Reader
from worker.answering.reader_registry import load_reader
from worker.answering.session import Searchable, SearchCache, answer
from worker.answering.windows import Window

BRIDGE = (
    "Bridges of Marlow\n\nThe old stone bridge at Marlow Ford was finished in 1784 after six years\nof work. It was "
    "built by Hannah Croft, who had learned her trade in\nLisbon, and it cost the town 2,300 pounds."
)
OWLS = (
    "Barn owls hunt mostly at night. They find mice by sound alone, since their\nears sit at different heights. A pair "
    "raises four to six young a year, mainly in\nhollow trees and church towers."
)
FILLER = [
    f"Chapter {n}\n\nOn day {n} of the journey the caravan rested beside a well of brackish water. The camels were fed "
    f"and {n + 3} jars of oil were traded for salt. Nothing else of note happened, and the guide slept until noon."
    for n in range(1, 41)
]
RECEIPT = (
    "NORTHGATE HARDWARE LTD (200415-X)\n12, MILL ROAD\nBRANNOCK 40210\nTEL: 555 0142\n\nRECEIPT\nDATE: 14/03/2021 10:22"
    "\nCASHIER: 4\n\nHAMMER 1 x 12.00 12.00\nNAILS 2 x 3.25 6.50\n\nSUBTOTAL 18.50\nTAX 1.48\nTOTAL 19.98\nCASH 20.00"
    "\nCHANGE 0.02"
)

LETTER = (
    "Letter\n\nDear Ms. Mire,\n\nfrom November on our invoices go to another address. The receipt is enclosed.\n\n"
    "Signed by Darrell Stovall, project manager."
)
LEASE = (
    "Lease\n\nThe tenant pays the rent on the first of each month. The lease begins on 28 June 2002 and runs for six "
    "years.\n\nSigned by Ann Moss."
)


def test_an_answer_is_found_with_its_page_its_place_and_its_words(reader: Reader) -> None:
    asked = document("bridges", [*FILLER, BRIDGE, OWLS])

    found = answer("Who built the bridge at Marlow Ford?", [asked], reader, 3)

    best = found.answers[0]
    assert found.answered
    assert best.text == "Hannah Croft"
    assert best.page == len(FILLER) + 1
    assert best.score > 0.5
    assert best.source == "text"
    assert found.searched.pages == len(FILLER) + 2
    assert found.model.startswith("doc-insight")


def test_every_answer_is_exactly_a_span_of_its_page_with_boxes_on_its_lines(reader: Reader) -> None:
    asked = document("bridges", [BRIDGE, OWLS], source="ocr")

    for question in ("How much did the bridge cost?", "How long did the work take?", "Where do barn owls breed?"):
        found = answer(question, [asked], reader, 5)
        assert found.answers
        for one in found.answers:
            text = asked.page(one.page).text
            assert text[one.start : one.end] == one.text
            assert text[one.context_start : one.context_start + len(one.context)] == one.context
            assert one.text in one.context
            assert len(one.boxes) == one.text.count("\n") + 1
            assert one.source == "ocr"


def test_an_answer_over_two_lines_has_two_boxes(reader: Reader) -> None:
    found = answer("How long did the work on the bridge take?", [document("a", [BRIDGE])], reader, 5)

    two = [one for one in found.answers if "\n" in one.text]
    assert all(len(one.boxes) == 2 for one in two)
    assert found.answers[0].text == "six years"


def test_a_question_that_the_documents_do_not_answer_is_not_answered(reader: Reader) -> None:
    asked = document("bridges", [*FILLER, BRIDGE, OWLS])

    for question in ("What is the melting point of iron?", "Who won the chess championship in Oslo?"):
        assert not answer(question, [asked], reader, 3).answered


def test_answers_of_several_documents_are_compared_and_name_their_own(reader: Reader) -> None:
    documents = [document("filler", FILLER), document("owls", [OWLS]), document("bridges", [BRIDGE])]

    assert answer("How do barn owls find mice?", documents, reader, 1).answers[0].document_id == "owls"
    found = answer("When was the bridge finished?", documents, reader, 1)
    assert (found.answers[0].document_id, found.answers[0].filename) == ("bridges", "bridges.pdf")
    assert found.searched.documents == 3


def test_answers_are_distinct_and_as_many_as_asked_for(reader: Reader) -> None:
    found = answer("What did the caravan trade?", [document("filler", FILLER)], reader, 20)

    places = [(one.page, one.start, one.end) for one in found.answers]
    assert len(places) <= 20
    for i, (page, start, end) in enumerate(places):
        assert not any(page == p and start < e and s < end for p, s, e in places[i + 1 :])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the total amount?", "19.98"),
        ("What is the date on the receipt?", "14/03/2021"),
        ("What is the name of the shop that issued the receipt?", "NORTHGATE HARDWARE LTD"),
        ("What is the address of the shop?", "12, MILL ROAD\nBRANNOCK 40210"),
        ("Which cashier?", "4"),
    ],
)
def test_a_receipt_is_read_by_its_lines(reader: Reader, question: str, expected: str) -> None:
    found = answer(question, [document("receipt", [RECEIPT], source="ocr")], reader, 3)

    assert found.answered
    assert found.answers[0].text == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the billing address?", "12 Mill Road\nBrannock 40210"),
        ("What is the shipping address?", "7 Harbour Street\nQuill Bay 50119"),
        ("What is the address of the seller?", "1 High Street\nVellin 33021"),
    ],
)
def test_of_several_addresses_the_one_under_its_label_is_given(reader: Reader, question: str, expected: str) -> None:
    blocks = [
        "Northgate Hardware Ltd\n1 High Street\nVellin 33021",
        "Bill to\nAcme Trading Ltd\n12 Mill Road\nBrannock 40210",
    ]
    blocks += ["Ship to:\nBolt and Sons\n7 Harbour Street\nQuill Bay 50119", "Hammer 12.00\nTotal 12.00"]

    found = answer(question, [document("invoice", ["\n\n".join(blocks)])], reader, 1)

    assert found.answers[0].text == expected


def test_a_question_for_yes_or_no_is_answered_by_its_words_or_by_a_sentence(
    reader: Reader, english_reader: Reader
) -> None:
    asked = [document("owls", [OWLS])]

    sentence = answer("Do barn owls hunt at night?", asked, english_reader, 1).answers[0].text
    assert sentence == "Barn owls hunt mostly at night."
    assert answer("Do barn owls hunt at night?", asked, reader, 1).answers[0].text in sentence


def test_the_title_of_a_contract_is_read_off_its_first_page(reader: Reader) -> None:
    first = "EXHIBIT 10.2\n\nSUPPLY AGREEMENT\n\nThis agreement is made on 3 May 2019 between Acme Inc. and Bolt Ltd."
    asked = document("contract", [first, *FILLER])

    assert answer("What is the name of the contract?", [asked], reader, 1).answers[0].text == "SUPPLY AGREEMENT"


def test_the_parties_to_a_contract_are_read_off_its_beginning(reader: Reader) -> None:
    first = 'SUPPLY AGREEMENT\n\nThis agreement is made on 3 May 2019 by and between Acme Inc. ("Acme") and Bolt Ltd.'
    asked = document("contract", [first, *FILLER])

    found = answer("Who are the parties to the contract?", [asked], reader, 2)

    assert [one.text for one in found.answers] == ["Acme Inc.", "Bolt Ltd."]


def test_a_clauses_heading_is_given_with_the_clause(english_reader: Reader) -> None:
    text = "16.15 Limitation of Liability. Neither party shall be liable for lost profits under this agreement."

    found = answer("Is there a cap on liability?", [document("contract", [text])], english_reader, 1)

    assert found.answers[0].text == text


def test_a_document_without_text_is_searched_and_has_no_answer(reader: Reader) -> None:
    found = answer("What is it about?", [document("blank", ["", ""])], reader, 3)

    assert not found.answered
    assert found.answers == []
    assert found.searched.pages == 2


def test_no_document_at_all_is_an_error(reader: Reader) -> None:
    with pytest.raises(NoReadableDocument):
        answer("What is it?", [], reader, 3)


def test_a_long_question_and_unusual_characters_are_accepted(reader: Reader) -> None:
    asked = document("bridges", [BRIDGE])

    for question in ("why " * 240, "?", "桥是谁建的？", "\x00\ufffd", "a" * 1000):
        answer(question, [asked], reader, 3)


def test_a_question_over_a_hundred_documents_reuses_their_index_and_the_cache_stays_bounded(reader: Reader) -> None:
    documents = [document(f"d{n}", [FILLER[n % len(FILLER)]]) for n in range(100)]
    cache = SearchCache(max_bytes=1)

    first = cache.get(documents)
    assert cache.get(documents) is first
    cache.get(documents[:50])
    assert cache.get(documents) is not first
    assert answer("What was traded on day 7?", documents, reader, 3, cache=cache).searched.documents == 100


def test_a_windows_logits_do_not_depend_on_the_windows_read_with_it(reader: Reader) -> None:
    windows = reader.windower.cut("Who built it?", [BRIDGE, OWLS, FILLER[0] * 3])

    together = reader.read(windows)

    for window, logits in zip(windows, together, strict=True):
        (alone,) = reader.read([window])
        assert (alone.start == logits.start).all()
        assert (alone.end == logits.end).all()


def test_text_that_stands_more_than_once_is_read_once(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [document(name, [BRIDGE]) for name in ("bridges", "bridges again")]
    read: list[bytes] = []

    def counting(windows: Sequence[Window]) -> list[Logits]:
        read.extend(window.ids.tobytes() for window in windows)
        return original(windows)

    original = reader.read
    monkeypatch.setattr(reader, "read", counting)
    found = answer("Who built the bridge at Marlow Ford?", asked, reader, 3)

    assert found.searched.passages == 2
    assert found.answers[0].text == "Hannah Croft"
    assert len(read) == len(set(read)) == 1


def test_a_folder_without_a_model_is_a_missing_model(tmp_path) -> None:
    with pytest.raises(ModelMissing):
        load_reader(Settings(reader_model=tmp_path))


def test_a_gpu_that_is_not_there_is_an_error() -> None:
    with pytest.raises(DeviceMissing):
        load_reader(Settings(device="cuda"))


def test_a_reader_of_linear_text_gives_spans_of_the_page(reader: Reader) -> None:
    maker = PageMaker()
    maker.add("heading", "Accounts of the harbour", level=1)
    maker.add("paragraph", "The quay was repaired\nby Ada Quill in 1612.")
    maker.table([["Item", "2021", "2020"], ["Harbour dues", "48,112", "45,900"], ["Market tolls", "9,006", "7,015"]])
    maker.field("Clerk:", "Tomas Lind")
    page = maker.page()
    asked = Searchable("a", "a.pdf", DocumentIndex.unpack(index_document([page])), lambda _: page)
    linear = copy.copy(reader)
    linear.manifest = reader.manifest.model_copy(update={"linear": True})

    for question, expected in (("Who repaired the quay?", "Ada Quill"), ("Who was the clerk?", "Tomas Lind")):
        found = answer(question, [asked], linear, 5)
        assert found.answers[0].text == expected
        for one in found.answers:
            assert page.text[one.start : one.end] == one.text
            assert "¶" not in one.text


def test_other_answers_are_offered_beside_the_best_one(reader: Reader) -> None:
    found = answer("How much is the hammer?", [document("receipt", [RECEIPT])], reader, 3)

    assert len({one.text for one in found.answers}) == 3
    assert found.answers[0].text.endswith("12.00")


@pytest.mark.parametrize("last", [".", ")", ":"])
def test_a_page_that_ends_in_a_punctuation_mark_of_its_own_is_read(reader: Reader, last: str) -> None:
    found = answer("Who built the bridge at Marlow Ford?", [document("bridges", [f"{BRIDGE}\n\n{last}"])], reader, 3)

    assert found.answers[0].text == "Hannah Croft"


def test_a_sign_of_percent_alone_is_no_answer(reader: Reader) -> None:
    maker = PageMaker()
    maker.table([["Test", "Result", "Unit"], ["Lymphocytes", "24.8", "%"], ["Haemoglobin", "14.1", "g/dl"]])
    page = maker.page()
    asked = Searchable("a", "a.pdf", DocumentIndex.unpack(index_document([page])), lambda _: page)

    found = answer("What percentage of lymphocytes was found?", [asked], reader, 10)

    assert found.answers
    assert "%" not in [one.text for one in found.answers]


@pytest.mark.parametrize(
    ("question", "filename", "text"),
    [
        ("Who signed the letter?", "letter.pdf", "Darrell Stovall"),
        ("Who signed the lease?", "lease.pdf", "Ann Moss"),
    ],
)
def test_of_several_documents_the_one_that_the_question_names_answers(
    reader: Reader, question: str, filename: str, text: str
) -> None:
    documents = [document(name, [body]) for name, body in (("receipt", RECEIPT), ("letter", LETTER), ("lease", LEASE))]

    best = answer(question, documents, reader, 3).answers[0]

    assert (best.filename, best.text) == (filename, text)
