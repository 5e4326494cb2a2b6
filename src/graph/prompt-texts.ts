import { parse } from 'yaml';
import type { PromptText } from './flow-graph.ts';

/** The texts of one prompt file, as they are written there. */
export function promptTexts(yaml: string): PromptText {
  const data: unknown = parse(yaml);
  return (prompt) => {
    let found: unknown = data;
    for (const name of prompt.split('.')) {
      found =
        typeof found === 'object' && found !== null
          ? Object.entries(found).find(([key]) => key === name)?.[1]
          : undefined;
    }
    return typeof found === 'string' ? found : undefined;
  };
}
