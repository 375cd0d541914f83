import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.sitemap.robots import MAX_CRAWL_DELAY_SECONDS, matches, read_robots

pytestmark = pytest.mark.database_independent


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/", "/anything", True),
        ("/fish", "/fish.html", True),
        ("/fish", "/Fish", False),
        ("/fish/", "/fish", False),
        ("/fish*.php", "/fishheads/a.php?x=1", True),
        ("/*.php$", "/folder/a.php", True),
        ("/*.php$", "/folder/a.php?x=1", False),
        ("/a*b*c", "/a-c-b", False),
        ("/exact$", "/exact", True),
        ("/exact$", "/exact/", False),
        ("*", "/x", True),
        ("/a*a$", "/a", False),
        ("$", "/", False),
    ],
)
def test_pattern_fits_as_the_standard_says(pattern: str, path: str, fits: bool):
    assert matches(pattern, path) is fits


@pytest.mark.parametrize(
    ("text", "path", "may"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/c", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: commonloom\nDisallow: /x", "/a", True),
        ("User-agent: Commonloom\nUser-agent: other\nDisallow: /a", "/a", False),
        ("User-agent: other\nDisallow: /a", "/a", True),
        ("User-agent: Commonloom\nDisallow: /a\nUser-agent: Commonloom\nDisallow: /b", "/a", False),
        ("user-agent:*\n disallow : /a # why\n", "/a", False),
        ("\ufeffUser-agent: *\r\nDisallow: /a\r\n", "/a", False),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
        ("User-agent: *\nDisallow: /café", "/caf%c3%a9", False),
        ("User-agent: *\nDisallow: /*?sort=", "/list?sort=up", False),
        ("Disallow: /a", "/a", True),
        ("<html><body>Disallow: /</body></html>", "/a", True),
    ],
)
def test_rules_of_the_client_decide_by_the_longest_match(text: str, path: str, may: bool):
    robots = read_robots(text, name="Commonloom")

    assert robots.may_fetch(f"https://oer.example.org{path}") is may


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [("2", 2), ("0.5", 0.5), ("-1", 0), ("soon", 0), ("nan", 0), ("1e9", MAX_CRAWL_DELAY_SECONDS)],
)
def test_crawl_delay_is_read_within_bounds(stated: str, seconds: float):
    robots = read_robots(f"User-agent: *\nCrawl-delay: {stated}", name="Commonloom")

    assert robots.crawl_delay_seconds == seconds


def test_sitemaps_are_named_outside_all_groups_each_once():
    text = "Sitemap: https://a.example.org/1\nUser-agent: x\nsitemap:https://a.example.org/2\n"

    robots = read_robots(text + text, name="Commonloom")

    assert robots.sitemaps == ("https://a.example.org/1", "https://a.example.org/2")


@given(text=st.text(), path=st.text())
def test_any_text_gives_rules(text: str, path: str):
    robots = read_robots(f"User-agent: *\nDisallow: {text}", name="Commonloom")

    assert robots.may_fetch("https://oer.example.org/" + path.replace("[", "")) in {True, False}
