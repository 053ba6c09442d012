# SPDX-License-Identifier: Apache-2.0
"""A picture or a print of a report. See Scripts/picture."""

import argparse
import base64

import chromium


def main():
    parser = argparse.ArgumentParser(prog="Scripts/picture")
    parser.add_argument("report")
    parser.add_argument("out")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--full", action="store_true", help="the whole page")
    parser.add_argument("--dark", action="store_true")
    arguments = parser.parse_args()
    browser = chromium.start()
    try:
        browser.show(
            chromium.address(arguments.report), arguments.width, arguments.height,
            scheme="dark" if arguments.dark else "light", scale=arguments.scale,
            media="print" if arguments.out.endswith(".pdf") else "screen")
        if arguments.out.endswith(".pdf"):
            result = browser.call(
                "Page.printToPDF", preferCSSPageSize=True, paperWidth=8.27, paperHeight=11.69)
        else:
            result = browser.call("Page.captureScreenshot", captureBeyondViewport=arguments.full,
                                  **({"clip": whole(browser)} if arguments.full else {}))
        with open(arguments.out, "wb") as file:
            file.write(base64.b64decode(result["data"]))
    finally:
        browser.close()


def whole(browser):
    size = browser.call("Page.getLayoutMetrics")["cssContentSize"]
    return {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}


main()
