import { parse } from 'yaml';
import type { PromptText } from './flow-graph.ts';

/** The texts of a language's prompt files, as they are written there. @param yamls what each file holds */
export function promptTexts(...yamls: readonly string[]): PromptText {
  const files: readonly unknown[] = yamls.map((yaml) => parse(yaml));
  return (prompt) => files.map((file) => textAt(file, prompt.split('.'))).find((text) => text !== undefined);
}

function textAt(data: unknown, path: readonly string[]): string | undefined {
  let found = data;
  for (const name of path) {
    found =
      typeof found === 'object' && found !== null
        ? Object.entries(found).find(([key]) => key === name)?.[1]
        : undefined;
  }
  return typeof found === 'string' ? found : undefined;
}
