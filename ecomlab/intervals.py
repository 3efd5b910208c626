"""The names that notebooks of the first edition import; they live in ``ecomlab.estimates``."""

from ecomlab.estimates import (  # noqa: F401
    mean_interval,
    normal_interval,
    normal_quantile,
    rate_interval,
    standard_error,
)
