"""The objects of one worker process: its connection, its models, its caches; created once, when it starts."""

from functools import lru_cache

from shared.models.document import OcrUsed
from shared.settings import settings
from shared.store.driver import Store
from shared.tasks import Queue
from worker.answering import language, loading
from worker.answering.reader import Reader
from worker.answering.session import SearchCache
from worker.indices import IndexCache
from worker.ocr.engine import OcrEngine
from worker.ocr.page import PageRecognizer
from worker.ocr.registry import engine_for, languages_here, load_beside, load_engine
from worker.ocr.tesseract import TesseractEngine
from worker.runtime.capabilities import Capabilities
from worker.runtime.files import FileCache, folder_of
from worker.runtime.identity import worker_name


@lru_cache(1)
def store() -> Store:
    """The store of this process."""
    return Store(settings().redis_url.get_secret_value())


@lru_cache(1)
def files() -> FileCache:
    """The documents' bytes on the local disk, shared by the processes of a worker."""
    return FileCache.of_worker(worker_name(), settings().file_cache, store())


@lru_cache(1)
def reader() -> Reader:
    """The reader, loaded and warm, with all else that answering needs."""
    return loading.load(settings())


@lru_cache(1)
def search_cache() -> SearchCache:
    """The lexical indices of the sessions asked last."""
    return SearchCache()


@lru_cache(1)
def indices() -> IndexCache:
    """The documents' indices and pages asked last."""
    return IndexCache(store())


@lru_cache(4)
def engine(name: str) -> OcrEngine:
    """An OCR engine by its name, loaded and warm. Raises ModelMissing and DeviceMissing."""
    if name == settings().ocr_engine:
        return load_engine(settings())
    other = beside()
    if other is not None and name == other.name:
        return other
    return load_engine(settings().model_copy(update={"ocr_engine": name}))


@lru_cache(1)
def beside() -> TesseractEngine | None:
    """Tesseract, where it is installed beside the engine that the settings choose."""
    return load_beside(settings())


def recognizer(used: OcrUsed) -> PageRecognizer:
    """What reads a document's pictures of text: the engine and the languages fixed for the document."""
    return PageRecognizer(engine(used.engine), used.languages, beside())


def ocr_here(languages: tuple[str, ...]) -> OcrUsed:
    """The engine of this process, for a document that has none yet."""
    wanted = languages or settings().ocr_languages
    chosen = engine(engine_for(settings().ocr_engine, wanted))
    return OcrUsed(engine=chosen.name, languages=list(wanted), device=chosen.device)


def warm(queues: set[str]) -> None:
    """Load the models that the tasks of these queues need before the first one, and record what they can do."""
    models: dict[str, str] = {}
    if queues & {Queue.QUESTIONS, Queue.DOCUMENTS}:
        language.detector()
    languages: tuple[str, ...] = ()
    name, device = "", str(settings().device)
    if Queue.OCR in queues:
        chosen = engine(settings().ocr_engine)
        languages, name, device = tuple(sorted(languages_here(chosen, beside()))), chosen.name, chosen.device
        models["ocr"] = chosen.model
    if Queue.QUESTIONS in queues:
        models["reader"] = reader().model
        device = reader().device
    Capabilities(languages, models, name, device).save(folder_of(worker_name()))
