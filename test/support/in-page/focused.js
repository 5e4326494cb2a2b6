// Runs in a page: what has the focus, by its text or id; `not to be seen` where nothing shows that it has.
(() => {
  const element = document.activeElement;
  if (element === null || element === document.body) return '';
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  if (outlineStyle === 'none' || outlineWidth === '0px') return 'not to be seen';
  return element.id || element.textContent.trim().slice(0, 30);
})();
