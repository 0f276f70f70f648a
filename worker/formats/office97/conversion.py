"""Has LibreOffice save a document in another format, apart from all else on the machine.

It runs as a child of the process that opens the document, in that one's limits of time and data, with a profile and a
folder of its own that are deleted afterwards. Its settings forbid macros, links to other documents and pictures from
elsewhere, and send what it would fetch nowhere; where the kernel allows it, it has no network at all.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

import psutil

from shared.errors import Corrupt, DeviceMissing, PageTimeout
from shared.files.office97 import program
from shared.settings import settings

_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "1"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetNoProxy", ""),
)
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>'
)
_ITEM = '<item oor:path="{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'


def converted(data: bytes | Path, old: str, new: str) -> bytes:
    """The document, whose format is ``old``, in the format ``new``; both are named as files end.

    Raises Corrupt where LibreOffice does not read it, PageTimeout, and DeviceMissing where there is no LibreOffice.
    """
    office = program()
    if office is None:
        raise DeviceMissing("The settings ask for LibreOffice, which is not installed; see docs/formats.md.")
    with tempfile.TemporaryDirectory(prefix="docinsight-office-") as name:
        folder = Path(name)
        source, target = folder / f"document.{old}", folder / "out" / f"document.{new}"
        if isinstance(data, bytes):
            source.write_bytes(data)
        else:
            shutil.copyfile(data, source)
        profile = folder / "profile" / "user" / "registrymodifications.xcu"
        profile.parent.mkdir(parents=True)
        profile.write_text(_PROFILE.format("".join(_ITEM.format(*one) for one in _SETTINGS)))
        command = [
            *_without_network(),
            *(office, "--headless", "--norestore", "--nodefault", "--nolockcheck", "--nofirststartwizard"),
            f"-env:UserInstallation=file://{folder / 'profile'}",
            *("--convert-to", new, "--outdir", str(target.parent), str(source)),
        ]
        _run(command, {"HOME": name, "TMPDIR": name, "PATH": os.defpath, "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"})
        if not target.is_file() or not target.stat().st_size:
            raise Corrupt
        return target.read_bytes()


def _run(command: list[str], environment: dict[str, str]) -> None:
    """Run to the end. It stays in the group of this process, which is killed as a whole."""
    nothing = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdin=nothing, stdout=nothing, stderr=nothing) as process:
        try:
            process.wait(settings().page_seconds)
        except subprocess.TimeoutExpired as error:
            raise PageTimeout("The document took LibreOffice longer than the limit.") from error
        finally:
            with contextlib.suppress(psutil.NoSuchProcess):
                for child in psutil.Process(process.pid).children(recursive=True):
                    with contextlib.suppress(psutil.NoSuchProcess):
                        child.kill()
            process.kill()


@lru_cache(1)
def _without_network() -> tuple[str, ...]:
    """What begins a command that is to have no network; nothing where the kernel does not allow that."""
    prefix = ("unshare", "--map-current-user", "--net")
    try:
        done = subprocess.run([*prefix, "true"], check=False, capture_output=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return prefix if done.returncode == 0 else ()
