import { readFile, stat } from 'node:fs/promises';
import { longestFlow } from './limits.ts';
import { type Remark, Source } from './source.ts';

/** What a file holds, or why it cannot be had. */
export type FileText =
  | { readonly text: string; readonly problem?: undefined }
  | { readonly text?: undefined; readonly problem: Remark };

/**
 * Reads a text file that people write: never more than the longest such file has, and never a pipe or a device,
 * which could keep the reader waiting. Throws nothing: what is wrong is in the answer.
 */
export async function readText(file: string, longest: number = longestFlow): Promise<FileText> {
  try {
    const { size, ...entry } = await stat(file).then((found) => ({
      size: found.size,
      plain: found.isFile(),
    }));
    if (!entry.plain) {
      return unread(
        'unreadable',
        'this is not a file',
        'Remove it, or give it a name that does not end in .yaml',
      );
    }
    if (size > longest) {
      const message = `the file has ${Math.ceil(size / 1024)} kB, more than ${longest / 1024}`;
      return unread(
        'too-long',
        message,
        'Split it: one service a file; recordings and data belong elsewhere',
      );
    }
    return decode(await readFile(file));
  } catch (error) {
    const code =
      typeof error === 'object' && error !== null && 'code' in error ? error.code : 'no reason given';
    if (code === 'ENOENT') return unread('unreadable', 'the file is not there', 'Put it back, or write it');
    return unread(
      'unreadable',
      `the file cannot be read (${String(code)})`,
      'Make it readable for this user',
    );
  }
}

/** A YAML file of a disk, ready to be asked for its data and its problems. */
export async function readSource(file: string, longest: number = longestFlow): Promise<Source> {
  const { text = '', problem } = await readText(file, longest);
  return new Source(file, text, { unread: problem, longest });
}

function decode(bytes: Uint8Array): FileText {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const [first, second] = bytes;
    const wide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
    const found = wide ? 'it is UTF-16' : `line ${lineOfFault(bytes)} has other bytes`;
    return unread('not-utf-8', `the file is not UTF-8 text: ${found}`, 'Save it with the encoding UTF-8');
  }
}

/** The line, from 1, on which bytes stop being UTF-8. */
function lineOfFault(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const part = bytes.subarray(start, end === -1 ? bytes.length : end);
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(part);
    } catch {
      return line;
    }
    start = end === -1 ? bytes.length : end + 1;
  }
  return line;
}

function unread(code: string, message: string, mend: string): FileText {
  return { problem: { code, message, mend } };
}
