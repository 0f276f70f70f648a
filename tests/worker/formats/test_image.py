import io
import multiprocessing
import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from shared.errors import Corrupt, TooLargePage, TooManyPages
from shared.settings import settings
from tests.worker.pages import picture, saved
from worker.formats import pixels
from worker.formats.image import PILLOW_FORMATS, ImageSource

HEIC = (Path(__file__).parent / "turned.heic").read_bytes()
"""`SAMPLE` as a telephone stores it: its lines run up, and both file and EXIF say so. No free encoder makes one."""
MEDIA_TYPES = {name: media_type for media_type, name in PILLOW_FORMATS.items() if name != "HEIF"}
SAMPLE = picture(["Wind from the north"])


def opened(image: Image.Image, image_format: str = "PNG", **options: object) -> ImageSource:
    return ImageSource(saved(image, image_format, **options), MEDIA_TYPES[image_format])


def gray(source: ImageSource, number: int = 1) -> np.ndarray:
    return source.page(number).image(200).mean(axis=2)


@pytest.mark.parametrize("image_format", sorted(MEDIA_TYPES))
def test_every_format_is_decoded(image_format: str) -> None:
    source = opened(SAMPLE, image_format)
    assert source.page_count == 1
    assert source.page(1).text_layer() is None
    image = source.page(1).image(200)
    assert image.shape == (300, 1000, 3)
    assert np.abs(image.mean(axis=2) - np.asarray(SAMPLE.convert("L"), float)).mean() < 3


@pytest.mark.parametrize("media_type", ["image/heic", "image/heif"])
def test_a_photo_of_a_telephone_is_decoded_and_turned_upright_once(media_type: str) -> None:
    image = ImageSource(HEIC, media_type).page(1).image(200)
    assert image.shape == (300, 1000, 3)
    assert np.abs(image.mean(axis=2) - np.asarray(SAMPLE.convert("L"), float)).mean() < 3


@pytest.mark.parametrize("length", [40, 300, 700, len(HEIC) // 2, len(HEIC) - 40])
def test_a_photo_that_was_cut_off_is_damaged(length: int) -> None:
    with pytest.raises(Corrupt):
        ImageSource(HEIC[:length], "image/heic").page(1).image(200)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "YCbCr", "LAB", "I;16", "I", "F"])
def test_every_kind_of_pixel_becomes_the_same_picture(mode: str) -> None:
    if mode == "I;16":
        image = Image.fromarray(np.asarray(SAMPLE.convert("L"), np.uint16) * 257)
    elif mode in ("I", "F"):
        image = SAMPLE.convert("L").convert(mode)
    else:
        image = SAMPLE.convert("L").convert("LA") if mode == "LA" else _converted(mode)
    source = opened(image, "PNG" if mode in ("LA", "P", "RGBA") else "TIFF")
    assert np.abs(gray(source) - np.asarray(SAMPLE.convert("L"), float)).mean() < 4


def _converted(mode: str) -> Image.Image:
    if mode != "LAB":
        return SAMPLE.convert(mode)
    from PIL import ImageCms

    return ImageCms.profileToProfile(
        SAMPLE, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
    )


def test_colours_come_as_blue_green_red() -> None:
    assert opened(Image.new("RGB", (40, 40), (255, 128, 0))).page(1).image(200)[20, 20].tolist() == [0, 128, 255]


def test_what_is_transparent_is_white_paper() -> None:
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert gray(opened(image)).min() == 255


