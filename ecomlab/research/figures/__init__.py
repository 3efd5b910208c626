"""Figures of the chapter on research: draw what its toolbox computes, a module a lesson."""

from ecomlab.research.figures.audience import stated_and_paid, tell_apart
from ecomlab.research.figures.channels import (
    number_of_channels,
    positions,
    two_readings,
    wins_by_channel,
)
from ecomlab.research.figures.competitors import audit_by_size, band_shares, topic_polarity
from ecomlab.research.figures.demand import growth_against_level, risers_believed, share_with_change
from ecomlab.research.figures.selection import (
    before_and_after,
    left_at_returns,
    margin_lines,
    seen_and_later,
    waterfall,
)
from ecomlab.research.figures.workshop import turning_point

__all__ = [
    "audit_by_size",
    "band_shares",
    "before_and_after",
    "growth_against_level",
    "left_at_returns",
    "margin_lines",
    "number_of_channels",
    "positions",
    "risers_believed",
    "seen_and_later",
    "share_with_change",
    "stated_and_paid",
    "tell_apart",
    "topic_polarity",
    "turning_point",
    "two_readings",
    "waterfall",
    "wins_by_channel",
]
