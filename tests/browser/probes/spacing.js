// Gives text the spacing of WCAG 1.4.12, and tells what text is cut off by it.
(() => {
  const cut = () =>
    [...document.body.querySelectorAll("*")].filter((element) => {
      const style = getComputedStyle(element);
      const hides = /hidden|clip/.test(style.overflowX + style.overflowY);
      const tiny = element.clientWidth <= 4 || element.clientHeight <= 4; // visually hidden words
      const over = element.scrollHeight > element.clientHeight + 3 || element.scrollWidth > element.clientWidth + 3;
      return hides && !tiny && over && element.innerText.trim();
    });
  const before = new Set(cut());
  const sheet = new CSSStyleSheet(); // not subject to the page's policy
  sheet.replaceSync(
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }" +
      "p { margin-bottom: 2em !important }",
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return cut().filter((element) => !before.has(element)).map((element) => `text is cut off: ${element.innerText.slice(0, 60)}`);
})()
