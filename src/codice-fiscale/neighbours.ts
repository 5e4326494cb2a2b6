/** Entries one slip of the finger away: they only ever suggest which block to key in again. */
import { type Block, blockOf, blocks, inspectKeys } from './inspect.ts';

/** A signature one slip away, and the blocks (one, or two when a swap crosses a border) in which it differs. */
export interface Neighbour {
  readonly signature: string;
  readonly blocks: readonly Block[];
}

/**
 * Every possible code signature that differs from the keys by one wrong key or by two adjacent keys swapped.
 * At most 16 x 9 + 15, no signature twice.
 * @param keys 16 digits
 */
export function neighbours(keys: string): readonly Neighbour[] {
  const found = new Set<string>();
  for (let index = 0; index < keys.length; index += 1) {
    const before = keys.slice(0, index);
    for (const key of '0123456789') found.add(before + key + keys.slice(index + 1));
    found.add(before + keys.charAt(index + 1) + keys.charAt(index) + keys.slice(index + 2));
  }
  found.delete(keys);
  return [...found]
    .filter((signature) => inspectKeys(signature) === 'possible')
    .map((signature) => ({ signature, blocks: differingBlocks(keys, signature) }));
}

/** The blocks in which two signatures of one length differ, in their order. */
export function differingBlocks(left: string, right: string): readonly Block[] {
  const differing = new Set<Block>();
  for (let index = 0; index < left.length; index += 1) {
    if (left.charAt(index) !== right.charAt(index)) differing.add(blockOf(index + 1));
  }
  return blocks.filter((block) => differing.has(block));
}
