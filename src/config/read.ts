import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** The environment is not what a process needs; the message names each variable and what it should be. */
export class ConfigError extends Error {}

/**
 * Reads a configuration from environment variables; NAME_FILE gives the path of a file that holds NAME.
 * @throws ConfigError naming everything that is missing or wrong; values are not shown, they may be secrets
 */
export function readConfig<S extends z.ZodObject>(schema: S, environment: NodeJS.ProcessEnv): z.output<S> {
  const given: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = environment[name] ?? fromFile(name, environment[`${name}_FILE`]);
    if (value !== undefined && value !== '') given[name] = value;
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`set these environment variables (or NAME_FILE):\n  ${problems.join('\n  ')}`);
}

function fromFile(name: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new ConfigError(`${name}_FILE names ${path}, which cannot be read`);
  }
}
