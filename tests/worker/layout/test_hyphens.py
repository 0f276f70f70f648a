"""Hyphens at the ends of lines, on drawn lines: joined or kept as a reader would."""

import pytest

from tests.worker.layout.lines import line, read
from worker.layout.lexicon import are_of_compounds, are_words


def joined(above: str, below: str) -> str:
    """The text of two lines, on one."""
    return read(line(above, 50, 100), line(below, 50, 113)).text.replace("\n", " ")


@pytest.mark.parametrize(
    ("above", "below", "text"),
    [
        ("the coun-", "cil met again", "the council met again"),
        ("the INTER-", "NATIONAL HARBOUR", "the INTERNATIONAL HARBOUR"),
        ("die Verwal-", "tung bleibt geschlossen", "die Verwaltung bleibt geschlossen"),
        ("il rego-", "lamento vale", "il regolamento vale"),
        ("die Steinkohle-", "gruben schlossen", "die Steinkohlegruben schlossen"),
        ("the soft\u00ad", "ened clay", "the softened clay"),
        ("we leave at the week-", "end by train", "we leave at the weekend by train"),
        ("a bag of pop-", "corn for each", "a bag of popcorn for each"),
        ("the old life-", "boat of the port", "the old lifeboat of the port"),
        ("il faut une re-", "cherche sur les prix", "il faut une recherche sur les prix"),
    ],
)
def test_a_word_that_a_line_breaks_loses_its_hyphen(above: str, below: str, text: str) -> None:
    assert joined(above, below) == text


@pytest.mark.parametrize(
    ("above", "below", "text"),
    [
        ("write an e-", "mail today", "write an e-mail today"),
        ("a sample of n-", "pentadecane here", "a sample of n-pentadecane here"),
        ("the short-", "haul flights", "the short-haul flights"),
        ("a case of he-", "said and she-said", "a case of he-said and she-said"),
        ("the out-of-", "court settlement", "the out-of-court settlement"),
        ("Madame Marie-", "Claire signed", "Madame Marie-Claire signed"),
        ("the part 7731-", "0942 fits", "the part 7731-0942 fits"),
        ("from 1998-", "2003, then", "from 1998-2003, then"),
        ("the standard ISO-", "9001 applies", "the standard ISO-9001 applies"),
        ("the part X-", "4417-B fits", "the part X-4417-B fits"),
        ("vitamin B-", "12 in milk", "vitamin B-12 in milk"),
        ("a type II-", "b error", "a type II-b error"),
        ("a notice of 30-", "day length", "a notice of 30-day length"),
        ("the 20-", "year-old oak", "the 20-year-old oak"),
        ("der 3,5-", "fache Satz", "der 3,5-fache Satz"),
        (
            "see https://example.org/a/yearly-",
            "figures-2021 for it",
            "see https://example.org/a/yearly-figures-2021 for it",
        ),
        ("ask anna.berg-", "holm@example.org now", "ask anna.berg-holm@example.org now"),
        ("wir fahren mit der U-", "Bahn heim", "wir fahren mit der U-Bahn heim"),
        ("die Regeln der EU-", "Staaten gelten", "die Regeln der EU-Staaten gelten"),
        ("the half-", "time whistle", "the half-time whistle"),
        ("a part-", "time post", "a part-time post"),
        ("das Know-", "how des Werks", "das Know-how des Werks"),
        ("kept up-", "to-date by us", "kept up-to-date by us"),
        ("a by-", "product of it", "a by-product of it"),
        (
            "le prix est fixé au rendez-",
            "vous avec les deux parties",
            "le prix est fixé au rendez-vous avec les deux parties",
        ),
        ("il est en ville ce week-", "end avec une amie", "il est en ville ce week-end avec une amie"),
        ("la plate-", "forme est au bout du quai", "la plate-forme est au bout du quai"),
    ],
)
def test_a_hyphen_of_the_words_own_is_kept(above: str, below: str, text: str) -> None:
    assert joined(above, below) == text


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("the input-", "and output rows"),
        ("die Ein-", "und Ausfahrt"),
        ("het in-", "en uitvoeren"),
        ("a balance of 412,50-", "20 boxes"),
        ("a balance of 412.50-", "carried forward"),
        ("a term of 3-", "to 5-year loans"),
        ("die 2-", "bis 3-jährige Frist"),
        ("the mark -", "ends here"),
    ],
)
def test_a_hyphen_behind_which_no_part_of_its_word_follows_ends_a_word(above: str, below: str) -> None:
    assert joined(above, below) == f"{above} {below}"


def test_the_page_itself_says_how_a_word_is_written() -> None:
    assert (
        joined("co-operative or not, the co-", "operative sold it") == "co-operative or not, the co-operative sold it"
    )
    assert joined("postbox or not, the post-", "box is full") == "postbox or not, the postbox is full"


def test_the_lexicon_knows_words_of_many_languages_and_no_others() -> None:
    words = ["harbour", "Verwaltung", "regolamento", "договор", "חוזה", "عقد", "smlouva"]
    assert are_words(words).all()
    assert not are_words([word[::-1] for word in words if word != "عقد"]).any()
    assert are_of_compounds(["short", "Gebühr"]).tolist() == [True, False]
