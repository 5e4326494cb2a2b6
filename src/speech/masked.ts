import { MessageError } from './message-values.ts';
import type { Messages } from './messages.ts';

/** What was said, for the journal: personal values masked; a text that cannot be made gives its id. */
export function textsOf(messages: Messages): {
  masked(prompt: string, language: string, values: Readonly<Record<string, unknown>>): string;
} {
  return {
    masked: (prompt, language, values) => {
      try {
        return messages.format(prompt, language, values).masked;
      } catch (error) {
        if (error instanceof MessageError) return `[${prompt}]`;
        throw error;
      }
    },
  };
}
