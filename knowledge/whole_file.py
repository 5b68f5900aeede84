"""Writes a file in one step: whoever reads it, or kills the process, finds the old one whole or the new one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Writes a file, over one that is there.

    Args:
        path: In a folder that is there.
        content: All of it.
        private: Whether only its owner may read it; else who may is as for any file of this person.

    Raises:
        OSError: It cannot be written; what was there is as it was.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if not private:
            os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """What new files of this process may not be; it can only be asked by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
