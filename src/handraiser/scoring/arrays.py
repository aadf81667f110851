"""The number types and marks that all arrays of the kernel share."""

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]

NEVER = 2**62  # after every moment; may be added to one without leaving int64
ALWAYS = -(2**62)  # before every moment
HOUR = 3_600_000_000
DAY = 24 * HOUR
