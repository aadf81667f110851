"""Foreign ids of leads, as the whole numbers that the kernel counts by, and who belongs together."""

import numpy as np
import pyarrow as pa

from ..arrays import I64
from ..columns import whole


class LeadBook:
    """Every id met so far, in the order of first meeting; `1` and "1" are one."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, ids: pa.Array) -> I64:
        """The numbers of some ids, new ones included. ids: text, none missing."""
        encoded = ids.dictionary_encode()
        known = self._numbers
        of_code = [known.setdefault(name, len(known)) for name in encoded.dictionary.to_pylist()]
        return np.array(of_code, np.int64)[whole(encoded.indices)] if of_code else np.empty(0, np.int64)

    def find(self, name: str) -> int | None:
        return self._numbers.get(name)

    def ids(self, numbers: I64) -> pa.Array:
        """Back again."""
        return self.all().take(pa.array(numbers))

    def all(self) -> pa.Array:
        return pa.array(list(self._numbers), pa.string())


class Together:
    """Colleagues stay in one part, so that what is asked of a company finds all of it; anybody else is alone."""

    def __init__(self, companies: pa.Table) -> None:
        lead = companies["lead"].to_numpy()
        self._company = np.full(int(lead.max(initial=-1)) + 1, -1, np.int64)
        self._company[lead] = companies["company"].to_numpy()

    def part_of(self, leads: I64, parts: int) -> I64:
        of = self._company[np.minimum(leads, self._company.size - 1)] if self._company.size else np.full(leads.size, -1)
        with_company = (leads < self._company.size) & (of >= 0)
        found: I64 = np.where(with_company, of, leads) % parts
        return found
