// What makes the page scroll sideways.
(() => {
  const width = document.documentElement.clientWidth;
  const over = document.scrollingElement.scrollWidth - width;
  if (over <= 1) return [];
  const clipped = (element) => {
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== "visible") return true;
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right + scrollX > width + 1 && !clipped(element);
  });
  const names = wide.slice(0, 4).map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
  return [`${over} px too wide: ${names.join(", ")}`];
})()
