"""All settings, in one class. Each is read from the environment as ``DOCINSIGHT_`` and its name in capitals.

Sizes are bytes, times seconds, unless the name says otherwise.
"""

import base64
import ipaddress
import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, PositiveFloat, PositiveInt, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from shared.api_keys import check_hash
from shared.redis_url import parse as parse_redis_url

MiB = 1 << 20
ROOT_PATH_PATTERN = r"^(/[A-Za-z0-9._~-]+)*$"


class Settings(BaseSettings):
    """Every setting there is, with its default."""

    model_config = SettingsConfigDict(
        env_prefix="DOCINSIGHT_",
        extra="ignore",
        frozen=True,
        # Among the values are secrets.
        hide_input_in_errors=True,
    )

    # ---- the store
    redis_url: SecretStr = Field(
        SecretStr("redis://127.0.0.1:6379/0"),
        description="Redis or Valkey, for state and for the queues: `redis://USER:PASSWORD@HOST:6379/0`. With "
        "`rediss://` its certificate is verified; the parameters `ssl_ca_certs`, `ssl_certfile`, `ssl_keyfile`, "
        "`ssl_check_hostname=false` and `ssl_cert_reqs=none` change how. With `redis+sentinel://` and "
        "`rediss+sentinel://` the hosts are those of Sentinels, and `master` is the name of the primary: "
        "[deploy.md](deploy.md#any-redis).",
    )
    ttl: PositiveInt = Field(24 * 3600, description="Seconds a session lives after its last use.")
    max_ttl: PositiveInt = Field(
        30 * 24 * 3600, description="Most seconds that a client can have a session live after its last use."
    )
    staging_ttl: PositiveInt = Field(900, description="Seconds that bytes of an upload under way are kept.")
    store_fill_limit: float = Field(
        0.8, gt=0, le=1, description="Share of the store's maxmemory above which uploads are refused."
    )

    # ---- limits
    max_file_bytes: PositiveInt = Field(200 * MiB, description="Largest file.")
    max_request_bytes: PositiveInt = Field(500 * MiB, description="Largest upload request, all files together.")
    max_files: PositiveInt = Field(50, description="Most files in one upload.")
    max_pages: PositiveInt = Field(2000, description="Most pages of one document.")
    max_page_pixels: PositiveInt = Field(100_000_000, description="Most pixels of one page or image.")
    max_page_words: PositiveInt = Field(100_000, description="Most words of one page.")
    max_question_chars: PositiveInt = Field(1000, description="Longest question, in characters.")
    page_seconds: PositiveFloat = Field(
        60, description="Seconds that one page may take, not counting those it waits for a processor."
    )
    page_memory: PositiveInt = Field(1024 * MiB, description="Memory that one page may take beyond the warm worker.")
    worker_memory: PositiveInt = Field(
        3072 * MiB, description="Resident memory above which a worker process is killed."
    )
    page_tries: PositiveInt = Field(3, description="Times a page may end its worker process before it fails.")
    task_seconds: PositiveInt = Field(600, description="Hard limit of one task; its worker process is killed after.")

    # ---- workers
    tasks_per_process: PositiveInt = Field(500, description="Tasks after which a worker process is renewed.")
    shutdown_seconds: PositiveFloat = Field(8, description="Seconds that running tasks have to end at a stop.")
    alive_file: Path | None = Field(
        None, description="Files named by this path and their queues are updated while a worker is alive."
    )

    # ---- reading
    pdf_engine: Literal["pdfium", "pdfplumber"] = Field(
        "pdfium", description="What extracts the words of born-digital PDFs; pdfplumber is many times slower."
    )
    office: Literal["builtin", "libreoffice"] = Field(
        "builtin",
        description="'libreoffice' reads DOC, XLS and PPT too, converted by LibreOffice, which must be installed where "
        "workers run. The same for gateways and workers.",
    )
    ocr_engine: Literal["rapidocr", "easyocr", "tesseract"] = Field("rapidocr", description="The OCR engine.")
    ocr_languages: Annotated[tuple[str, ...], NoDecode] = Field(
        ("en",), description="Languages recognized when an upload names none, separated by commas."
    )
    ocr_models: Path | None = Field(None, description="Folder of baked OCR weights; none: those of the engine's wheel.")
    ocr_dpi: PositiveInt = Field(200, description="Resolution at which pages are drawn for OCR; scans have their own.")
    slice_pages: PositiveInt = Field(2, description="Pages of one OCR task.")
    threads: int = Field(0, ge=0, description="Threads of one worker process for inference; 0: cores shared evenly.")
    device: Literal["cpu", "cuda"] = Field("cpu", description="Where models run. 'cuda' without a GPU is an error.")
    file_cache: PositiveInt = Field(512 * MiB, description="Local cache of document bytes of one worker group.")

    # ---- answering
    reader: Literal["onnx", "torch"] = Field("onnx", description="The runtime of the reader.")
    reader_model: Path | None = Field(
        None,
        description="The reader's model: `multilingual` or `english`, which are bundled, or a folder; "
        "none: `multilingual`.",
    )
    read_windows: PositiveInt = Field(2, description="Most windows the reader is given for one question.")
    read_windows_many: PositiveInt = Field(
        4, description="The same for a question on many documents: one window for every two of them, up to so many."
    )

    # ---- the gateway
    host: str = Field("127.0.0.1", description="Address the gateway listens on.")
    port: PositiveInt = Field(8000, description="Port the gateway listens on.")
    api_keys: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="SHA-256 of the accepted API keys in hex, separated by commas (`docinsight key` makes a key); "
        "unset: open to all. A list that names no key is refused.",
    )

    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Host names that clients use for the service, separated by commas, such as `docs.example.org` or "
        "`*.example.org`. Without API keys others are refused; `*`: none is.",
    )
    api_address: str | None = Field(
        None, description="Address at which the gateway's port is published, where it is not `DOCINSIGHT_HOST`."
    )
    root_path: str = Field(
        "",
        pattern=ROOT_PATH_PATTERN,
        description="Path under which a proxy serves the gateway, such as `/docs-qa`; all links begin with it.",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        ("127.0.0.1", "::1"),
        description="Addresses and networks of proxies whose `X-Forwarded-Prefix` is taken for that path, separated by "
        "commas; `*`: any.",
    )
    max_connections: PositiveInt = Field(
        8000, description="Open connections of the gateway, beyond which it answers health checks alone."
    )
    max_connections_per_address: PositiveInt = Field(
        2000, description="The same for one address, or one IPv6 network; a proxy in front is one address."
    )
    idle_seconds: PositiveFloat = Field(30, description="Seconds that a connection without a request is kept.")
    head_seconds: PositiveFloat = Field(15, description="Seconds in which the headers of a request must be there.")
    body_seconds: PositiveFloat = Field(
        60, description="Seconds after which a request of whose body nothing comes any more is ended."
    )

    requests_per_minute: int = Field(
        6000, ge=0, description="Uploads and questions a minute of one API key, or of all where there are none; 0: any."
    )
    max_unfinished: int = Field(
        20_000, ge=0, description="Jobs of one API key, or of all, that may be under way at once; 0: any number."
    )
    max_uploads: int = Field(
        128, ge=0, description="Uploads of one API key, or of all, that one gateway receives at once; 0: any number."
    )
    max_images: int = Field(
        64,
        ge=0,
        description="Images of pages that clients of one API key, or all, may wait for at once; 0: any number.",
    )
    image_bytes: PositiveInt = Field(
        256 * MiB, description="Most bytes of images of pages kept for one API key, or for all."
    )
    document_image_bytes: PositiveInt = Field(
        64 * MiB, description="Most bytes of images of pages kept of one document; also the largest image."
    )
    process_seconds: PositiveFloat = Field(
        300, description="Seconds that `PUT /process` waits for a document to be read."
    )
    process_format: Literal["markdown", "text"] = Field(
        "markdown", description="What `PUT /process` gives a page's content as, unless its parameter `format` says."
    )
    process_first_page: int = Field(
        1,
        ge=0,
        le=1,
        description="The number of the first page in its metadata, unless its parameter `first_page` says; 0 for "
        "programs that count pages from 0, as Open WebUI does.",
    )
    image_seconds: PositiveFloat = Field(10, description="Seconds a client waits for an image of a page.")
    reuse_content: bool = Field(
        True, description="Whether a file that was read before, with the same options, is not read again."
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Origins whose web pages may call the service, separated by commas; none: its own page only."
    )

    # ---- metrics and traces
    metrics_port: int = Field(
        0,
        ge=0,
        le=65535,
        description="Port of its own for `/metrics`, of the gateway and of each worker; 0: the gateway has it on its "
        "own port, and workers have none. On one machine, `docinsight up` gives the next two to its workers.",
    )
    metrics_host: str = Field("127.0.0.1", description="Address on which that port is opened.")
    metrics_keys: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="SHA-256 of the keys that open `/metrics` and nothing else, as with `DOCINSIGHT_API_KEYS`; unset: "
        "an API key opens it on the gateway's port, and a port of its own is open to all who reach it.",
    )

    otlp_endpoint: str = Field(
        "",
        pattern=r"^(https?://.+)?$",
        description="Where traces are sent by OTLP over HTTP, such as `http://collector:4318`; unset: nowhere. The "
        "variables of OpenTelemetry itself, such as `OTEL_EXPORTER_OTLP_HEADERS` and `OTEL_TRACES_SAMPLER`, apply.",
    )

    # ---- webhooks
    webhook_secret: SecretStr | None = Field(
        None,
        description="Secret that signs webhooks ('whsec_' and base64); none: no webhooks. With API keys, those of "
        "each key are signed with one made of it: `GET /webhooks/secret`.",
    )
    webhook_delays: Annotated[tuple[float, ...], NoDecode] = Field(
        (5, 60, 300, 1800, 7200, 18000, 36000),
        description="Seconds before each further attempt to deliver a webhook, separated by commas.",
    )
    webhook_seconds: PositiveFloat = Field(15, description="Seconds that one delivery may take.")
    webhook_private: bool = Field(
        False, description="Deliver webhooks to private, loopback and link-local addresses too."
    )

    # ---- logs
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least level logged.")
    log_json: bool = Field(False, description="Log one JSON object a line.")

    def windows(self, documents: int) -> int:
        """Most windows the reader is given for a question on so many documents."""
        return max(self.read_windows, min(self.read_windows_many, documents // 2))

    @field_validator(
        *("ocr_languages", "api_keys", "hosts", "trusted_proxies", "cors_origins", "metrics_keys", "webhook_delays"),
        mode="before",
    )
    @classmethod
    def _by_commas(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, str):
            if info.field_name in ("api_keys", "metrics_keys") and not value.strip(", \t\r\n"):
                # A variable that was meant to hold keys and is empty must not open the service.
                raise ValueError("it is set and names no key; unset it to do without keys")
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("api_keys", "metrics_keys")
    @classmethod
    def _are_hashes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(check_hash, value))

    @field_validator("redis_url")
    @classmethod
    def _is_usable(cls, value: SecretStr) -> SecretStr:
        parse_redis_url(value.get_secret_value())
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            if one != "*":
                ipaddress.ip_network(one)
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _signs(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            try:
                key = base64.b64decode(value.get_secret_value().removeprefix("whsec_") + "==", validate=False)
            except ValueError:
                key = b""
            if len(key) < 24:
                raise ValueError("give 'whsec_' and the base64 of at least 24 random bytes")
        return value


@lru_cache(1)
def settings() -> Settings:
    """The settings of this process, read once.

    What the environment does not set may be in files named as its variables, in lower case, in the folder
    ``DOCINSIGHT_SECRETS_DIR``.
    """
    return Settings(_secrets_dir=os.environ.get("DOCINSIGHT_SECRETS_DIR"))


def sentence_of(error: ValidationError) -> str:
    """What is wrong with settings, without their values."""
    wrong = [f"DOCINSIGHT_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors()]
    return f"Settings of the environment are wrong. {'; '.join(wrong)}"
