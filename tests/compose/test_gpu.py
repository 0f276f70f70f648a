"""The GPU's side, as far as it shows without one: what compose asks for, and that its image is described well."""

import json

from bench.containers.stack import Stack, docker


def test_the_gpu_profile_asks_for_a_gpu_and_shares_the_queues(engine: None) -> None:
    stack = Stack("docinsight-gpu", "test", {"CPU_QUEUES": "documents", "READER_MODEL": "a/model"})
    services = json.loads(stack.compose("--profile", "gpu", "config", "--format", "json"))["services"]
    assert "--queues=documents,webhooks" in services["worker"]["command"]
    gpu = services["worker-gpu"]
    assert "--queues=questions,ocr" in gpu["command"]
    assert gpu["build"]["target"] == "gpu"
    assert gpu["build"]["args"]["READER_MODEL"] == "a/model"
    assert gpu["build"]["args"]["OCR_ENGINE"] == "easyocr"
    (device,) = gpu["deploy"]["resources"]["reservations"]["devices"]
    assert device["capabilities"] == ["gpu"]


def test_without_the_profile_no_gpu_is_asked_for(engine: None) -> None:
    services = json.loads(Stack("docinsight-gpu", "test").compose("config", "--format", "json"))["services"]
    assert set(services) == {"redis-users", "redis", "api", "worker", "flower"}


def test_the_gpu_images_stages_fit_together(engine: None) -> None:
    # Solves the build up to the models, without running its steps.
    outline = docker(
        *("buildx", "build", "--file", "Dockerfile.worker", "--target", "gpu", "--print", "outline", "."),
        env={"BUILDX_EXPERIMENTAL": "1"},
    )
    assert "TARGET: gpu" in outline
    assert {"READER_MODEL", "OCR_ENGINE", "OCR_LANGUAGES"} <= set(outline.split())
