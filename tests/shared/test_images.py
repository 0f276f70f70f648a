"""Images of pages in the store: how long they are wanted, how many bytes of them are kept, which go first."""

from collections.abc import Iterator

import pytest

from shared.errors import PageTimeout, StoreFull
from shared.store import images, ledger, presence, waiting
from shared.store.driver import Store
from shared.store.images import Bounds
from shared.tasks import RENDER_PAGE, Queue
from tests.shared.steps import SPACE, RecordingStore, begin, upload

BOUNDS = Bounds(document_bytes=300, space_bytes=500, fill=0.8)
MiB = 1 << 20


@pytest.fixture
def document(store: RecordingStore) -> str:
    return upload(store).document_id


@pytest.fixture
def small(store: RecordingStore) -> Iterator[int]:
    """A store that is limited to so many bytes."""
    most = store.client.info("memory")["used_memory"] + 32 * MiB
    store.client.config_set("maxmemory", most)
    yield most
    store.client.config_set("maxmemory", 0)


def keep(store: Store, document: str, name: str, size: int = 100, bounds: Bounds = BOUNDS) -> None:
    store.run(images.keep(document, name, b"x" * size, bounds))


def kept(store: Store, document: str, *names: str) -> list[bool]:
    """Which of these are there. Looking is no use of them."""
    return [store.client.hexists(f"di:doc:{document}:images", name) for name in names]


def test_widths_are_few_and_never_less_than_asked() -> None:
    assert [images.width_at_least(width) for width in (1, 100, 101, 1200, 1201, 2400)] == [
        *(100, 100, 200),
        *(1200, 1600, 2400),
    ]
    assert len({images.width_at_least(width) for width in range(1, 2401)}) <= 15


def test_of_a_document_the_least_used_images_make_room(store: RecordingStore, document: str) -> None:
    for name in ("1:100:png", "2:100:png", "3:100:png"):
        keep(store, document, name)
    assert store.run(images.load(document, "1:100:png")) == b"x" * 100
    keep(store, document, "4:100:png")
    assert kept(store, document, "1:100:png", "2:100:png", "3:100:png", "4:100:png") == [True, False, True, True]
    keep(store, document, "5:100:png", 290)
    assert kept(store, document, "1:100:png", "3:100:png", "4:100:png", "5:100:png") == [False, False, False, True]


def test_of_a_space_the_least_used_images_make_room(store: RecordingStore) -> None:
    first, second, third = (upload(store).document_id for _ in range(3))
    keep(store, first, "1:100:png", 250)
    keep(store, second, "1:100:png", 200)
    keep(store, third, "1:100:png", 100)
    assert [kept(store, one, "1:100:png") for one in (first, second, third)] == [[False], [True], [True]]


def test_an_image_that_is_rendered_again_counts_once(store: RecordingStore, document: str) -> None:
    keep(store, document, "1:100:png")
    for _ in range(5):
        keep(store, document, "2:100:png")
    assert kept(store, document, "1:100:png", "2:100:png") == [True, True]


def test_images_that_expired_no_longer_count(store: RecordingStore, document: str) -> None:
    for number in range(1, 6):
        one = upload(store).document_id
        keep(store, one, f"{number}:100:png")
        # As after five minutes without use.
        store.client.zadd(f"di:images:{SPACE}", {f"{one}:{number}:100:png": 1})
        store.client.delete(f"di:doc:{one}:images")
    keep(store, document, "1:100:png")
    assert store.client.hget(f"di:images:{SPACE}:bytes", "total") == b"100"


def test_why_a_page_cannot_be_rendered_holds_for_all_its_images(store: RecordingStore, document: str) -> None:
    problem = PageTimeout().problem()
    store.run(images.fail(document, "1:100:png", problem, BOUNDS))
    assert store.run(images.load(document, "1:2400:webp")) == problem
    assert store.run(images.load(document, "2:100:png")) is None


