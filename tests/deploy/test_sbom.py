"""The list of what is in an image, from what the image says of itself."""

import json
import runpy

from tests.processes import ROOT

sbom = runpy.run_path(str(ROOT / "deploy/sbom.py"))
STATUS = """\
Package: libc6
Status: install ok installed
Architecture: amd64
Version: 2.36-9+deb12u14
Description: GNU C Library
 Status: no field

Package: removed
Status: deinstall ok config-files
Version: 1
"""


def test_packages_of_python_and_debian_are_named_with_their_versions() -> None:
    listed = json.dumps([["Typing_Extensions", "4.1", "PSF-2.0"], ["numpy", "2.4.6", "a\nlong text"]])
    typing, numpy = sbom["python_components"](listed)
    assert (typing["purl"], typing["licenses"]) == (
        "pkg:pypi/typing-extensions@4.1",
        [{"license": {"name": "PSF-2.0"}}],
    )
    assert (numpy["purl"], "licenses" in numpy) == ("pkg:pypi/numpy@2.4.6", False)
    (libc,) = sbom["debian_components"](STATUS)
    assert libc["purl"] == "pkg:deb/debian/libc6@2.36-9%2Bdeb12u14"


def test_the_document_has_what_the_format_asks_for() -> None:
    document = sbom["document"]("an/image:tag", [*sbom["debian_components"](STATUS)])
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    assert document["metadata"]["component"]["name"] == "an/image:tag"
    assert [one["name"] for one in document["components"]] == ["libc6"]
