import pytest

from shared.settings import Settings


@pytest.mark.parametrize(("documents", "windows"), [(1, 2), (2, 2), (5, 2), (6, 3), (8, 4), (500, 4)])
def test_more_windows_are_read_for_a_question_on_many_documents(documents: int, windows: int) -> None:
    assert Settings().windows(documents) == windows


def test_as_many_windows_are_read_as_the_settings_say() -> None:
    assert Settings(read_windows=6).windows(100) == 6
    assert Settings(read_windows=1, read_windows_many=1).windows(100) == 1
