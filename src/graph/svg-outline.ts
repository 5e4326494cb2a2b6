import type { RoleStyle } from './style.ts';
import { round } from './svg-text.ts';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The outline of a box. */
export function outline(shape: RoleStyle['shape'], box: Box, fill: string, stroke: string): string {
  const paint = `fill="${fill}" stroke="${stroke}" stroke-width="1.4"`;
  switch (shape) {
    case 'box':
      return rectangle(box, 2, paint);
    case 'round':
      return rectangle(box, 9, paint);
    case 'pill':
      return rectangle(box, Math.min(box.height / 2, 18), paint);
    case 'double':
      return (
        rectangle(box, 5, `fill="#ffffff" stroke="${stroke}" stroke-width="1.4"`) +
        rectangle(inside(box, 4), 2, paint)
      );
    case 'barred': {
      const bar = round(box.x + 6);
      return `${rectangle(box, 2, paint)}<path d="M${bar} ${round(box.y)}v${round(box.height)}" stroke="${stroke}" stroke-width="1.4"/>`;
    }
    case 'hexagon': {
      const { x, y, width, height } = box;
      const points = [
        [x + 12, y],
        [x + width - 12, y],
        [x + width, y + height / 2],
        [x + width - 12, y + height],
        [x + 12, y + height],
        [x, y + height / 2],
      ];
      return `<polygon points="${points.map((point) => point.map(round).join(',')).join(' ')}" ${paint}/>`;
    }
  }
}

function rectangle({ x, y, width, height }: Box, radius: number, paint: string): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${radius}" ${paint}/>`;
}

function inside({ x, y, width, height }: Box, by: number): Box {
  return { x: x + by, y: y + by, width: width - 2 * by, height: height - 2 * by };
}
