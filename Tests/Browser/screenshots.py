"""Saves every page, light and dark, small and large, as pictures in `dist/screenshots`.

    python Tests/Browser/screenshots.py [FOLDER]
"""

import re
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "EndToEnd"))

from browser import launch  # noqa: E402
from people import People  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from support.server import Server  # noqa: E402
from tour import Tour  # noqa: E402

WIDTHS = {360: 740, 1280: 800}


def take(chromium, server, folder, scheme, width):
    """All of one kind, and what went wrong meanwhile."""
    people = People(chromium, server)
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": WIDTHS[width]}, "reduced_motion": "reduce"}
    for number, (name, page) in enumerate(Tour(people, server, **options).stops()):
        label = re.sub(r"\W+", "-", name.lower()).strip("-")
        page.screenshot(path=folder / f"{width}-{scheme}" / f"{number:02}-{label}.png", full_page="dialog" not in name)
    complaints = people.complaints()
    people.leave()
    return complaints


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[1] / "dist/screenshots"
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        for scheme in ("light", "dark"):
            for width in WIDTHS:
                with tempfile.TemporaryDirectory() as data:
                    server = Server(data).start()
                    try:
                        for complaint in take(chromium, server, folder, scheme, width):
                            print(f"{width} {scheme}: {complaint}", file=sys.stderr)
                    finally:
                        server.end()
        chromium.close()
    print(folder)


if __name__ == "__main__":
    main()
