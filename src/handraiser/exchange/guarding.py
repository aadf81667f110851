"""The way out to addresses that users typed: only to public ones, and never longer than agreed.

The address that was looked at is the one connected to: a name that answers differently the second time gains nothing.
"""

import ipaddress
import socket
import time
from collections.abc import Iterable, Iterator
from ssl import SSLContext

import httpcore
from django.conf import settings
from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Options = Iterable[httpcore.SOCKET_OPTION] | None
CONNECT_S = 3.0
TRIED = 3  # addresses of one name
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NAT64_HERE = ipaddress.ip_network("64:ff9b:1::/48")  # RFC 8215: for use inside; newer Pythons know it as private


class AddressRefused(HandraiserError):
    """The name leads to a private, loopback, link-local or other address that is not on the internet."""


class Guarded(httpcore.NetworkBackend):
    """Connections for one request, which end at `deadline` (of `time.monotonic`) whatever the other side does."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Options = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in list(vetted(host, port))[:TRIED]:
            try:
                stream = httpcore.SyncBackend().connect_tcp(str(address), port, timeout=min(CONNECT_S, self._left()))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Timed(stream, self._deadline)
        raise failure

    def _left(self) -> float:
        return _left(self._deadline)


class _Timed(httpcore.NetworkStream):
    """A stream whose every step gets what is left until the deadline, so that a dripping answer ends too."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, timeout=_left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout=_left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, timeout=_left(self._deadline))
        return _Timed(secured, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def vetted(host: str, port: int) -> Iterator[Address]:
    """The addresses of `host` that may be connected to. Raises AddressRefused when there are only others."""
    found = _resolve(host, port)
    allowed = [address for address in found if settings.ALLOW_PRIVATE_WEBHOOKS or is_public(address)]
    if found and not allowed:
        raise AddressRefused(
            _("%(host)s leads to %(address)s, which is not on the internet.") % {"host": host, "address": found[0]}
        )
    yield from allowed


def is_public(address: Address) -> bool:
    """Also looks into IPv6 addresses that carry an IPv4 one (mapped, 6to4, NAT64)."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address in _NAT64_HERE:
            return False
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _resolve(host: str, port: int) -> list[Address]:
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host}: {error}") from error
    return list(dict.fromkeys(ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers))


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for the whole delivery is over")
    return left
