import type { NodeRole } from './graph.ts';

/** How a role looks. Shapes differ as well as colours, for those who do not tell colours apart. */
export interface RoleStyle {
  readonly fill: string;
  readonly stroke: string;
  readonly shape: 'box' | 'round' | 'double' | 'hexagon' | 'barred' | 'pill';
  /** What the legend says. */
  readonly meaning: string;
}

export const roleStyles: Readonly<Record<NodeRole, RoleStyle>> = {
  listens: { fill: '#e3eefb', stroke: '#2f6db5', shape: 'round', meaning: 'speaks and waits for keys' },
  speaks: { fill: '#f7f6f2', stroke: '#8b8879', shape: 'box', meaning: 'speaks' },
  'looks-up': { fill: '#fdf1d8', stroke: '#b07a14', shape: 'barred', meaning: 'asks the back office' },
  decides: { fill: '#f1e9fa', stroke: '#7b54ae', shape: 'hexagon', meaning: 'decides or notes, unheard' },
  'sub-flow': { fill: '#e3f4e9', stroke: '#2c8351', shape: 'double', meaning: 'another flow, and back' },
  flow: { fill: '#e3f4e9', stroke: '#2c8351', shape: 'double', meaning: 'flow' },
  leaves: { fill: '#e3f4e9', stroke: '#2c8351', shape: 'pill', meaning: 'goes on in another flow' },
  ends: { fill: '#e9e9ec', stroke: '#3f4450', shape: 'pill', meaning: 'returns, or hangs up' },
  numbers: { fill: '#ffffff', stroke: '#3f4450', shape: 'box', meaning: 'numbers that callers dial' },
};

export const lineStyles = {
  plain: { stroke: '#454b57', dash: '', meaning: 'exit, with its keys or outcome' },
  failure: { stroke: '#b9a3a0', dash: '', meaning: 'exit when something went wrong' },
  back: { stroke: '#2f6db5', dash: '6 4', meaning: 'leads back up' },
} as const;
export type LineStyle = keyof typeof lineStyles;

export const fontSizes = { title: 13, kind: 11, text: 12, note: 11, label: 11, heading: 18 } as const;
export const fontFamily = 'system-ui, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif';
