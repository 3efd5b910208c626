"""Who comes for a style comes for it in her size."""

from ecomlab.shop.parts.base import Part
from ecomlab.shop.styles import worn


class Sizes(Part):
    """A part without effect where articles aren't styles in sizes."""

    def gather(self, day, visits):
        """Whatever page brought them: the article is the style in the size that they wear."""
        facts = self.world.facts["styles"]
        if facts:
            count = len(facts["sizes"])
            size = worn(self.world, self.seed, visits.key)
            visits.sku = visits.sku // count * count + size
