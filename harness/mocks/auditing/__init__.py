"""How a mock tells an Audit Record Repository of what it did (ITI-20): `reporting` what, `outlet` how."""

from harness.mocks.auditing.outlet import Outlet, Target
from harness.mocks.auditing.reporting import Reporting

__all__ = ["Outlet", "Reporting", "Target"]
