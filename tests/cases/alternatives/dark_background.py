"""Other right answers to the case's exercises, in plain numpy."""

import numpy as np
from scipy.stats import norm


def rate(table, arm, column="bounced"):
    return table.query("arm == @arm")[column].to_numpy(dtype=float).mean()


def in_points(experiments):
    return 100 * rate(experiments, "light, plain") - 100 * rate(experiments, "dark, bright")


def background_alone(experiments):
    return 100 * rate(experiments, "dark, plain") - 100 * rate(experiments, "light, plain")


def mornings(experiments):
    """By integration from one morning to the next (Armitage, McPherson and Rowe 1969)."""
    days = (experiments["ts"].max().normalize() - experiments["ts"].min().normalize()).days + 1
    sums = np.linspace(-12, 12, 2001)
    step = norm.pdf(sums[:, None] - sums) * (sums[1] - sums[0])
    density = norm.pdf(sums)
    for day in range(1, days + 1):
        density = np.where(abs(sums) <= 1.96 * day**0.5, density, 0)
        if day < days:
            density = step @ density
    return 1 - density.sum() * (sums[1] - sums[0])


def monday(experiments):
    """In orders: the photographs need 6,000 of 1,080,000 visitors in 180 days."""

    def gap(side):
        parts = [experiments.loc[chosen, "converted"].astype(float) for chosen in (side, ~side)]
        error = np.hypot(*[part.std() / len(part) ** 0.5 for part in parts])
        return 1_080_000 * (parts[0].mean() - parts[1].mean() + error * np.array([-1.96, 0, 1.96]))

    dark = gap(experiments["arm"].str.startswith("dark"))
    loud = gap(experiments["arm"].str.endswith("bright"))[1] >= 0
    if dark[0] > 6000:
        return "both" if loud else "photos", "earn"
    if dark[2] < 6000:
        return "button" if loud else "neither", "short"
    return "test", "between"


def photos_pay():
    """Half a year of 6,000 visits a day; what a point more of them would leave."""
    visits = 6000 * 180
    return 180_000 / (visits * 0.01 * 30)
