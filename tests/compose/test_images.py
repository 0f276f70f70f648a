"""The images: how large, and what is and is not in them."""

import io
import re
import subprocess
import tarfile

from bench.containers.stack import ROOT, Stack, docker
from shared.settings import Settings

MB = 1_000_000

FOREIGN_TO_THE_GATEWAY = (
    "torch",
    "transformers",
    "onnxruntime",
    "openvino",
    "rapidocr",
    "easyocr",
    "cv2",
    "PIL",
    "numpy",
    "pypdfium2",
    "pdfplumber",
    "worker",
)


def test_what_is_sent_to_the_engine_is_small_and_contains_nothing_but_the_service(engine: None) -> None:
    done = subprocess.run(
        ["docker", "buildx", "build", "--quiet", "--file", "-", "--output", "type=tar,dest=-", "."],
        cwd=ROOT,
        input=b"FROM scratch\nCOPY . /\n",
        capture_output=True,
        check=True,
    )
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as context:
        files = {member.name: member.size for member in context if member.isfile()}
    assert {name.split("/")[0] for name in files} == {
        "api",
        "cli",
        "client",
        "shared",
        "web",
        "worker",
        "deploy",
        "requirements",
    }
    assert not [name for name in files if "__pycache__" in name]
    models = {name: size for name, size in files.items() if name.startswith("worker/models/")}
    readers = {name: size for name, size in models.items() if name.startswith("worker/models/readers/")}
    assert all(size < 55 * MB for size in readers.values())
    # Nearly all of it is the bundled readers, and nearly all of the rest is word vectors, languages and lexicon.
    assert sum(models.values()) - sum(readers.values()) < 17 * MB
    fonts = sum(size for name, size in files.items() if name.startswith("worker/formats/flow/fonts/"))
    assert fonts < 5 * MB
    assert sum(files.values()) - sum(models.values()) - fonts < 3 * MB


def test_the_gateways_image_is_small_and_has_no_library_that_opens_documents(built: Stack) -> None:
    assert int(docker("image", "inspect", "--format", "{{.Size}}", built.image("api"))) < 200 * MB
    found = (
        "import importlib.util as i, sys; "
        f"print(*[name for name in {FOREIGN_TO_THE_GATEWAY!r} if i.find_spec(name)]); "
        "import api.main; print(*[name for name in sys.modules if name in ('torch', 'numpy')])"
    )
    output = docker("run", "--rm", "--network", "none", "--read-only", built.image("api"), "python", "-c", found)
    assert output.split() == []


def test_the_workers_image_for_cpus_has_no_torch(built: Stack) -> None:
    found = (
        "import importlib.util as i; print(*[name for name in ('torch', 'transformers', 'api') if i.find_spec(name)])"
    )
    output = docker("run", "--rm", "--network", "none", built.image("worker"), "python", "-c", found)
    assert output.split() == []


def test_every_setting_is_passed_on_by_compose_or_fixed_in_an_image() -> None:
    files = [(ROOT / name).read_text() for name in ("compose.yaml", "Dockerfile.api", "Dockerfile.worker")]
    named = {word for text in files for word in re.findall(r"DOCINSIGHT_\w+", text)}
    # The URL of Redis, with its password, is in a file of the folder of secrets.
    in_files = {"DOCINSIGHT_REDIS_URL"}
    settings = {f"DOCINSIGHT_{name.upper()}" for name in Settings.model_fields}
    assert settings - in_files | {"DOCINSIGHT_SECRETS_DIR"} == named
