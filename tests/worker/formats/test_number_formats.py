"""Numbers are read as a sheet shows them."""

import pytest

from worker.formats.sheets.number_formats import general, shown, shown_text


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1234.5, "General", "1234.5"),
        (1234.0, "General", "1234"),
        (0.1 + 0.2, "General", "0.3"),
        (1e21, "General", "1E+21"),
        (1234.5, "0", "1235"),
        (2.5, "0", "3"),
        (1.005, "0.00", "1.01"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (-1234.5, "#,##0.00", "-1,234.50"),
        (-1234.5, "#,##0.00;(#,##0.00)", "(1,234.50)"),
        (-0.001, "0.00", "0.00"),
        (0, "#,##0;-#,##0;-", "-"),
        (0.256, "0%", "26%"),
        (0.256, "0.0%", "25.6%"),
        (5, "000", "005"),
        (0.5, "#.##", ".5"),
        (12, '0" km"', "12 km"),
        (12.5, '"€"#,##0.00', "€12.50"),
        (12.5, "[$€-407]#,##0.00", "€12.50"),
        (12.5, "#,##0.00\\ [$Kč-405]", "12.50 Kč"),
        (1234567, "#,##0,", "1,235"),
        (12345678, '0.0,,"M"', "12.3M"),
        (12345, "0.00E+00", "1.23E+04"),
        (3, '[<5]"few";"many"', "few"),
        (7, '[<5]"few";"many"', "many"),
        (45292, "yyyy-mm-dd", "2024-01-01"),
        (45292, "d. mmmm yyyy", "1. January 2024"),
        (45292, "ddd dd/mm/yy", "Mon 01/01/24"),
        (45292.75, "d.m.yyyy h:mm", "1.1.2024 18:00"),
        (45292.75, "h:mm AM/PM", "6:00 PM"),
        (0.5 + 1 / 86400, "hh:mm:ss", "12:00:01"),
        (1.5, "[h]:mm", "36:00"),
        (0.0013888889, "mm:ss.0", "02:00.0"),
        (45292, "[$-409]mmmm d, yyyy;@", "January 1, 2024"),
        (-1, "yyyy-mm-dd", "-1"),
        (1e12, "yyyy-mm-dd", "1E+12"),
    ],
)
def test_a_number_is_shown_by_its_format(value: float, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


def test_days_may_count_from_1904() -> None:
    assert shown(43830, "yyyy-mm-dd", since_1904=True) == "2024-01-01"


def test_a_text_may_have_a_format() -> None:
    assert shown_text("Ada", '0;0;0;"Ms "@') == "Ms Ada"
    assert shown_text("Ada", "0.00") == "Ada"


@pytest.mark.parametrize(
    "number_format", ["", ";;;", "[", '"', "\\", "[h", "0.0.0", "%%%", "E+0", "//", "@", "#,#,#", "[>x]0"]
)
@pytest.mark.parametrize("value", [0, -1.5, 1e300, float("inf"), float("nan")])
def test_no_format_and_no_number_fails(number_format: str, value: float) -> None:
    assert isinstance(shown(value, number_format), str)
    assert isinstance(general(value), str)
