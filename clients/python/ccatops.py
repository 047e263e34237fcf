"""Records executions and raw data files at a CcatOps site, and loses none of them.

One file, standard library only, Python 3.9 or later. Copy it beside a script, or install it with ``pip install ./clients/python``.

    import ccatops

    client = ccatops.Client("http://localhost:8001", token, spool="/var/spool/ccatops")
    with client.execution(1, conditions={"pwv_mm": 0.42}) as execution:
        execution.file("/data/cas08700.fts")

Each write carries an id and an Idempotency-Key that the client makes, so that it takes effect once, however often it is sent. While the
site is unavailable, a write is repeated; with a spool it is then stored on this computer and delivered later, in order, by this process or
by ``python3 ccatops.py flush DIR``. A write that returns is stored; one that is not stored raises.
"""

from __future__ import annotations

import argparse
import asyncio
import binascii
import contextlib
import functools
import hashlib
import http.client
import json
import logging
import os
import random
import secrets
import ssl
import sys
import threading
import time
import urllib.parse
import uuid
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType
from typing import (
    Any, AsyncIterator, Awaitable, Callable, Dict, Iterable, Iterator, List, Mapping, NamedTuple, NoReturn, Optional, Tuple, Type, TypeVar, Union,
)

try:
    import fcntl
except ImportError:  # Not on Windows, where a client works without a spool.
    fcntl = None  # type: ignore[assignment]

__all__ = [
    "AsyncClient", "AsyncExecution", "CcatOpsError", "Client", "Conflict", "Denied", "Execution", "Flushed", "NotFound", "NotReached", "NotStored",
    "Problem", "RawFile", "Spool", "Unavailable", "Written", "new_id", "stable_id", "unix_time",
]
__version__ = "1.0.0"

# What the service takes in one transaction, at most; of bytes a little more.
MOST_FILES = 10_000
MOST_BULK_BYTES = 15 * 1024 * 1024

Json = Dict[str, Any]
_T = TypeVar("_T")
Name = Union[str, "uuid.UUID"]
_log = logging.getLogger("ccatops")
_lock, _last = threading.Lock(), 0


class CcatOpsError(Exception):
    """The base of all errors of this module."""


class Unavailable(CcatOpsError):
    """The site did not answer, or asked to try later, for as long as the client may wait. A write may have been stored: repeat it with its id."""


class NotStored(CcatOpsError):
    """The spool cannot be used, so that a write is stored nowhere; its id may be used again."""


class NotReached(CcatOpsError):
    """A transaction is not in the state that was waited for; ``state`` is the one it is in."""

    def __init__(self, message: str, state: str) -> None:
        super().__init__(message)
        self.state = state


class Problem(CcatOpsError):
    """The service has refused a request. The message ends with the remedy."""

    def __init__(self, status: int, body: Mapping[str, Any], retry_after: Optional[float] = None) -> None:
        self.status = status
        self.kind = str(body.get("type", "")).rsplit("/", 1)[-1] or "unknown"
        """The stable name of the problem, such as ``unknown-reference``; ``/problems`` of a site lists all."""
        self.detail = str(body.get("detail", "The answer says nothing more."))
        self.remedy = str(body.get("remedy", ""))
        self.errors: Json = dict(body.get("errors") or {})
        """Messages by the field of the request."""
        self.trace_id = str(body.get("trace_id", ""))
        self.retry_after = retry_after
        self.body = dict(body)
        super().__init__(f"{status} {self.kind}: {self.detail}" + (f" Remedy: {self.remedy}" if self.remedy else ""))

    @property
    def is_temporary(self) -> bool:
        """Whether the same request may succeed later."""
        return self.status in (408, 502, 503, 504) or (self.status == 429 and self.kind != "too-many-failed-logins")

    @property
    def is_refusal(self) -> bool:
        """Whether the request itself is at fault: not its token, nor the state of the service."""
        return self.status < 500 and self.status not in (401, 403, 429) and not self.is_temporary


class Denied(Problem):
    """The token is not valid, or does not allow this (401, 403)."""


class NotFound(Problem):
    """There is no such record (404)."""


class Conflict(Problem):
    """The record is in another state, or was written with other values (409, 412)."""


_KINDS: Dict[int, Type[Problem]] = {401: Denied, 403: Denied, 404: NotFound, 409: Conflict, 412: Conflict}


def unix_time(seconds: float) -> datetime:
    """Returns the time of a number of seconds since 1970, as control computers hold it.

    >>> unix_time(1679971122.25).isoformat()
    '2023-03-28T02:38:42.250000+00:00'
    """
    return datetime.fromtimestamp(seconds, timezone.utc)


