/** Widths of characters in a usual sans-serif, in hundredths of the font size: a little more than they have. */
const narrow = /[iljtfrI.,:;'|!()[\] ]/;
const wide = /[mwMW@—→…]/;
const capital = /[A-Z0-9À-Þ]/;

/** About how wide a text is, in pixels; never much less than it will be. */
export function textWidth(text: string, fontSize: number): number {
  let hundredths = 0;
  for (const character of text) {
    hundredths += narrow.test(character) ? 36 : wide.test(character) ? 95 : capital.test(character) ? 70 : 60;
  }
  return (hundredths * fontSize) / 100;
}

/** The beginning of a text, in lines of at most so many characters. ICU arguments are shown by their names. */
export function excerpt(text: string, columns: number, lines: number): string[] {
  const words = withoutBranches(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  const wrapped: string[] = [];
  for (const word of words) {
    const line = wrapped.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= columns)
      wrapped[wrapped.length - 1] = `${line} ${word}`;
    else wrapped.push(word.length > columns ? `${word.slice(0, columns - 1)}…` : word);
  }
  if (wrapped.length <= lines) return wrapped;
  const last = wrapped[lines - 1] ?? '';
  const cut = last.length < columns ? last : last.slice(0, columns - 1);
  return [...wrapped.slice(0, lines - 1), `${cut.replace(/[\s.,;:]+$/, '')}…`];
}

/** `{momento, select, a {...} other {...}}` becomes `{momento}`. */
function withoutBranches(text: string): string {
  let depth = 0;
  let shown = '';
  let naming = false;
  for (const character of text) {
    if (character === '{' && ++depth === 1) naming = true;
    if (depth === 0 || (depth === 1 && naming && character !== ',')) shown += character;
    if (depth === 1 && character === ',') naming = false;
    if (character === '}' && depth > 0 && --depth === 0 && !naming) shown += '}';
  }
  return shown;
}
