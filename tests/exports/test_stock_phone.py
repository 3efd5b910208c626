"""The morning page on a telephone: a real browser, 360 pixels wide, without a network."""

import pytest

from ecomlab.exports import stock, stock_page
from tests.exports.test_stock import day

CONTRAST = """() => {
    const channel = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
    const light = rgb => { const [r, g, b] = rgb.match(/[\\d.]+/g).map(Number).map(channel);
                           return .2126 * r + .7152 * g + .0722 * b; };
    const paper = light(getComputedStyle(document.body).backgroundColor);
    return [...document.querySelectorAll('body *')].filter(e => [...e.childNodes].some(
        n => n.nodeType === 3 && n.textContent.trim())).map(e => {
            const style = getComputedStyle(e);
            let back = style.backgroundColor, at = e;
            while (back === 'rgba(0, 0, 0, 0)' && at.parentElement) {
                at = at.parentElement; back = getComputedStyle(at).backgroundColor; }
            const [a, b] = [light(style.color), back.startsWith('rgba') ? paper : light(back)];
            return {ratio: (Math.max(a, b) + .05) / (Math.min(a, b) + .05),
                    size: parseFloat(style.fontSize), text: e.textContent.slice(0, 30)};
        });
}"""
LONG = "A-very-long-code-without-a-blank-" * 3


def long_words():
    """The small shop, an article's code and title without a place to break."""
    tables = day().tables
    sku = tables["sku"].assign(title=[LONG, "灯" * 60])
    return day(sku=sku)


@pytest.fixture(scope="module", params=["running shop", "long words"])
def told(request):
    shop = stock.running() if request.param == "running shop" else long_words()
    return stock_page.page(shop)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_telephone_shows_it_without_scrolling_sideways(browser, told, dark, tmp_path):
    path = tmp_path / "stock.html"
    path.write_text(told, encoding="utf-8")
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, offline=True,
        color_scheme="dark" if dark else "light",
    )  # fmt: skip
    try:
        page, asked = context.new_page(), []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: asked.append(message.text))
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert asked == [path.as_uri()]
        seen = page.evaluate(CONTRAST)
        assert len(seen) > 50
        assert min(one["size"] for one in seen) >= 16
        poor = [one for one in seen if one["ratio"] < 4.5]  # WCAG 2.2, AA
        assert poor == []
        heights = page.evaluate(
            "[...document.querySelectorAll('nav a, summary')].map(e => e.clientHeight)"
        )
        assert min(heights) >= 44  # a thumb's width
    finally:
        context.close()
