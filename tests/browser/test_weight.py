"""What a first visit costs over the wire."""

MOST_BYTES = 1_000_000


def weight(screen, path):
    """Bytes received for a page, headers and compressed bodies, nothing from the cache."""
    received = []
    session = screen.page.context.new_cdp_session(screen.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    screen.page.goto(screen.address + path)
    if not path:
        screen.until(lambda: screen.answers() > 0)
        screen.rest()
    session.detach()
    assert len(received) > 3
    return sum(received)


def test_the_page_weighs_less_than_a_megabyte(visit):
    assert weight(visit(), "") < MOST_BYTES


def test_the_evidence_weighs_less_than_a_quarter_of_that(visit):
    assert weight(visit(), "evidence") < MOST_BYTES / 4
