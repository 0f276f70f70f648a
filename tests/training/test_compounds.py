"""Compounds that are written with a hyphen, from lists as they are published."""

from pathlib import Path

from training.compounds import english, french

NOUNS = """  1 This software and database
00001740 03 n 02 know-how 0 knowhow 0 000 | the knowledge
00001930 03 n 02 lifetime 0 life-time 0 000 | the period
00002137 03 n 01 time_out 0 000 | a pause
"""
ADJECTIVES = "00001740 00 a 02 part-time(a) 0 half-time 0 000 | less than usual\n"
VERBS = "00001740 29 v 01 re-form 0 000 | form again\n"
COLUMNS = ("1_ortho", "9_freqfilms2", "10_freqlivres")
USES = [
    ("rendez-vous", "81,36", "64,39"),
    ("recul", "3,5", "14,8"),
    ("re-cul", "0,1", ""),
    ("c'est-à-dire", "1", "2"),
    ("-t-il", "9", "9"),
]


def test_compounds_of_english_are_those_whose_hyphen_is_usual(tmp_path: Path) -> None:
    for part, text in {"noun": NOUNS, "adj": ADJECTIVES, "verb": VERBS, "adv": ""}.items():
        (tmp_path / f"data.{part}").write_text(text)
    assert english(tmp_path) == {"know-how", "know-hows", "part-time", "half-time"}


def test_compounds_of_french_are_those_whose_hyphen_is_usual(tmp_path: Path) -> None:
    file = tmp_path / "Lexique383.txt"
    file.write_text("\n".join("\t".join(row) for row in (COLUMNS, *USES)), "iso-8859-1")
    assert french(file) == {"rendez-vous", "c'est-à-dire"}
