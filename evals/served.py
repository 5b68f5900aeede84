"""Servers in child processes, on free ports of this machine: ours, and a bare chat over the tutorial baseline."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HOST = "127.0.0.1"
PATIENCE_SECONDS = 180
"""How long a start may take: a new library is filled first."""
MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Served:
    """A server under way: where it is, and its process."""

    address: str
    process_id: int

    def memory_mb(self) -> float | None:
        """What it holds in memory now, MB of resident set size; `None` where the platform does not say."""
        import os

        try:
            pages = int(Path(f"/proc/{self.process_id}/statm").read_text(encoding="ascii").split()[1])
        except (OSError, ValueError):
            return None
        return pages * os.sysconf("SC_PAGE_SIZE") / MB


def ours(home: Path) -> list[str]:
    """The command that serves our page over a library."""
    return [sys.executable, "-m", "app", "--home", str(home), "serve", "--port"]


def bare_chat(folder: Path) -> list[str]:
    """The command that serves the tutorial baseline over the sample reports."""
    return [sys.executable, "-m", "evals.baseline.chat", str(folder)]


@contextmanager
def served(command: Sequence[str], log: Path) -> Iterator[Served]:
    """Runs a server until the block ends.

    Args:
        command: What serves; a free port is added at its end.
        log: Where all that it writes goes.

    Raises:
        DatasetError: It does not start.
    """
    port = _free_port()
    address = f"http://{HOST}:{port}"
    with log.open("wb") as written:
        process = subprocess.Popen([*command, str(port)], stdout=written, stderr=subprocess.STDOUT)
        try:
            _wait(address, process, log)
            yield Served(address, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Waits until a server answers."""
    import httpx

    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(f"{address}/config", timeout=10, trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
    raise DatasetError(f"The server did not start: {''.join(last) or 'it said nothing'}", "Try `audit-learning serve`.")
