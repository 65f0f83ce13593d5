"""The dispute: what was asked for, what utilization review decided, and what does not agree between the papers."""

from openimr.dispute.reading import read_dispute
from openimr.dispute.request import parse_request

__all__ = ["parse_request", "read_dispute"]
