/** How fast PDF rendering alone is: what the workers of the mailing are measured against. */

import { type LetterOrder, renderLetter } from '../mail/letters/letter.ts';
import { LetterError } from '../mail/letters/letter-error.ts';
import { specimenKinds, specimenOrder } from './specimen-letter.ts';

export interface RenderingResult {
  readonly letters: number;
  readonly pages: number;
  readonly bytes: number;
  readonly ms: number;
  readonly lettersPerSecond: number;
}

/** The first one of a process opens the fonts, and the next ones are slower than those after them. */
const warmUp = 50;

/** Orders of all kinds for one citizen after the other, as the back office would give them. */
export function letterOrders(count: number, now: Date): readonly LetterOrder[] {
  const orders: LetterOrder[] = [];
  // Those who come first are the special cases, one of whom has 200 pages.
  for (let index = 20; orders.length < count; index += 1) {
    for (const kind of specimenKinds) {
      const order = orderOrNothing(kind, index, now);
      if (order !== undefined && orders.length < count) orders.push(order);
    }
  }
  return orders;
}

/** Renders letters one after the other on this thread, and throws them away. */
export async function measureRendering(count: number, now = new Date()): Promise<RenderingResult> {
  const orders = letterOrders(count, now);
  for (const order of orders.slice(0, warmUp)) await renderLetter(order);
  let [pages, bytes] = [0, 0];
  const started = performance.now();
  for (const order of orders) {
    const letter = await renderLetter(order);
    pages += letter.pages;
    bytes += letter.pdf.length;
  }
  const ms = performance.now() - started;
  return { letters: count, pages, bytes, ms, lettersPerSecond: (count / ms) * 1_000 };
}

/** Some citizens cannot be written to. */
function orderOrNothing(kind: (typeof specimenKinds)[number], index: number, now: Date) {
  try {
    return specimenOrder(kind, index, { language: 'it', now });
  } catch (error) {
    if (error instanceof LetterError) return undefined;
    throw error;
  }
}
