"""Files that a reader never sees half-written."""

from __future__ import annotations

import os
from pathlib import Path


def write(path: Path, content: str | bytes) -> Path:
    """Write `content` to `path`, whole or not at all, in a folder that is made when missing; ValueError if refused."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content.encode() if isinstance(content, str) else content)
        partial.replace(path)
    except OSError as error:
        if partial.is_file():
            partial.unlink()
        raise ValueError(f"{path} cannot be written: {error.strerror}") from None
    return path


def must_be_writable(folder: Path) -> None:
    """ValueError where `folder` cannot be made or written to: said before hours of work, not after them."""
    there = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise ValueError(f"{folder} cannot be written: {there} is no folder that you may write to")
