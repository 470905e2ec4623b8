"""Scripts that look at a page as it is laid out. Each answers a list of complaints."""

#: How far things reach beyond the window.
OVERFLOW = """() => {
  const width = innerWidth;
  if (document.scrollingElement.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > width + 0.5)
    .map((element) => `sideways: ${element.tagName}.${element.className} ${Math.round(element.getBoundingClientRect().right - width)} px`);
  return wide.length > 0 ? wide.slice(0, 3) : ["sideways: text that leaves its element"];
}"""

#: What cannot be reached: headings and controls that stay outside of the window, or cut off, however one scrolls. What is hidden
#: on purpose isn't looked for, nor is what lies below an open dialog or drawer.
LOST = """() => {
  const layer = [...document.querySelectorAll("dialog[open], [popover]:popover-open")].at(-1) ?? document.body;
  const isMeant = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !element.closest(".visually-hidden, .skip-link, [aria-hidden=true]") && element.getClientRects().length > 0
    && getComputedStyle(element).clipPath === "none" && !element.closest("thead th:not([data-order])");
  const lost = [];
  for (const element of layer.querySelectorAll("h1, h2, h3, a, button, input, select, textarea, label, dt, [role=option], [role^=menuitem]")) {
    if (!isMeant(element)) continue;
    element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    const box = element.getBoundingClientRect();
    const say = (why) => lost.push(`${why}: ${element.tagName} “${(element.innerText || element.id).slice(0, 40)}”`);
    if (box.left < -0.5 || box.right > innerWidth + 0.5) say("outside");
    else if (box.bottom < 1 || box.top > innerHeight - 1) say("out of reach");
    else if (box.height < innerHeight && (box.top < -0.5 || box.bottom > innerHeight + 0.5)) say("cut by the window");
    for (let parent = element.parentElement; parent && parent !== document.body; parent = parent.parentElement) {
      const style = getComputedStyle(parent);
      if (!/hidden|clip/.test(style.overflowX + style.overflowY)) continue;
      const around = parent.getBoundingClientRect();
      if (box.left < around.left - 1 || box.right > around.right + 1 || box.top < around.top - 1 || box.bottom > around.bottom + 1) say("cut");
    }
  }
  scrollTo({ top: 0, behavior: "instant" });
  return lost.slice(0, 5);
}"""

#: As a browser's own setting for larger letters would: rules that count in `rem` follow.
BIG_TEXT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("html { font-size: 1.875rem !important }");
  document.adoptedStyleSheets = [sheet];
}"""

#: Controls whose own text does not fit into them. A name that is cut says so by an ellipsis, and is not looked at.
CLIPPED = """() => [...document.querySelectorAll("button, a.button, label, h1, h2, .badge, th, dt, dd, legend, [role=option] .option-name")]
  .filter((element) => element.checkVisibility({ opacityProperty: true }) && !element.closest(".visually-hidden, .skip-link, thead th:not([data-order])"))
  .filter((element) => {
    const style = getComputedStyle(element);
    if (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none") return false;
    const box = element.getBoundingClientRect();
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const parent = texts.currentNode.parentElement;
      if (parent.closest(".visually-hidden, .switcher-name, #account-link .person, select")) continue;
      const range = document.createRange();
      range.selectNodeContents(texts.currentNode);
      for (const text of range.getClientRects()) {
        const isOut = text.left < box.left - 1 || text.right > box.right + 1 || text.top < box.top - 4 || text.bottom > box.bottom + 4;
        if (text.width > 0 && isOut) return true;
      }
    }
    return false;
  })
  .map((element) => `cut: ${element.tagName}.${element.className} “${element.innerText.slice(0, 40)}”`)
  .slice(0, 5)"""

#: Notes everything that moves without being asked to.
WATCH_SHIFTS = """
globalThis.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    const what = entry.sources.map(({ node }) => node?.nodeType === 1 ? `${node.tagName}.${node.className}#${node.id}` : node?.nodeName);
    globalThis.shifts.push({ value: entry.value, what });
  }
}).observe({ type: "layout-shift", buffered: true });
"""

#: After the next picture, which is when the last of them is known.
SHIFTS = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(globalThis.shifts)))))"
