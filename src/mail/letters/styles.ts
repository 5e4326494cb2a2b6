/** How texts look. Sizes in points. */
export interface Style {
  readonly font: 'regular' | 'bold';
  readonly size: number;
  /** From one baseline to the next. */
  readonly leading: number;
  readonly colour: string;
}

export const ink = '#1a1a1a';
/** Contrast of 7 to 1 with white, for small print. */
export const grey = '#555555';
export const accent = '#12365f';
export const hairline = '#b4bcc6';
export const tint = '#eef2f6';

const regular = { font: 'regular', colour: ink } as const;
const bold = { font: 'bold', colour: ink } as const;

export const styles = {
  body: { ...regular, size: 9.6, leading: 13.4 },
  name: { ...regular, size: 9.6, leading: 13.4, colour: grey },
  strong: { ...bold, size: 9.6, leading: 13.4 },
  subject: { ...bold, size: 11.6, leading: 15 },
  heading: { ...bold, size: 10.4, leading: 14, colour: accent },
  cell: { ...regular, size: 8.4, leading: 10.8 },
  strongCell: { ...bold, size: 8.4, leading: 10.8 },
  columnHead: { ...bold, size: 7.8, leading: 9.8, colour: accent },
  small: { ...regular, size: 8, leading: 10.6, colour: grey },
  label: { ...regular, size: 7.4, leading: 10, colour: grey },
  note: { ...regular, size: 8.8, leading: 12.2 },
  noteHead: { ...bold, size: 8.8, leading: 12.6, colour: accent },
  address: { ...regular, size: 9.8, leading: 12 },
  senderName: { ...bold, size: 13.6, leading: 17, colour: accent },
  senderUnit: { ...regular, size: 8.4, leading: 11, colour: grey },
} as const satisfies Record<string, Style>;
