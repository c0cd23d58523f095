"""Opens pages in headless Chromium, at two widths, light and dark, and runs axe-core on them.

usage: page.py PAGE.html … [--pictures FOLDER]
needs: what requirements.txt lists, and Debian's chromium.
Ends with code 1 for a serious finding, a message in the console, a request or a page that is too wide.
"""
import argparse
import sys
import time
from pathlib import Path

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

parser = argparse.ArgumentParser()
parser.add_argument("pages", nargs="+", type=Path)
parser.add_argument("--pictures", type=Path)
options = parser.parse_args()
failed = False
with sync_playwright() as play:
    browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    for path in options.pages:
        for width in (1440, 390):
            for scheme in ("light", "dark"):
                # axe is put into the page, which its policy would forbid.
                page = browser.new_context(
                    viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True).new_page()
                said, asked = [], []
                page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
                page.on("pageerror", lambda e: said.append(str(e)))
                page.on("request", lambda r: asked.append(r.url) if not r.url.startswith(("file:", "data:")) else None)
                start = time.time()
                page.goto(path.absolute().as_uri())
                seconds = time.time() - start
                wide = page.evaluate("document.documentElement.scrollWidth") > width
                if options.pictures:
                    page.screenshot(path=options.pictures / f"{path.stem}-{width}-{scheme}.png", full_page=True)
                page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                found = Axe().run(page)["violations"]
                serious = [v["id"] for v in found if v["impact"] in ("serious", "critical")]
                others = [v["id"] for v in found if v["id"] not in serious]
                print(f"{path.name} {width} {scheme}: {path.stat().st_size / 1e6:.2f} MB, opened in {seconds:.2f} s, "
                      f"serious {serious}, others {others}, console {said}, requests {asked}{', too wide' if wide else ''}")
                failed |= bool(serious or said or asked or wide)
sys.exit(failed)
