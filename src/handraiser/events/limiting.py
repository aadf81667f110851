"""How much one key may send: a bucket of one second's events, refilled as time passes."""

import math
import time

from django.conf import settings

from handraiser.events.refusing import RequestRefused


class RateLimit:
    """One bucket a key. A batch larger than the bucket passes when the bucket is full, and is paid off afterwards."""

    def __init__(self) -> None:
        self._buckets: dict[int, tuple[float, float]] = {}  # key id -> what is left, as of when

    def spend(self, key_id: int, events: int) -> None:
        """Raises RequestRefused (429) with the seconds after which the key may send again."""
        rate = settings.RATE_LIMIT_A_SECOND
        if not rate:
            return
        now = time.monotonic()
        left, at = self._buckets.get(key_id, (float(rate), now))
        left = min(left + (now - at) * rate, float(rate))
        if left < min(events, rate):
            wait = math.ceil((min(events, rate) - left) / rate)
            self._buckets[key_id] = (left, now)
            raise RequestRefused(
                429, "rate_limit", f"This key may send {rate} events a second. Send it again later.", max(wait, 1)
            )
        self._buckets[key_id] = (left - events, now)
