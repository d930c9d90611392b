// Makes elements for scripts, from nodes and texts only: what is published can never become markup.

// An element with attributes and content; what is undefined or false is left out.
export const element = (name, attributes = {}, ...content) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...content);
  return made;
};

// Whether a click on a link is to follow it here.
export const isPlain = event =>
  !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

// A link that a script follows, unless it is to open elsewhere.
export const followed = (href, follow, attributes, ...content) => {
  const made = element('a', {href, ...attributes}, ...content);
  made.addEventListener('click', event => {
    if (!isPlain(event)) return;
    event.preventDefault();
    follow();
  });
  return made;
};
