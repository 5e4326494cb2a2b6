import { html, svg } from './dom.ts';

/** One kind of value in each category. */
export interface Series {
  readonly title: string;
  readonly look: 'first' | 'second' | 'third';
  /** One a category; null where there is nothing to show. */
  readonly values: readonly (number | null)[];
}

export interface ChartOptions {
  readonly title: string;
  /** What is to be seen, in a sentence, for who does not see it. */
  readonly summary: string;
  /** What stands under the columns, or before the rows. */
  readonly categories: readonly string[];
  /** What heads them in the table behind. */
  readonly categoryTitle: string;
  readonly series: readonly Series[];
  readonly kind: 'columns' | 'line' | 'rows';
  readonly scale: (most: number) => readonly number[];
  readonly write: (value: number) => string;
  /** A line to compare with. */
  readonly aim?: { readonly value: number; readonly title: string };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const edge = { top: 22, right: 12, bottom: 28, left: 48 };
const columnsHeight = 240;
const rowHeight = 30;
const labelPixels = 7;
const roomOfPoint = 44;
let ids = 0;

/** A chart that fits its place, with a legend, a text for who does not see it, and its table behind. */
export function chart(options: ChartOptions): HTMLElement {
  const plot = html('div', { class: 'plot' });
  const draw = () => {
    const width = plot.clientWidth;
    if (width > 0) plot.replaceChildren(drawing(options, width));
  };
  new ResizeObserver(draw).observe(plot);
  return html(
    'figure',
    {},
    html('figcaption', {}, options.title),
    options.series.length > 1 || options.aim !== undefined ? legend(options) : undefined,
    plot,
    html('details', {}, html('summary', {}, `Tabella: ${options.title.toLowerCase()}`), table(options)),
  );
}

function drawing(options: ChartOptions, width: number): SVGSVGElement {
  ids += 1;
  const isRows = options.kind === 'rows';
  const height = isRows ? options.categories.length * rowHeight + 8 : columnsHeight;
  const [title, description] = [`chart-${ids}`, `chart-${ids}-text`];
  const picture = svg(
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      height,
      role: 'img',
      'aria-labelledby': title,
      'aria-describedby': description,
    },
    svg('title', { id: title }, options.title),
    svg('desc', { id: description }, options.summary),
  );
  picture.append(...(isRows ? rows(options, { width, height }) : columns(options, { width, height })));
  return picture;
}

function columns(options: ChartOptions, { width, height }: Size): readonly SVGElement[] {
  const { categories, series, scale, write, aim, kind } = options;
  const stacked = categories.map((_, index) =>
    series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0),
  );
  const marks = scale(Math.max(aim?.value ?? 0, ...stacked));
  const most = marks.at(-1) ?? 1;
  const floor = height - edge.bottom;
  const y = (value: number) => floor - (value / most) * (floor - edge.top);
  const step = (width - edge.left - edge.right) / Math.max(1, categories.length);
  const x = (index: number) => edge.left + index * step;
  const parts: SVGElement[] = marks.flatMap((mark) => [
    svg('line', {
      class: mark === 0 ? 'base' : 'grid',
      x1: edge.left,
      x2: width - edge.right,
      y1: y(mark),
      y2: y(mark),
    }),
    svg('text', { class: 'axis', x: edge.left - 6, y: y(mark) + 4, 'text-anchor': 'end' }, write(mark)),
  ]);
  const every = Math.ceil((Math.max(...categories.map((one) => one.length), 1) * labelPixels) / step);
  for (const [index, category] of categories.entries()) {
    if (index % every === 0)
      parts.push(
        svg(
          'text',
          { class: 'axis', x: x(index) + step / 2, y: height - 8, 'text-anchor': 'middle' },
          category,
        ),
      );
    const told = series.map(({ title, values }) => `${title}: ${written(values[index], write)}`).join(', ');
    const group = svg('g', { class: 'column' }, svg('title', {}, `${category}. ${told}`));
    if (kind === 'columns') {
      const bar = Math.min(48, step * 0.72);
      let below = 0;
      for (const { look, values } of series) {
        const value = values[index] ?? 0;
        if (value <= 0) continue;
        const [from, to] = [y(below), y(below + value)];
        group.append(
          svg('rect', {
            class: look,
            x: x(index) + (step - bar) / 2,
            y: to,
            width: bar,
            // A hair of ground between what lies on each other.
            height: Math.max(1, from - to - (below > 0 ? 1.5 : 0)),
            rx: 2,
          }),
        );
        below += value;
      }
      const total = stacked[index] ?? 0;
      if (total > 0 && write(total).length * labelPixels < step)
        group.append(
          svg('text', { x: x(index) + step / 2, y: y(total) - 5, 'text-anchor': 'middle' }, write(total)),
        );
    } else
      for (const { look, values } of series) {
        const value = values[index];
        if (typeof value !== 'number') continue;
        group.append(svg('circle', { class: look, cx: x(index) + step / 2, cy: y(value), r: 4.5 }));
        // Points lie at any height: their texts need more room than those on columns.
        if (step > roomOfPoint)
          group.append(
            svg('text', { x: x(index) + step / 2, y: y(value) - 9, 'text-anchor': 'middle' }, write(value)),
          );
      }
    parts.push(group);
  }
  if (kind === 'line')
    for (const { values } of series)
      parts.push(svg('path', { class: 'path', d: pathOf(values, (index) => x(index) + step / 2, y) }));
  if (aim !== undefined)
    parts.push(
      svg('line', {
        class: 'aim',
        x1: edge.left,
        x2: width - edge.right,
        y1: y(aim.value),
        y2: y(aim.value),
      }),
    );
  return parts;
}

