// Runs in a page: controls without a name, tables without headers or caption, and too few or many main headings.
(() => {
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  const nameless = seen('button, a, input, select, textarea').filter(
    (one) => !(one.labels?.length > 0) && !one.textContent?.trim() && !one.getAttribute('aria-label'),
  );
  const tables = seen('table').filter(
    (table) =>
      table.caption === null ||
      [...table.querySelectorAll('thead th')].some((header) => header.getAttribute('scope') !== 'col'),
  );
  const headings = seen('h1').length === 1 ? [] : [`${seen('h1').length} headings h1`];
  return [...[...nameless, ...tables].map((one) => one.outerHTML.slice(0, 100)), ...headings];
})();