def new_id() -> str:
    """Returns a new id (UUIDv7). Ids of one process ascend."""
    global _last
    with _lock:
        _last = max(_last + 1, time.time_ns() // 1_000_000 << 12)
        return _uuid7(_last >> 12, (_last & 0xFFF) << 64 | secrets.randbits(62))


def stable_id(when: datetime, *names: object) -> str:
    """Returns the same id for the same time and names, so that a script that starts again records the same execution again, and not another one.

    >>> stable_id(unix_time(1679971122), "cas08700.fts") == stable_id(unix_time(1679971122), "cas08700.fts")
    True
    """
    digest = hashlib.sha256("\0".join([_text_of(when), *map(str, names)]).encode("utf-8", "surrogatepass")).digest()
    return _uuid7(int(when.timestamp() * 1000), int.from_bytes(digest[:10], "big"))


def _uuid7(milliseconds: int, noise: int) -> str:
    value = (milliseconds & ((1 << 48) - 1)) << 80 | noise & ((1 << 80) - 1)
    value = value & ~(0xF << 76) | 0x7 << 76
    return str(uuid.UUID(int=value & ~(0b11 << 62) | 0b10 << 62))


def _text_of(when: Optional[datetime]) -> str:
    """The time as the service takes it; None is now."""
    when = datetime.now(timezone.utc) if when is None else when
    if not isinstance(when, datetime):
        raise TypeError(f"{when!r} is not a datetime. Use datetime.now(timezone.utc), or ccatops.unix_time(seconds) for unix seconds.")
    if when.utcoffset() is None:
        raise ValueError(f"{when!r} has no time zone, so that it names no moment. If it is UTC, use when.replace(tzinfo=timezone.utc).")
    return when.astimezone(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _id_of(name: Name) -> str:
    return str(uuid.UUID(str(name)))


@dataclass(frozen=True)
class RawFile:
    """One raw data file of an execution. Registered again, the same object names the same file."""

    execution: str
    name: str
    relative_path: Optional[str] = None
    size_bytes: Optional[int] = None
    checksum: Optional[str] = None
    """Algorithm and hexadecimal digest, such as ``sha256:9f86…``."""
    instrument_module: Optional[str] = None
    id: str = field(default_factory=new_id)

    @classmethod
    def at(cls, execution: Name, path: Union[str, "os.PathLike[str]"], root: Union[None, str, "os.PathLike[str]"] = None,
           checksum: bool = False, instrument_module: Optional[str] = None) -> "RawFile":
        """Describes a file on this computer: its size, its path below ``root``, and with ``checksum`` its SHA-256, for which it is read."""
        place = Path(path)
        return cls(
            _id_of(execution), place.name, None if root is None else os.path.relpath(place, root), place.stat().st_size,
            _sha256(place) if checksum else None, instrument_module)

    def body(self) -> Json:
        """Returns the file as the service takes it."""
        return _given(
            id=_id_of(self.id), executed_obs_unit_id=_id_of(self.execution), name=self.name, relative_path=self.relative_path,
            size_bytes=self.size_bytes, checksum=self.checksum, instrument_module=self.instrument_module)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return "sha256:" + digest.hexdigest()


def _given(**values: Any) -> Json:
    return {name: value for name, value in values.items() if value is not None}


class Request(NamedTuple):
    """A write as it is sent, however often: the body does not change."""

    method: str
    path: str
    body: str
    key: str


def _request(method: str, path: str, body: Any, key: Optional[str]) -> Request:
    return Request(method, path, json.dumps(body, allow_nan=False, separators=(",", ":")), key or secrets.token_hex(16))


@dataclass(frozen=True)
class Written:
    """A write that is stored."""

    id: str
    """The id of the record; of several files that of the first."""
    state: str
    """``spooled`` on this computer; ``buffered``, ``applying``, ``committed`` or ``replicated`` at the site."""
    transaction_id: Optional[str]
    """None while the write is spooled."""
    record: Json
    """The answer of the service; empty while the write is spooled."""
    is_repetition: bool
    """Whether the service had it already."""
    request: Request = field(repr=False)

    @property
    def warnings(self) -> List[str]:
        """Remarks of the service, for example about a planned unit that its replica does not show."""
        return list(self.record.get("warnings", []))


class Flushed(NamedTuple):
    """The outcome of a delivery."""

    delivered: int
    refused: int
    """Requests that the service refuses for good. They are in ``refused.jsonl`` of the spool with the problem, and wait for a person."""
    waiting: int


class _Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: Any


class _Http:
    """Sends requests to one site, on connections that are kept open."""

    def __init__(self, url: str, token: str, timeout: float, context: Optional[ssl.SSLContext]) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"{url!r} is not the address of a site, such as http://localhost:8001.")
        if not token or not token.isascii() or any(letter.isspace() for letter in token):
            raise ValueError("The token must be one word of ASCII characters, such as ops_api_token_…")
        self.address = f"{parts.scheme}://{parts.netloc.rsplit('@', 1)[-1]}{parts.path.rstrip('/')}"
        self.prefix = parts.path.rstrip("/")
        self.timeout = timeout
        self._host, self._port = parts.hostname, parts.port
        self._context = (context or ssl.create_default_context()) if parts.scheme == "https" else None
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json", "User-Agent": f"ccatops-python/{__version__}"}
        self._idle: List[http.client.HTTPConnection] = []
        self._owner = os.getpid()

    def send(self, method: str, target: str, body: Optional[str], headers: Mapping[str, str], timeout: float) -> _Answer:
        """Sends once. Raises OSError or HTTPException when no whole answer came."""
        connection = self._connection()
        try:
            connection.timeout = timeout
            if connection.sock is not None:
                connection.sock.settimeout(timeout)
            more = {} if body is None else {"Content-Type": "application/json"}
            connection.request(method, target, None if body is None else body.encode("utf-8"), {**self._headers, **headers, **more})
            answer = connection.getresponse()
            # http.client takes headers that end early for all headers, and what follows for an empty body.
            if answer.getheader("Content-Length") is None and not answer.chunked:
                raise http.client.IncompleteRead(b"")
            content = answer.read()
            parsed = _Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, _parse(answer.status, content))
            if answer.will_close:
                connection.close()
            else:
                self._idle.append(connection)
            return parsed
        except BaseException:
            connection.close()
            raise

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _connection(self) -> http.client.HTTPConnection:
        if self._owner != os.getpid():
            # The connections of a parent process are the parent's.
            self._idle, self._owner = [], os.getpid()
        with contextlib.suppress(IndexError):
            return self._idle.pop()
        if self._context is not None:
            return http.client.HTTPSConnection(self._host, self._port, context=self._context)
        return http.client.HTTPConnection(self._host, self._port)


