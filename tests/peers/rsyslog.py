"""rsyslog, which most of the world's syslog passes through: started with a configuration of one test."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.peers.peer import PATIENCE, PeerMissing

DRIVERS = ("/usr/lib/*/rsyslog", "/usr/lib64/rsyslog", "/usr/lib/rsyslog")


@contextlib.contextmanager
def rsyslog(folder: Path, configuration: str) -> Iterator[None]:
    """A process of rsyslog that works by `configuration`, stopped when the block ends. Raises PeerMissing."""
    program = shutil.which("rsyslogd") or shutil.which("/usr/sbin/rsyslogd")
    drivers = [one for place in DRIVERS for one in Path("/").glob(f"{place[1:]}/lmnsd_gtls.so")]
    if program is None or not drivers:
        raise PeerMissing("rsyslog with TLS is not installed here: apt-get install rsyslog rsyslog-gnutls")
    file, pid, log = folder / "rsyslog.conf", folder / "rsyslog.pid", folder / "rsyslog.log"
    file.write_text(configuration, encoding="utf-8")
    with log.open("wb") as printed:
        words = [program, "-n", "-f", str(file), "-i", str(pid)]
        child = subprocess.Popen(words, cwd=folder, stdout=printed, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + PATIENCE
        while not pid.exists() and child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        if child.poll() is not None:
            raise RuntimeError(f"rsyslog did not start. It printed:\n{log.read_text(errors='replace')}")
        yield
    finally:
        child.terminate()
        child.wait(10)