@pytest.mark.parametrize("image_format", ["PNG", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright(orientation: int, image_format: str) -> None:
    upright = Image.new("L", (60, 40), 255)
    upright.paste(0, (0, 0, 20, 10))
    turns = {
        1: [],
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    stored = upright
    for turn in turns[orientation]:
        stored = stored.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    source = opened(stored, image_format, exif=exif)
    assert gray(source).shape == (40, 60)
    assert gray(source)[:10, :20].max() == 0
    assert gray(source)[12:, :].min() == 255


@pytest.mark.parametrize(("dpi", "counts_as"), [(None, 200), (10, 200), (0, 200), (30, 30), (300, 300)])
def test_resolution_gives_the_size_in_points(dpi: int | None, counts_as: int) -> None:
    source = opened(SAMPLE, "TIFF", **({} if dpi is None else {"dpi": (dpi, dpi)}))
    assert source.page(1).size == pytest.approx((1000 * 72 / counts_as, 300 * 72 / counts_as), rel=0.01)


def test_the_coarse_lines_of_a_fax_are_stretched() -> None:
    fax = SAMPLE.resize((1000, 144)).convert("1")
    source = opened(fax, "TIFF", compression="group4", dpi=(204, 98))
    assert source.page(1).size == pytest.approx((352.9, 105.8), abs=0.1)
    height, width = source.page(1).image(200).shape[:2]
    assert width / height == pytest.approx(352.9 / 105.8, rel=0.02)


def test_a_fine_scan_comes_at_the_resolution_asked_for_and_a_small_one_is_left_alone() -> None:
    big = Image.new("L", (4000, 6000), 255)
    assert opened(big, "PNG", dpi=(600, 600)).page(1).image(200).shape[:2] == (2000, 1333)
    assert opened(SAMPLE, "PNG", dpi=(1_000_000, 1_000_000)).page(1).image(200).shape[:2] == (300, 1000)


def test_every_page_of_a_tiff_is_a_page() -> None:
    frames = [picture([f"Page {i}"], size=(400 + 10 * i, 100)) for i in range(5)]
    source = ImageSource(saved(frames[0], "TIFF", save_all=True, append_images=frames[1:]), "image/tiff")
    assert source.page_count == 5
    for number in (5, 1, 3):
        assert source.page(number).image(200).shape == (100, 390 + 10 * number, 3)


def test_an_animation_is_one_page() -> None:
    frames = [SAMPLE.convert("P"), Image.new("P", SAMPLE.size)]
    assert ImageSource(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]), "image/gif").page_count == 1


def test_limits_apply_before_pixels_are_decoded(limits: Callable[..., None]) -> None:
    limits(max_page_pixels=299_999, max_pages=3)
    with pytest.raises(TooLargePage):
        opened(SAMPLE)
    frames = [Image.new("L", (10, 10))] * 4
    with pytest.raises(TooManyPages):
        ImageSource(saved(frames[0], "TIFF", save_all=True, append_images=frames[1:]), "image/tiff")


def test_a_header_that_promises_billions_of_pixels_is_refused() -> None:
    data = bytearray(saved(Image.new("L", (8, 8)), "PNG"))
    data[16:24] = (0x7FFFFFFF).to_bytes(4, "big") * 2
    import zlib

    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    with pytest.raises(TooLargePage):
        ImageSource(bytes(data), "image/png")


@pytest.mark.parametrize("image_format", sorted(MEDIA_TYPES))
@pytest.mark.parametrize("length", [10, 100])
def test_a_picture_of_which_next_to_nothing_is_left_is_corrupt(image_format: str, length: int) -> None:
    data = saved(Image.effect_noise((200, 200), 80).convert("RGB"), image_format)
    for part in (data[:length], bytes(length)):
        with pytest.raises(Corrupt):
            ImageSource(part, MEDIA_TYPES[image_format]).page(1).image(200)


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "GIF", "BMP", "TIFF"])
@pytest.mark.parametrize("share", [0.6, 0.95, 0.9999])
def test_what_is_left_of_a_picture_that_was_cut_off_is_read_with_a_warning(image_format: str, share: float) -> None:
    noise = Image.effect_noise((300, 300), 80).convert("RGB")
    data = saved(noise, image_format, **({"interlace": False} if image_format == "GIF" else {}))
    page = ImageSource(data[: int(len(data) * share)], MEDIA_TYPES[image_format]).page(1)
    assert not page.warnings
    # Bitmaps are stored from the bottom.
    left = slice(150, None) if image_format == "BMP" else slice(150)
    seen = page.image(200)[left].astype(int)
    whole = opened(noise, image_format).page(1).image(200)[left]
    assert np.abs(seen - whole).mean() < 3
    assert page.warnings == {"damaged-picture"}