def _parse(status: int, content: bytes) -> Any:
    try:
        return json.loads(content) if content else {}
    except ValueError:
        if status < 400:
            raise http.client.HTTPException("The answer is not JSON.") from None
        return {"detail": content[:200].decode("utf-8", "replace")}


class Spool:
    """Writes that wait on this computer for a site, in a folder that several processes may use at once.

    The file ``queue`` begins with a line that holds the byte offset of the first request that waits. Each further line is the CRC-32 of a JSON
    object, a space and that object: ``method``, ``path``, ``body`` (a string), ``key`` and ``at``. A line counts when it ends with a line feed.
    """

    _MAGIC = b"ccatops spool 1 "
    _FIRST = len(_MAGIC) + 21

    def __init__(self, folder: Union[str, "os.PathLike[str]"]) -> None:
        if fcntl is None:
            raise NotStored("A spool needs the file locks of Linux or macOS.")
        self.folder = Path(folder)
        self._queue = self.folder / "queue"
        self._refused = self.folder / "refused.jsonl"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._locked(), self._delivering():
                pass
        except OSError as error:
            raise NotStored(f"The folder {self.folder} cannot hold a spool: {error}.") from error

    def append(self, request: Request) -> None:
        """Stores a request on disk, behind all others. Raises NotStored."""
        content = json.dumps({**request._asdict(), "at": _text_of(None)}, separators=(",", ":")).encode("ascii")
        try:
            with self._locked() as queue:
                if self._offset(queue) > os.fstat(queue).st_size:
                    # Power was lost after an empty queue was cut back, before its first line reached the disk.
                    self._move_to(queue, self._FIRST)
                _append(queue, b"%08x %s\n" % (binascii.crc32(content), content))
        except OSError as error:
            raise NotStored(f"{request.method} {request.path} is stored nowhere: the site is unavailable, and {self.folder} cannot hold it: "
                            f"{error}. Free space there, then call again with the same id.") from error

    def waiting(self) -> List[Request]:
        """Returns the requests that wait, in order."""
        with self._locked() as queue:
            lines = os.pread(queue, os.fstat(queue).st_size, self._offset(queue)).split(b"\n")[:-1]
        return [request for request in map(_request_of, lines) if request is not None]

    def refused(self) -> List[Json]:
        """Returns the requests that the service has refused, each with its problem."""
        with contextlib.suppress(FileNotFoundError):
            return [json.loads(line) for line in self._refused.read_text("utf-8").splitlines() if line.strip()]
        return []

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        with self._locked() as queue:
            return self._offset(queue) >= os.fstat(queue).st_size

    def deliver(self, send: Callable[[Request], Any], until: float = float("inf")) -> Tuple[int, int]:
        """Hands the requests to ``send`` one by one, until none waits or the monotonic clock reaches ``until``.

        Returns how many were delivered and how many refused; both are 0 while another process delivers. What ``send`` raises, other than a
        refusal of the request itself, ends the delivery; the request waits on.
        """
        delivered = refused = 0
        with self._delivering() as mine:
            while mine and time.monotonic() < until:
                line, end = self._first()
                if line is None:
                    break
                request = _request_of(line)
                try:
                    if request is None:
                        raise Problem(0, {"type": "/problems/unreadable", "detail": "The line of the queue is damaged."})
                    send(request)
                    delivered += 1
                except Problem as problem:
                    if not problem.is_refusal:
                        raise
                    self._refuse(line, request, problem)
                    refused += 1
                with self._locked() as queue:
                    self._move_to(queue, end)
        return delivered, refused

    def _first(self) -> Tuple[Optional[bytes], int]:
        """The first line that waits, and where it ends. An empty queue is cut back to its beginning."""
        with self._locked() as queue:
            offset, line = self._offset(queue), b""
            while b"\n" not in line:
                block = os.pread(queue, 1 << 16, offset + len(line))
                if not block:
                    # In this order: a process that ends in between leaves requests that are sent once more, and not a queue without an end.
                    self._move_to(queue, self._FIRST)
                    os.ftruncate(queue, self._FIRST)
                    return None, self._FIRST
                line += block
            line = line[:line.index(b"\n")]
            return line, offset + len(line) + 1

    def _refuse(self, line: bytes, request: Optional[Request], problem: Problem) -> None:
        entry = {"at": _text_of(None), "request": request._asdict() if request else line.decode("utf-8", "replace"), "problem": problem.body}
        _log.error("The service refuses a spooled request; it is kept in %s. %s", self._refused, problem)
        try:
            with _closing(_open(self._refused)) as file:
                _append(file, json.dumps(entry).encode("ascii") + b"\n")
        except OSError as error:
            raise NotStored(f"The refusal of a request cannot be stored in {self._refused}: {error}.") from error

    def _offset(self, queue: int) -> int:
        head = os.pread(queue, self._FIRST, 0)
        if not head.startswith(self._MAGIC):
            raise NotStored(f"{self._queue} is not the queue of a spool of this version.")
        digits = head[len(self._MAGIC):-1]
        return max(self._FIRST, int(digits)) if digits.isdigit() else self._FIRST

    def _move_to(self, queue: int, offset: int) -> None:
        # In place, which needs no space. Unless it reaches the disk, requests are sent once more under their keys, which has no effect.
        os.pwrite(queue, self._MAGIC + b"%020d\n" % offset, 0)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[int]:
        with _closing(_open(self._queue)) as queue:
            fcntl.flock(queue, fcntl.LOCK_EX)
            if os.fstat(queue).st_size < self._FIRST:
                os.ftruncate(queue, 0)
                _append(queue, self._MAGIC + b"%020d\n" % self._FIRST)
                with _closing(os.open(self.folder, os.O_RDONLY)) as folder:
                    os.fsync(folder)
            yield queue

    @contextlib.contextmanager
    def _delivering(self) -> Iterator[bool]:
        with _closing(_open(self.folder / "deliver.lock")) as lock:
            mine = True
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                mine = False
            yield mine


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise NotStored(f"The spool cannot be used: {error}.") from error


