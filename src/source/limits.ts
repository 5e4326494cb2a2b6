import { type Document, isAlias, isNode, isScalar, visit } from 'yaml';
import type { Remark } from './source.ts';

/** Bytes of the longest flow: a hundred times a usual one. YAML made to be slow takes its time squared to read. */
export const longestFlow = 256 * 1024;

/** Bytes of the longest file of prompts: the texts of a hundred long flows in a script of two bytes a letter. */
export const longestPrompts = 1024 * 1024;

/** Levels of maps and lists: flows need seven. */
const deepest = 40;

/** What makes a text nothing to even begin to parse; undefined for a text that is all right. */
export function textProblem(text: string, longest: number): Remark | undefined {
  if (text.length > longest) {
    return {
      code: 'too-long',
      message: `the file has more than ${longest / 1024} kB`,
      mend: 'Split it: one service a file; recordings and data belong elsewhere',
    };
  }
  if (text.trim() === '' || text === '\uFEFF')
    return { code: 'empty', message: 'the file is empty', mend: 'Write it, or remove the file' };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(text)) {
    return {
      code: 'not-text',
      message: 'the file holds control characters: it is not plain text, or was not written to its end',
      mend: 'Save it again as UTF-8 text',
    };
  }
  return isDeep(text) ? tooDeep : undefined;
}

const tooDeep: Remark = {
  code: 'too-deep',
  message: `maps and lists are nested more than ${deepest} levels deep`,
  mend: 'Write it flatter: no flow needs more than seven levels',
};

/** Nesting that could exhaust the parser's stack: brackets left open, `- - -` on one line, very far indentation. */
function isDeep(text: string): boolean {
  let open = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    if (bracket === '[' || bracket === '{') open++;
    else if (open > 0) open--;
    if (open > 5 * deepest) return true;
  }
  return /^(?: *[-?:] +){40}/m.test(text) || /^ {400}/m.test(text);
}

/** What is YAML but more than a file needs: aliases (which can multiply), keys twice, maps as keys, too many levels. */
export function excess(document: Document): readonly (Remark & { offset: number })[] {
  const found: (Remark & { offset: number })[] = [];
  const report = (node: unknown, remark: Remark) =>
    found.push({ ...remark, offset: isNode(node) ? (node.range?.[0] ?? 0) : 0 });
  const deep = (node: unknown) => {
    report(node, tooDeep);
    return visit.BREAK;
  };
  visit(document, {
    Alias: (_key, alias) => {
      report(alias, {
        code: 'alias',
        message: `"*${alias.source}" repeats another part of the file`,
        mend: 'Write the value out: aliases are not used here',
      });
      return found.length > 20 ? visit.BREAK : undefined;
    },
    Map: (_key, map, path) => {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (isAlias(key)) continue;
        if (!isScalar(key)) {
          report(key ?? map, {
            code: 'yaml',
            message: 'a map or a list stands where a name should',
            mend: 'Write a name; put a text that begins with { or [ in quotes',
          });
        } else if (seen.has(String(key))) {
          report(key, {
            code: 'duplicate-key',
            message: `"${String(key)}" stands here twice`,
            mend: 'Keep one of the two',
          });
        } else seen.add(String(key));
      }
      return path.length > 2 * deepest ? deep(map) : undefined;
    },
    Seq: (_key, list, path) => (path.length > 2 * deepest ? deep(list) : undefined),
  });
  return found;
}
