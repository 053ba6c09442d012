// SPDX-License-Identifier: Apache-2.0
// Evaluated in the page: returns for each check the list of its problems.
() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const where = (element) => {
    const section = element.closest("section");
    return (section ? section.id + ": " : "") + (element.textContent || "").trim().slice(0, 60);
  };
  const isShown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0;
  };
  const luminance = (text) => {
    const [r, g, b] = text.match(/[\d.]+/g).map((part) => {
      const value = Number(part) / 255;
      return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = luminance(getComputedStyle(document.body).backgroundColor);
  const contrast = (colour) => {
    const [low, high] = [luminance(colour), paper].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  const figures = all("figure");
  const withoutDrawing = figures.filter(
    (figure) => all("svg[role=img]", figure).filter(isShown).length !== 1);
  // Details are folded away, and have a table alone.
  const measures = all("section[id^=measure-]").filter(
    (section) => !section.querySelector("details") && !all("figure svg[role=img]", section).some(isShown)
      && !section.textContent.includes("no data"));
  const sections = all("main > section").filter(
    (section) => all("figure", section).length > 0
      && !all("figure svg[role=img]", section).some(isShown));

  const texts = all("p, li, dd, dt, th, td, small, figcaption, a, caption, h1, h2, h3, svg text")
    .filter((element) => isShown(element) && !element.closest(".skip"));
  const pale = texts.filter((element) => {
    const style = getComputedStyle(element);
    return contrast(element.closest("svg") ? style.fill : style.color) < 4.5;
  });
  const marks = all("svg .mark").filter(
    (mark) => isShown(mark) && contrast(getComputedStyle(mark).getPropertyValue(
      mark.classList.contains("open") ? "stroke" : "fill")) < 3);
  const tiny = texts.filter((element) => {
    const svg = element.closest("svg[role=img]");
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    return parseFloat(getComputedStyle(element).fontSize) * scale < 9;
  });

  const ids = all("[id]").map((element) => element.id);
  const unnamed = all("svg:not([aria-hidden=true])").filter((svg) => {
    const names = (svg.getAttribute("aria-labelledby") || "").split(" ");
    return !names.every((id) => id && (document.getElementById(id) || {}).textContent);
  });
  const tables = all("table").filter((table) =>
    !table.caption || all("th:not([scope])", table).length > 0
      || all("tbody tr", table).some((row) => !row.querySelector("th[scope=row]")
        && !row.parentElement.querySelector("tr:first-child > th[scope=rowgroup]")));
  const levels = all("h1, h2, h3, h4").map((heading) => Number(heading.tagName[1]));
  const skipped = levels.filter((level, index) => index > 0 && level > levels[index - 1] + 1);
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  const boxes = all(".scroll").filter((box) => box.scrollWidth > box.clientWidth + 1);
  const isPrint = matchMedia("print").matches;

  return {
    "there are figures": figures.length > 0 ? [] : ["no figure in the page"],
    "each figure shows one drawing": withoutDrawing.map((figure) => figure.id),
    "each section with a figure shows it": sections.map((section) => section.id),
    "each measure with data has a figure": measures.map((section) => section.id),
    "the page is no wider than the window": wide > 0 ? [`${wide} px too wide`] : [],
    "wide tables can be scrolled with the keyboard, and fit in print": boxes.filter(
      (box) => isPrint ? true : box.tabIndex !== 0 || !box.getAttribute("aria-label")).map(where),
    "text stands out 4.5 to 1": pale.map(where),
    "marks stand out 3 to 1": marks.map(where),
    "no text under 9 px": tiny.map(where),
    "names in links are there once": all("a[href^='#']")
      .map((link) => link.getAttribute("href").slice(1))
      .filter((id) => !document.getElementById(id))
      .concat(ids.filter((id, index) => ids.indexOf(id) !== index)),
    "drawings have a name and a description": unnamed.map(where),
    "tables have captions and scoped headers": tables.map(where),
    "landmarks, language and headings in order": [
      ...(document.documentElement.lang ? [] : ["no language"]),
      ...(["header", "nav", "main"].filter((name) => !document.querySelector(name))),
      ...(all("h1").length === 1 ? [] : ["not one h1"]),
      ...skipped.map((level) => `a heading of level ${level} skips one`),
    ],
    "no script, frame or form": all("script, iframe, object, embed, form, img, link[rel=stylesheet]")
      .map((element) => element.tagName),
  };
}
