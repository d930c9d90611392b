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
