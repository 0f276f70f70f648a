"""Typed values in texts, and what whole texts are, in several languages."""

import json
import re

import pytest

from training import value_names as made
from worker.answering import value_names
from worker.answering.value_names import alternatives
from worker.answering.values import Kind, find_values, kind_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("14 March 2023", Kind.DATE),
        ("4. März 2024", Kind.DATE),
        ("le 3 février 2021", Kind.DATE),
        ("16 de marzo de 2022", Kind.DATE),
        ("31/12/2020", Kind.DATE),
        ("2020-12-31", Kind.DATE),
        ("18:30", Kind.TIME),
        ("11.25 am", Kind.TIME),
        ("$ 1,250.00", Kind.AMOUNT),
        ("1.360,47 €", Kind.AMOUNT),
        ("CHF 90.-", Kind.AMOUNT),
        ("80 %", Kind.PERCENTAGE),
        ("60 days", Kind.QUANTITY),
        ("12 Stunden", Kind.QUANTITY),
        ("840 g", Kind.QUANTITY),
        ("150-400", Kind.NUMBER),
        ("+49 30 901820", Kind.PHONE),
        ("(555) 014-2255", Kind.PHONE),
        ("info@example.org", Kind.MAIL),
        ("https://www.example.org/a", Kind.WEB),
        ("P00342-7", Kind.CODE),
        ("Hannah Croft", Kind.NAME),
        ("12 Mill Road\nBrannock 40210", Kind.ADDRESS),
        ("Hannah Croft, Tomas Lind and Ada Reyes", Kind.LIST),
        ("hollow trees", Kind.PHRASE),
        ("the tenant may end this lease at any time by a notice in writing", Kind.CLAUSE),
    ],
)
def test_a_text_is_known_for_what_it_is(text: str, kind: Kind) -> None:
    assert kind_of(text) is kind


@pytest.mark.parametrize("text", ["32/12/2020", "12/32/2020", "2020-13-01"])
def test_no_date_has_a_day_or_a_month_out_of_range(text: str) -> None:
    assert Kind.DATE not in {value.kind for value in find_values(text) if text[value.start : value.end] == text}


def test_values_are_found_where_they_are_without_overlap() -> None:
    text = (
        "Invoice of 3 May 2024: EUR 149.90, payable within 30 days; call +44 20 7946 0018 or write to pay@example.org."
    )

    found = [(text[value.start : value.end], value.kind) for value in find_values(text)]

    assert found == [
        ("3 May 2024", Kind.DATE),
        ("EUR 149.90", Kind.AMOUNT),
        ("30 days", Kind.QUANTITY),
        ("+44 20 7946 0018", Kind.PHONE),
        ("pay@example.org", Kind.MAIL),
    ]
    part = find_values(text, text.index("EUR"), text.index(", payable"))
    assert [(text[value.start : value.end], value.kind) for value in part] == [("EUR 149.90", Kind.AMOUNT)]


def test_the_names_that_are_shipped_are_those_of_the_cldr() -> None:
    shipped = json.loads(value_names.NAMES.read_text(encoding="utf-8"))

    assert {field: set(names) for field, names in shipped.items()} == made.names()._asdict()


def test_the_longest_name_that_fits_is_found_and_no_other_text() -> None:
    names = ["mar", "march", "mars", "may", "km", "km/h", "a.b", "^", "-", "]"]
    pattern = re.compile(alternatives(names))

    assert all(pattern.fullmatch(name) for name in names)
    assert [match.group() for match in pattern.finditer("marches in km/h, axb ma m/h")] == ["march", "km/h"]


def test_of_values_that_overlap_the_first_kind_to_be_looked_for_is_kept() -> None:
    text = "Write to +49 30 901820, a2@example.org, on 2020-12-31 or b3@example.org"

    found = [(text[value.start : value.end], value.kind) for value in find_values(text)]

    assert found == [
        ("+49 30 901820", Kind.PHONE),
        ("a2@example.org", Kind.MAIL),
        ("2020-12-31", Kind.DATE),
        ("b3@example.org", Kind.MAIL),
    ]
