import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FindingsError } from '../source/finding.ts';
import { Reasons } from './coverage.ts';
import { readScenarios, type Scenario } from './scenario.ts';

/** The dialog tests of a folder: every `*.test.yaml`. @throws FindingsError with everything that is wrong in them */
export async function scenarioFiles(flowsDir: string): Promise<readonly string[]> {
  const names = await readdir(flowsDir);
  return names
    .filter((name) => name.endsWith('.test.yaml'))
    .sort()
    .map((name) => join(flowsDir, name));
}

/** Reads dialog tests. @throws FindingsError with everything that is wrong in any of the files */
export async function loadScenarios(files: readonly string[]): Promise<readonly Scenario[]> {
  const read = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8');
      try {
        return { scenarios: readScenarios(file, text), findings: [] };
      } catch (error) {
        if (!(error instanceof FindingsError)) throw error;
        return { scenarios: [], findings: error.findings };
      }
    }),
  );
  const findings = read.flatMap((one) => one.findings);
  if (findings.length > 0) throw new FindingsError(findings);
  return read.flatMap((one) => one.scenarios);
}

/** The reasons of flows/coverage.yaml; none when there is no such file. @throws FindingsError */
export async function loadReasons(flowsDir: string): Promise<Reasons> {
  const file = join(flowsDir, 'coverage.yaml');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  return new Reasons(file, text);
}
