import { type Command, numberOption } from './command.ts';

/** What can be put to the test by `centralino faults`: one file each. */
export interface FaultsKind {
  readonly name: string;
  /** Its part of the help. */
  readonly usage: string;
  /** Those besides `seed` and `keep`. */
  readonly options: Command['options'];
  /** The number is the exit code: 0 when nothing was lost. */
  run(values: Readonly<Record<string, unknown>>): Promise<number>;
}

/** The seed of the plan of kills; a new one unless it is given. */
export function seedOption(values: Readonly<Record<string, unknown>>): number {
  return numberOption(values, 'seed', { min: 0, max: 2 ** 31, default: Math.floor(Math.random() * 2 ** 31) });
}
