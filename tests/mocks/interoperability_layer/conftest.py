"""What the tests of relays and syslog use too."""

from tests.transport.conftest import told

__all__ = ["told"]
