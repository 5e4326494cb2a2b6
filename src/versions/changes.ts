import type { Content } from './content.ts';

/** What happened to one file between two versions. */
export interface FileChange {
  /** `flows/NAME.yaml`, `prompts/NAME.yaml` or `prompts/LANGUAGE/NAME.yaml`. */
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The files that differ, by name. */
export function changesBetween(before: Content, after: Content): readonly FileChange[] {
  const names = [...new Set([...before.files.keys(), ...after.files.keys()])].sort();
  return names
    .map((file) => ({ file, before: before.files.get(file), after: after.files.get(file) }))
    .filter((change) => change.before !== change.after);
}

/** The same in words for the list of versions: `changed flows/a.yaml, removed flows/b.yaml`. */
export function changesText(changes: readonly FileChange[]): string {
  const words = changes.map(({ file, before, after }) => {
    const what = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
    return `${what} ${file}`;
  });
  const shown = words.slice(0, 4);
  return words.length > shown.length ? `${shown.join(', ')} and ${words.length - 4} more` : shown.join(', ');
}
