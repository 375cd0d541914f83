"""Which requests are a reader opening a work."""

from datetime import date

import pytest
from django.core.cache import caches

from repository.downloads.visits import is_reader, is_repeated

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TODAY, TOMORROW = date(2026, 3, 4), date(2026, 3, 5)


@pytest.fixture(autouse=True)
def _no_clicks():
    caches["downloads"].clear()


@pytest.mark.database_independent
@pytest.mark.parametrize(
    "agent",
    [
        "",
        "   ",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 AppleWebKit/537.36 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
        "Mozilla/5.0 (compatible; heritrix/3.4.0 +http://archive.org)",
        "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "GoogleOther",
        "facebookexternalhit/1.1",
        "WhatsApp/2.23.20.0",
        "libwww-perl/6.72",
        "Ruby",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/139.0 Safari/537.36",
        "curl/8.5.0",
        "Wget/1.21",
        "python-requests/2.32",
        "Go-http-client/2.0",
        "Java/17.0.2",
        "Apache-HttpClient/4.5 (Java/11)",
        "okhttp/4.12",
        "node-fetch/1.0",
        "Feedfetcher-Google; (+http://www.google.com/feedfetcher.html)",
        "W3C-checklink/5.0",
    ],
)
def test_programs_are_no_readers(agent):
    assert not is_reader({"User-Agent": agent})


@pytest.mark.database_independent
@pytest.mark.parametrize(
    "agent",
    [
        FIREFOX,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 20) AppleWebKit/537.36 Chrome/120 Mobile",
        "Mozilla/5.0 (Linux; Android 9; TECNO KC2) AppleWebKit/537.36 Chrome/99 Mobile Safari",
        "Opera/9.80 (Android; Opera Mini/36.2/119.132; U; fr) Presto/2.12.423 Version/12.16",
        "Mozilla/5.0 (X11; U; Linux armv7l; en-US) AppleWebKit/531.2+ Kindle/3.0",
    ],
)
def test_browsers_are_readers(agent):
    assert is_reader({"User-Agent": agent})


@pytest.mark.database_independent
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Sec-Purpose", "prefetch"),
        ("Sec-Purpose", "prefetch;prerender"),
        ("Purpose", "prefetch"),
        ("X-Purpose", "preview"),
        ("X-Moz", "prefetch"),
    ],
)
def test_what_a_browser_fetches_in_advance_is_no_reader(name, value):
    assert not is_reader({"User-Agent": FIREFOX, name: value})


def click(*, visitor: str = "one", link: str = "/a", on: date = TODAY) -> bool:
    return is_repeated(visitor=visitor, link=link, on=on)


@pytest.mark.database_independent
def test_clicks_of_one_visitor_on_one_link_are_repeated():
    assert [click(), click(), click()] == [False, True, True]


@pytest.mark.database_independent
def test_other_visitors_and_other_links_are_not_repeated():
    click()

    assert not click(visitor="two")
    assert not click(link="/b")


@pytest.mark.database_independent
def test_nothing_that_is_kept_tells_who_clicked_and_the_secret_goes_with_the_day(settings):
    click(visitor="192.0.2.7 Firefox")
    before = caches["downloads"].get("secret-of-the-day")

    click(visitor="192.0.2.7 Firefox", on=TOMORROW)

    day, secret = caches["downloads"].get("secret-of-the-day")
    assert day == "2026-03-05"
    assert secret != before[1]
    folder = settings.CACHES["downloads"]["LOCATION"]
    kept = b"".join(file.read_bytes() for file in folder.iterdir())
    assert b"192.0.2.7" not in kept
    assert b"Firefox" not in kept


@pytest.mark.database_independent
def test_any_characters_may_be_in_what_is_compared():
    assert [click(visitor="\udcff\0\x1e"), click(visitor="\udcff\0\x1e")] == [False, True]