@contextlib.contextmanager
def _closing(file: int) -> Iterator[int]:
    try:
        yield file
    finally:
        os.close(file)


def _append(file: int, content: bytes) -> None:
    """Appends a line and flushes it to the disk, or leaves the file as it was. The rest of a line that a killed process left is cut off."""
    end = _end_of_lines(file)
    os.ftruncate(file, end)
    try:
        written = 0
        while written < len(content):
            written += os.pwrite(file, content[written:], end + written)
        os.fsync(file)
    except BaseException:
        os.ftruncate(file, end)
        raise


def _end_of_lines(file: int) -> int:
    end = os.fstat(file).st_size
    while end > 0:
        start = max(0, end - 4096)
        found = os.pread(file, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _request_of(line: bytes) -> Optional[Request]:
    """Reads a line of a queue; None: it is damaged."""
    try:
        if int(line[:8], 16) != binascii.crc32(line[9:]):
            return None
        entry = json.loads(line[9:])
        return Request(entry["method"], entry["path"], entry["body"], entry["key"])
    except (ValueError, KeyError):
        return None


class Client:
    """A client of one site. Threads may share it.

    ``patience`` is for how many seconds a request is repeated while the site is unavailable, ``timeout`` how long one attempt may take.
    With ``spool``, a folder on this computer, a write is repeated for ``spool_after`` seconds and then stored there. One spool belongs to
    one site. ``ssl_context`` is for sites with an authority of their own.
    """

    def __init__(self, url: str, token: str, *, spool: Union[None, str, "os.PathLike[str]"] = None, patience: float = 30.0,
                 spool_after: float = 3.0, timeout: float = 10.0, ssl_context: Optional[ssl.SSLContext] = None) -> None:
        self._http = _Http(url, token, timeout, ssl_context)
        self._patience = patience
        self._spool_after = spool_after
        self.spool = None if spool is None else Spool(spool)
        self._quiet_until = 0.0
        self._quiet_for = 0.0

    @classmethod
    def from_environment(cls, url: Optional[str] = None, token_file: Optional[str] = None, **options: Any) -> "Client":
        """Takes what is not given from CCATOPS_URL, and CCATOPS_TOKEN_FILE or CCATOPS_TOKEN."""
        file = token_file or os.environ.get("CCATOPS_TOKEN_FILE")
        token = Path(file).read_text("ascii").strip() if file else os.environ.get("CCATOPS_TOKEN", "")
        return cls(url or os.environ.get("CCATOPS_URL") or "http://localhost:8000", token, **options)

    def __repr__(self) -> str:
        return f"Client({self._http.address!r})"

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Tries once to deliver what is spooled, and closes the connections. What is not delivered waits for the next process."""
        try:
            if self.spool is not None and not self.spool.is_empty:
                self._deliver(0.0, float("inf"))
        except CcatOpsError as error:
            _log.warning("Requests wait in %s. %s", self.spool and self.spool.folder, error)
        finally:
            self._http.close()

    def start(self, unit: int, *, start_time: Optional[datetime] = None, instrument_module: Optional[str] = None,
              conditions: Optional[Mapping[str, Any]] = None, comment: Optional[str] = None, id: Optional[Name] = None,
              key: Optional[str] = None) -> Written:
        """Records that a planned unit is being executed, since now unless ``start_time`` says otherwise."""
        name = new_id() if id is None else _id_of(id)
        body = _given(id=name, obs_unit_id=unit, start_time=_text_of(start_time),
                      instrument_module=instrument_module, conditions=conditions, comment=comment)
        return self._write(name, _request("POST", "/executed_obs_units/start", body, key))

    def finish(self, execution: Name, status: str = "completed", *, end_time: Optional[datetime] = None, key: Optional[str] = None) -> Written:
        """Records the end of an execution: ``completed``, ``failed`` or ``aborted``, now unless ``end_time`` says otherwise."""
        if status not in ("completed", "failed", "aborted"):
            raise ValueError(f"{status!r} is none of completed, failed, aborted.")
        body = {"status": status, "end_time": _text_of(end_time)}
        return self._write(_id_of(execution), _request("PUT", f"/executed_obs_units/{_id_of(execution)}/finish", body, key))

    def register(self, execution: Name, name: str, *, relative_path: Optional[str] = None, size_bytes: Optional[int] = None,
                 checksum: Optional[str] = None, instrument_module: Optional[str] = None, id: Optional[Name] = None,
                 key: Optional[str] = None) -> Written:
        """Records one raw data file of an execution."""
        file = RawFile(_id_of(execution), name, relative_path, size_bytes, checksum, instrument_module, new_id() if id is None else _id_of(id))
        return self._write(file.id, _request("POST", "/raw_data_files", file.body(), key))

    def register_many(self, files: Iterable[RawFile]) -> List[Written]:
        """Records many files, in as few transactions as the service allows; each of them is stored as a whole or not at all."""
        return [
            self._write(part[0]["id"], _request("POST", "/raw_data_files/bulk", part, None))
            for part in _parts(file.body() for file in files)
        ]

    def execution(self, unit: int, *, start_time: Optional[datetime] = None, instrument_module: Optional[str] = None,
                  conditions: Optional[Mapping[str, Any]] = None, comment: Optional[str] = None, id: Optional[Name] = None) -> "Execution":
        """Returns an execution to be used in ``with``: it ends as completed, as failed when the block raises, as aborted on Ctrl+C."""
        return Execution(self, unit, new_id() if id is None else _id_of(id), datetime.now(timezone.utc) if start_time is None else start_time,
                         _given(instrument_module=instrument_module, conditions=conditions, comment=comment))

    def get(self, path: str, **query: Any) -> Any:
        """Reads one path, such as ``/executed_obs_units/{id}``."""
        return self._exchange("GET", self._target(path, query), None, {}, self._patience, self._http.timeout).body

    def pages(self, path: str, **query: Any) -> Iterator[Json]:
        """Iterates over all items of a list, page by page. A list of values repeats its parameter; times need a zone."""
        target: Optional[str] = self._target(path, query)
        while target:
            page = self._exchange("GET", target, None, {}, self._patience, self._http.timeout).body
            yield from page["items"]
            target = page.get("next")

    def executions(self, **query: Any) -> Iterator[Json]:
        """Iterates over executions, the newest first, for example ``executions(obs_unit_id=1, status="running")``."""
        return self.pages("/executed_obs_units", **query)

    def files(self, **query: Any) -> Iterator[Json]:
        """Iterates over raw data files, for example ``files(executed_obs_unit_id=execution.id)``."""
        return self.pages("/raw_data_files", **query)

    def wait_until(self, what: Union[Written, Name], state: str = "replicated", *, timeout: float = 600.0) -> Json:
        """Waits until a write, or the transaction of an id, is ``committed`` or ``replicated``, and returns the transaction.

        Raises NotReached after ``timeout`` seconds, or when a person must decide about the transaction first.
        """
        if state not in ("committed", "replicated"):
            raise ValueError(f"{state!r} is none of committed, replicated.")
        deadline = time.monotonic() + timeout
        transaction = self._transaction_of(what, deadline) if isinstance(what, Written) else _id_of(what)
        now = "unknown"
        while (left := deadline - time.monotonic()) > 0:
            hold = min(left, 30.0)
            target = self._target(f"/api/transactions/{transaction}", {"wait": f"{hold:.3f}", "until": state})
            record: Json = self._exchange("GET", target, None, {}, left, hold + self._http.timeout).body
            now = record["state"]
            if now == state or now == "replicated":
                return record
            if now in ("failed", "parked", "discarded"):
                reason = record.get("last_error") or record.get("reason") or "it waits behind a failed one"
                raise NotReached(f"Transaction {transaction} is {now}: {reason}. An operator can retry, edit or discard what failed.", now)
        raise NotReached(f"Transaction {transaction} is not {state} after {timeout:g} s: it is {now}.", now)

    def flush(self, *, timeout: Optional[float] = None) -> Flushed:
        """Delivers what is spooled, in order. Raises Unavailable when the site stays unavailable for ``timeout`` seconds; what is left waits on."""
        if self.spool is None:
            return Flushed(0, 0, 0)
        delivered, refused = self._deliver(self._patience if timeout is None else timeout, float("inf"))
        return Flushed(delivered, refused, len(self.spool.waiting()))

    def _write(self, name: str, request: Request) -> Written:
        if self.spool is None:
            return self._written(name, request, self._send(request, self._patience))
        cause: Optional[CcatOpsError] = None
        try:
            if self.spool.is_empty or self._is_delivered():
                return self._written(name, request, self._send(request, self._spool_after))
        except Unavailable as error:
            cause = self._rest(error)
        try:
            self.spool.append(request)
        except NotStored as error:
            raise error from cause
        _log.info("%s %s is spooled in %s. %s", request.method, request.path, self.spool.folder, cause or "Others wait before it.")
        return Written(name, "spooled", None, {}, False, request)

    def _is_delivered(self) -> bool:
        """Tries to deliver what waits, unless that has just failed. A long queue is not waited for."""
        assert self.spool is not None
        if time.monotonic() < self._quiet_until:
            return False
        try:
            self._deliver(0.0, time.monotonic() + self._spool_after)
        except Denied:
            raise
        except Problem as problem:
            # Of another request; this one waits behind it.
            self._rest(problem)
        return self.spool.is_empty

    def _rest(self, error: CcatOpsError) -> CcatOpsError:
        """Delivers nothing for a while, so that not every write waits for a site that is unavailable."""
        self._quiet_for = min(30.0, 2 * self._quiet_for or 1.0)
        self._quiet_until = time.monotonic() + self._quiet_for
        return error

    def _deliver(self, patience: float, until: float) -> Tuple[int, int]:
        assert self.spool is not None
        counts = self.spool.deliver(lambda request: self._send(request, patience), until)
        self._quiet_for = 0.0
        return counts

    def _transaction_of(self, written: Written, deadline: float) -> str:
        if written.transaction_id is not None:
            return written.transaction_id
        while self.spool is not None and any(request.key == written.request.key for request in self.spool.waiting()):
            left = deadline - time.monotonic()
            if left <= 0:
                raise NotReached("The write is still spooled.", "spooled")
            self._deliver(left, deadline)
            time.sleep(0.05)
        # The service has it: sent again, it is answered with its transaction and has no second effect.
        again = self._written(written.id, written.request, self._send(written.request, max(0.0, deadline - time.monotonic())))
        assert again.transaction_id is not None
        return again.transaction_id

    def _send(self, request: Request, patience: float) -> _Answer:
        headers = {"Idempotency-Key": request.key}
        return self._exchange(request.method, self._http.prefix + request.path, request.body, headers, patience, self._http.timeout)

    @staticmethod
    def _written(name: str, request: Request, answer: _Answer) -> Written:
        sync = answer.body.get("sync") or {}
        return Written(name, sync.get("state", "committed"), sync.get("transaction_id"), answer.body,
                       answer.headers.get("idempotency-replayed") == "true", request)

    def _exchange(self, method: str, target: str, body: Optional[str], headers: Mapping[str, str], patience: float, timeout: float) -> _Answer:
        """Sends a request until it is answered for good. All requests may be repeated: reads have no effect, and writes have their key."""
        deadline = time.monotonic() + patience
        attempts = 0
        while True:
            cause: Exception
            at_least = 0.0
            try:
                answer = self._http.send(method, target, body, headers, timeout)
                if answer.status < 300:
                    return answer
                cause = _problem(answer)
                if not cause.is_temporary:
                    raise cause
                at_least = cause.retry_after or 0.0
            except (OSError, http.client.HTTPException) as error:
                cause = error
            pause = max(at_least, min(5.0, 0.1 * 2 ** min(attempts, 10)) * random.uniform(0.5, 1.0))
            attempts += 1
            if time.monotonic() + pause > deadline:
                raise Unavailable(f"{self._http.address} is unavailable after {attempts} attempts: {cause or type(cause).__name__}") from cause
            time.sleep(pause)

    def _target(self, path: str, query: Mapping[str, Any]) -> str:
        values = {name: [_text_of(item) if isinstance(item, datetime) else item for item in (value if isinstance(value, (list, tuple)) else [value])]
                  for name, value in query.items()}
        return self._http.prefix + path + ("?" + urllib.parse.urlencode(values, doseq=True) if values else "")


def _problem(answer: _Answer) -> Problem:
    seconds = answer.headers.get("retry-after", "")
    body = answer.body if isinstance(answer.body, dict) else {}
    return _KINDS.get(answer.status, Problem)(answer.status, body, float(seconds) if seconds.isdigit() else None)


def _parts(files: Iterable[Json]) -> Iterator[List[Json]]:
    part: List[Json] = []
    size = 0
    for file in files:
        length = len(json.dumps(file))
        if part and (len(part) == MOST_FILES or size + length > MOST_BULK_BYTES):
            yield part
            part, size = [], 0
        part.append(file)
        size += length
    if part:
        yield part


class Execution:
    """An execution that is recorded by a ``with`` block."""

    def __init__(self, client: Client, unit: int, id: str, start_time: datetime, more: Json) -> None:
        self.id = id
        self._client, self._unit, self._start_time, self._more = client, unit, start_time, more
        self._is_finished = False

    def __enter__(self) -> "Execution":
        self._client.start(self._unit, start_time=self._start_time, id=self.id, **self._more)
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        if self._is_finished:
            return
        if kind is None:
            self.finish("completed")
            return
        try:
            self.finish("failed" if issubclass(kind, Exception) else "aborted")
        except CcatOpsError as problem:
            # The error of the block is the one to be seen.
            _log.error("The end of execution %s is not recorded. %s", self.id, problem)

    def file(self, path: Union[str, "os.PathLike[str]"], *, root: Union[None, str, "os.PathLike[str]"] = None, checksum: bool = False,
             instrument_module: Optional[str] = None) -> Written:
        """Records a file on this computer; see RawFile.at."""
        return self._client.register(**asdict(RawFile.at(self.id, path, root, checksum, instrument_module)))

    def files(self, paths: Iterable[Union[str, "os.PathLike[str]"]], *, root: Union[None, str, "os.PathLike[str]"] = None,
              checksum: bool = False, instrument_module: Optional[str] = None) -> List[Written]:
        """Records many files on this computer at once."""
        return self._client.register_many([RawFile.at(self.id, path, root, checksum, instrument_module) for path in paths])

    def finish(self, status: str = "completed", *, end_time: Optional[datetime] = None) -> Written:
        """Records the end before the block ends. A clock that was set back since the start gives the start."""
        written = self._client.finish(self.id, status, end_time=max(datetime.now(timezone.utc), self._start_time) if end_time is None else end_time)
        self._is_finished = True
        return written


def _in_thread(method: Callable[..., _T]) -> Callable[..., Awaitable[_T]]:
    @functools.wraps(method)
    async def call(self: Union[AsyncClient, AsyncExecution], *args: Any, **options: Any) -> _T:
        return await asyncio.to_thread(method, self.inner, *args, **options)

    return call


class AsyncExecution:
    """An execution that is recorded by an ``async with`` block; see Execution."""

    def __init__(self, inner: Execution) -> None:
        self.inner, self.id = inner, inner.id

    file = _in_thread(Execution.file)
    files = _in_thread(Execution.files)
    finish = _in_thread(Execution.finish)


class AsyncClient:
    """The same for asyncio: each method has the arguments of its counterpart in Client, and runs in a thread.

        client = ccatops.AsyncClient(ccatops.Client(url, token))
        async with client.execution(1) as execution:
            await execution.file(path)
    """

    def __init__(self, inner: Client) -> None:
        self.inner = inner

    start = _in_thread(Client.start)
    finish = _in_thread(Client.finish)
    register = _in_thread(Client.register)
    register_many = _in_thread(Client.register_many)
    wait_until = _in_thread(Client.wait_until)
    flush = _in_thread(Client.flush)
    get = _in_thread(Client.get)
    close = _in_thread(Client.close)

    async def pages(self, path: str, **query: Any) -> AsyncIterator[Json]:
        """Iterates over all items of a list."""
        items = self.inner.pages(path, **query)
        while (item := await asyncio.to_thread(lambda: next(items, None))) is not None:
            yield item

    @contextlib.asynccontextmanager
    async def execution(self, *args: Any, **options: Any) -> AsyncIterator[AsyncExecution]:
        """Records an execution by an ``async with`` block."""
        execution = self.inner.execution(*args, **options)
        await asyncio.to_thread(execution.__enter__)
        try:
            yield AsyncExecution(execution)
        except BaseException as error:
            # Shielded: a task that is cancelled still records the end.
            await asyncio.shield(asyncio.to_thread(execution.__exit__, type(error), error, None))
            raise
        await asyncio.to_thread(execution.__exit__, None, None, None)


def main(arguments: Optional[List[str]] = None) -> int:
    """Runs the command line; its exit codes are in the help text."""
    line = argparse.ArgumentParser(
        prog="ccatops.py", description="Delivers or lists what is spooled on this computer. The token is CCATOPS_TOKEN, or in CCATOPS_TOKEN_FILE.",
        epilog="Exit codes: 0 nothing waits, 7 requests wait, 8 some were refused and need a person, 64 usage, 77 the token is refused.")
    line.add_argument("--version", action="version", version=__version__)
    line.add_argument("command", choices=("flush", "list"), help="flush: deliver in order; list: print one JSON object a line")
    line.add_argument("spool", metavar="DIR")
    line.add_argument("--url", help="the site; default: CCATOPS_URL")
    line.add_argument("--token-file", help="file that holds the token")
    line.add_argument("--timeout", type=float, default=30.0, help="seconds for which an unavailable site is tried again (30)")
    try:
        given = line.parse_args(arguments)
    except SystemExit as error:
        return 64 if error.code else 0
    try:
        if not os.path.isdir(given.spool):
            raise ValueError(f"{given.spool} is not a folder.")
        spool = Spool(given.spool)
        if given.command == "flush":
            with contextlib.closing(Client.from_environment(given.url, given.token_file)) as client:
                client.spool = spool
                done = client.flush(timeout=given.timeout)
            print(f"{done.delivered} delivered, {done.waiting} waiting, {len(spool.refused())} refused")
        else:
            for entry in [*({"state": "waiting", "request": each._asdict()} for each in spool.waiting()),
                          *({"state": "refused", **each} for each in spool.refused())]:
                print(json.dumps(entry))
        return 8 if spool.refused() else 0 if spool.is_empty else 7
    except (CcatOpsError, ValueError, OSError) as error:
        print(f"{line.prog}: {error}", file=sys.stderr)
        return 77 if isinstance(error, Denied) else 7 if isinstance(error, CcatOpsError) else 64


if __name__ == "__main__":
    sys.exit(main())
