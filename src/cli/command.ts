import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ParseArgsConfig } from 'node:util';

/** A command of `centralino`: one file each. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The whole help, behind `centralino NAME`. */
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Runs it; the number is the exit code. @throws UsageError for values that make no sense */
  run(values: Readonly<Record<string, unknown>>, positionals: readonly string[]): Promise<number>;
}

/** The command line is not right; the message says what is. */
export class UsageError extends Error {}

/** The project's folder: what holds flows/, prompts/ and asterisk-conf/. */
export const projectDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const flowsDir = join(projectDir, 'flows');
export const promptsDir = join(projectDir, 'prompts');
export const defaultDataDir = join(projectDir, '.centralino/data');

/** A whole number option. @throws UsageError naming the option and its range */
export function numberOption(
  values: Readonly<Record<string, unknown>>,
  name: string,
  range: { min: number; max: number; default: number },
): number {
  const given = values[name];
  if (given === undefined) return range.default;
  const number = Number(given);
  if (Number.isInteger(number) && number >= range.min && number <= range.max) return number;
  throw new UsageError(
    `--${name} takes a whole number from ${range.min} to ${range.max}, not "${String(given)}"`,
  );
}

/** A text option. */
export function textOption(
  values: Readonly<Record<string, unknown>>,
  name: string,
  otherwise: string,
): string {
  const given = values[name];
  return typeof given === 'string' ? given : otherwise;
}