@pytest.mark.parametrize("image_format", ["WEBP", "AVIF"])
def test_a_picture_that_decoders_give_as_a_whole_or_not_is_corrupt_where_it_was_cut_off(image_format: str) -> None:
    data = saved(Image.effect_noise((300, 300), 80).convert("RGB"), image_format)
    with pytest.raises(Corrupt):
        ImageSource(data[: len(data) // 2], MEDIA_TYPES[image_format]).page(1).image(200)


def test_pages_behind_the_damage_of_a_tiff_are_told_to_be_missing() -> None:
    pages = [Image.effect_noise((100, 100), 80) for _ in range(4)]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    source = ImageSource(data[: len(data) // 2 + 60], "image/tiff")
    assert source.page_count < 4
    assert source.warnings == {"damaged-picture"}


def test_an_animation_that_begins_with_nothing_is_its_first_frame_that_shows_something() -> None:
    frames = [Image.new("L", SAMPLE.size, 255), SAMPLE.convert("L")]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)
    assert ImageSource(data, "image/gif").page(1).image(200).min() < 50


def test_a_bitmap_whose_last_bytes_mean_nothing_is_opaque() -> None:
    data = bytearray(saved(SAMPLE.convert("RGBA"), "BMP"))
    start = int.from_bytes(data[10:14], "little")
    data[start + 3 :: 4] = bytes(len(data[start + 3 :: 4]))
    seen = ImageSource(bytes(data), "image/bmp").page(1).image(200).mean(axis=2)
    assert np.abs(seen - np.asarray(SAMPLE.convert("L"), float)).mean() < 3


def test_a_format_that_is_not_offered_is_not_tried() -> None:
    file = io.BytesIO()
    SAMPLE.save(file, "ICO")
    with pytest.raises(Corrupt):
        ImageSource(file.getvalue(), "image/png")


@pytest.mark.parametrize(("color", "ground"), [("white", 0), ("#ffffe0", 0), ("black", 255), ("red", 255)])
def test_a_transparent_picture_is_shown_on_the_ground_that_its_writing_needs(color: str, ground: int) -> None:
    image = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    ImageDraw.Draw(image).text((20, 30), "Guest list", color)
    for kind in ("PNG", "WEBP"):
        options: dict[str, object] = {"lossless": True} if kind == "WEBP" else {}
        seen = opened(image, kind, **options).page(1).image(200)
        assert (seen[0, 0] == ground).all()
        assert np.ptp(seen.astype(int)) > 150


def test_a_transparent_picture_of_light_and_dark_writing_shows_both() -> None:
    image = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    ImageDraw.Draw(image).text((20, 20), "Guest list", "white")
    ImageDraw.Draw(image).text((20, 60), "of the wedding", "black")
    seen = opened(image).page(1).image(200).astype(int)
    assert all(np.ptp(part) > 100 for part in (seen[:50], seen[50:]))


def test_light_writing_shows_beside_a_dark_box_with_more_of_it() -> None:
    image = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.text((20, 20), "Guest list of the wedding", "white")
    pen.rectangle((10, 60, 290, 190), fill="navy")
    pen.text((20, 90), "at the lake", "white")
    assert np.ptp(opened(image).page(1).image(200)[:50].astype(int)) > 100


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are recognized with few pixels, so that large pictures are quickly encoded here."""
    monkeypatch.setattr(pixels, "MAX_RASTER_PIXELS", 3_000_000)


def large(mode: str = "RGB") -> Image.Image:
    """White with a black bar across the left half, in many times the pixels of `small_pages`."""
    image = Image.new(mode, (3600, 3200), "white")
    image.paste("black", (0, 800, 1800, 1200))
    return image


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "JPEG2000", "TIFF", "WEBP"])
def test_a_large_picture_is_decoded_smaller_and_keeps_its_size_on_paper(image_format: str) -> None:
    source = opened(large(), image_format)
    image = source.page(1).image(200)
    assert image.shape == (1600, 1800, 3)
    assert source.page(1).size == pytest.approx((3600 * 72 / 200, 3200 * 72 / 200))
    assert image[420:580, 20:880].max() < 60
    for white in (image[:380], image[620:], image[:, 920:]):
        assert white.min() > 200


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "I;16"])
def test_a_large_picture_of_any_kind_of_pixel_is_decoded_smaller(mode: str) -> None:
    image = large("RGBA") if mode == "RGBA" else large("L")
    image = Image.fromarray(np.asarray(image, np.uint16) * 257) if mode == "I;16" else image.convert(mode)
    seen = opened(image, "PNG").page(1).image(200)
    assert seen.shape == (1600, 1800, 3)
    assert seen[420:580, 20:880].max() == 0
    assert seen[620:].min() == 255


@pytest.mark.usefixtures("small_pages")
def test_a_long_strip_stays_as_fine_as_it_is() -> None:
    assert opened(Image.new("L", (800, 9000), 255)).page(1).image(200).shape == (9000, 800, 3)


def _memory_of_decoding(data: bytes) -> int:
    """Bytes that a process takes at most to decode the picture, beyond those it had before."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ImageSource(data, "image/png").page(1).image(200)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024


def test_a_picture_of_the_most_pixels_is_decoded_within_the_memory_of_a_page() -> None:
    data = saved(Image.new("RGB", (6400, 6000), "white"), "PNG", compress_level=1)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as other:
        taken = other.submit(_memory_of_decoding, data).result()
    assert taken / (6400 * 6000) < settings().page_memory / settings().max_page_pixels
