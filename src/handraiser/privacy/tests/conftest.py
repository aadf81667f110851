"""Files are brought and imported as in the tests of importing."""

from handraiser.exchange.importing.tests.conftest import bring, imported

__all__ = ["bring", "imported"]