function rows(options: ChartOptions, { width }: Size): readonly SVGElement[] {
  const { categories, series, write } = options;
  const left = Math.min(width * 0.5, Math.max(...categories.map((one) => one.length), 4) * labelPixels + 12);
  const total = (index: number) => series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0);
  const most = Math.max(1, ...categories.map((_, index) => total(index)));
  const right = write(most).length * labelPixels + 14;
  const longest = Math.max(1, width - left - right);
  const room = Math.floor(left / labelPixels) - 1;
  return categories.map((category, index) => {
    const top = index * rowHeight + 4;
    const told = series.map(({ title, values }) => `${title}: ${written(values[index], write)}`).join(', ');
    const name = category.length > room ? `${category.slice(0, room - 1)}…` : category;
    const group = svg(
      'g',
      { class: 'column' },
      svg('title', {}, `${category}. ${told}`),
      svg('text', { x: left - 8, y: top + 17, 'text-anchor': 'end' }, name),
    );
    let from = left;
    for (const { look, values } of series) {
      const length = ((values[index] ?? 0) / most) * longest;
      if (length <= 0) continue;
      group.append(
        svg('rect', {
          class: look,
          x: from,
          y: top,
          width: Math.max(1, length - 1.5),
          height: rowHeight - 8,
          rx: 2,
        }),
      );
      from += length;
    }
    group.append(svg('text', { x: from + 6, y: top + 17 }, write(total(index))));
    return group;
  });
}

/** Straight from point to point; where there is none, the line is broken. */
function pathOf(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  let pen = 'M';
  return values
    .map((value, index) => {
      if (value === null) {
        pen = 'M';
        return '';
      }
      const point = `${pen}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = 'L';
      return point;
    })
    .join('');
}

function legend({ series, aim }: ChartOptions): HTMLElement {
  const sign = (...parts: readonly SVGElement[]) =>
    svg('svg', { width: 18, height: 12, 'aria-hidden': 'true', class: 'plot' }, ...parts);
  return html(
    'ul',
    { class: 'legend' },
    ...series.map(({ title, look }) =>
      html('li', {}, sign(svg('rect', { class: look, width: 18, height: 12, rx: 2 })), title),
    ),
    aim && html('li', {}, sign(svg('line', { class: 'aim', x1: 0, x2: 18, y1: 6, y2: 6 })), aim.title),
  );
}

function table({ title, categories, categoryTitle, series, write }: ChartOptions): HTMLElement {
  return html(
    'div',
    { class: 'scroll' },
    html(
      'table',
      {},
      html('caption', {}, title),
      html(
        'thead',
        {},
        html(
          'tr',
          {},
          html('th', { scope: 'col' }, categoryTitle),
          ...series.map((one) => html('th', { scope: 'col', class: 'number' }, one.title)),
        ),
      ),
      html(
        'tbody',
        {},
        ...categories.map((category, index) =>
          html(
            'tr',
            {},
            html('th', { scope: 'row' }, category),
            ...series.map(({ values }) => html('td', { class: 'number' }, written(values[index], write))),
          ),
        ),
      ),
    ),
  );
}

function written(value: number | null | undefined, write: (value: number) => string): string {
  return typeof value === 'number' ? write(value) : '—';
}