def test_images_never_fill_the_store(store: RecordingStore, document: str, small: int) -> None:
    bounds = Bounds(document_bytes=100 * MiB, space_bytes=100 * MiB, fill=0.8)
    for number in range(1, 50):
        keep(store, document, f"{number}:100:png", MiB, bounds)
        assert store.client.info("memory")["used_memory"] <= small
    assert kept(store, document, "1:100:png", "49:100:png") == [False, True]


def test_an_image_without_room_is_not_kept_and_says_so(store: RecordingStore, document: str, small: int) -> None:
    store.client.config_set("maxmemory", 0)
    store.client.set("filler", b"x" * 28 * MiB)
    store.client.config_set("maxmemory", small)
    keep(store, document, "1:100:png", MiB)
    found = store.run(images.load(document, "1:100:png"))
    assert found == StoreFull().problem()
    # It is rendered when it is asked for again.
    assert store.published_by(images.request(document, 1, 100, "png", "r")) == [f"render:{document}:1:100:png"]
    assert store.run(images.load(document, "1:100:png")) is None


def test_images_of_any_space_make_room_for_uploads(store: RecordingStore, document: str, small: int) -> None:
    keep(store, document, "1:100:png", 4 * MiB, Bounds(100 * MiB, 100 * MiB, 1.0))
    keep(store, document, "2:100:png", MiB, Bounds(100 * MiB, 100 * MiB, 1.0))
    more = small - store.client.info("memory")["used_memory"] + MiB
    store.run(images.make_room(more, 1.0))
    assert kept(store, document, "1:100:png", "2:100:png") == [False, True]


def test_a_space_waits_for_so_many_images_at_once(store: RecordingStore, document: str) -> None:
    for number in (1, 2, 1):
        assert store.run(images.request(document, number, 100, "png", "r", most=2)) is True
    assert store.run(images.request(document, 3, 100, "png", "r", most=2)) is False
    keep(store, document, "1:100:png")
    assert store.run(images.request(document, 3, 100, "png", "r", most=2)) is True


def test_an_image_that_nobody_waits_for_any_more_is_not_rendered(store: RecordingStore, document: str) -> None:
    store.run(images.request(document, 1, 100, "png", "r"))
    store.run(images.request(document, 2, 100, "png", "r"))
    task = f"render:{document}:1:100:png"
    store.client.hset(f"di:work:{task}", "wanted_until", 1)
    assert begin(store, task, "w") == 0
    assert not store.client.exists(f"di:work:{task}")
    assert begin(store, f"render:{document}:2:100:png", "w") == 1


def test_images_that_a_release_before_entered_beside_questions_are_moved(store: RecordingStore, document: str) -> None:
    store.run(presence.announce(presence.Presence("w", ("questions",), 1, "0.1")))
    store.run(images.request(document, 1, 100, "png", "r"))
    (record,) = (one for one in store.messages() if one.queue == Queue.QUESTIONS)
    # Its gateway does not say for how long it is wanted.
    store.client.hdel(f"di:work:{record.id}", "wanted_until")
    assert store.take(Queue.QUESTIONS) == record.id
    assert store.run(ledger.begin(record.id, "w", 1, RENDER_PAGE.queue)) is None
    moved = store.messages()[-1]
    assert (moved.id, moved.queue) == (record.id, Queue.IMAGES)
    assert store.run(waiting.depths())[Queue.QUESTIONS] == 0
    assert store.run(ledger.begin(record.id, "w", 1, RENDER_PAGE.queue)) is not None


@pytest.mark.parametrize("queues", [(), ("images",), ("questions", "images")])
def test_images_have_a_queue_of_their_own(store: RecordingStore, document: str, queues: tuple[str, ...]) -> None:
    if queues:
        store.run(presence.announce(presence.Presence("w", queues, 1, "0")))
    store.run(images.request(document, 1, 100, "png", "r"))
    assert store.messages()[-1].queue == Queue.IMAGES
