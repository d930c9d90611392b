// The element that has the focus: which stop it is, where it is, whether something lies over it. Nothing if none has it.
(() => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  window.candourStops ??= new Map();
  const known = window.candourStops.has(element);
  if (!known) window.candourStops.set(element, window.candourStops.size + 1);
  const box = element.getBoundingClientRect();
  const line = element.getClientRects()[0] ?? box; // a link may run over two lines
  // Of a box that is taller than the window, such as a table that scrolls, what can be seen counts.
  const middle = (Math.max(0, line.top) + Math.min(innerHeight, line.bottom)) / 2;
  const free = [0.5, 0.1, 0.9].some((part) => {
    const top = document.elementFromPoint(line.left + line.width * part, middle);
    return top && (element.contains(top) || top.contains(element));
  });
  const margin = 8;
  const x = Math.max(0, box.left + scrollX - margin);
  const y = Math.max(0, box.top + scrollY - margin);
  const width = Math.min(innerWidth + scrollX - x, box.width + 2 * margin);
  const height = Math.min(innerHeight + scrollY - y, box.height + 2 * margin);
  return {
    stop: window.candourStops.get(element),
    known,
    name: `${element.tagName.toLowerCase()} "${element.innerText?.trim().slice(0, 40) ?? ""}"`,
    href: element.getAttribute("href") ?? "",
    shown: box.width >= 10 && box.height >= 10 && box.right > 0 && box.bottom > 0,
    free,
    area: { x, y, width: Math.max(1, width), height: Math.max(1, height) },
  };
})()
