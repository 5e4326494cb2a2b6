import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Media, TelephonyError } from '../port.ts';

const bytesPerMs = 16;
const maxSilenceMs = 60_000;

/**
 * Media as Asterisk wants them: `sound:/path/without/extension`. ARI plays no silence of a given length
 * (`tone:` never ends, `sound:silence/N` needs a sound package and whole seconds), so silence is a file in a
 * folder that Asterisk reads, written when its length is first needed.
 */
export class MediaUris {
  readonly #folder: string;
  readonly #silences = new Map<number, string>();

  /** `silenceFolder` is made when it is first needed; Asterisk must see it under the same path. */
  constructor(silenceFolder: string) {
    this.#folder = resolve(silenceFolder);
  }

  /** The URIs of a playback's media. Throws TelephonyError `refused` for what Asterisk cannot be given. */
  of(media: readonly Media[]): string[] {
    if (media.length === 0) throw new TelephonyError('refused', 'play: there is nothing to play');
    return media.map((piece) => this.#uri(piece));
  }

  #uri(piece: Media): string {
    switch (piece.kind) {
      case 'file':
        return fileUri(piece.path);
      case 'silence':
        return this.#silence(piece.ms);
      case 'recording':
        return recordingUri(piece.name);
    }
  }

  /** Lengths go in steps of 20 ms, that of a packet: at most 3,000 files. */
  #silence(ms: number): string {
    const length = Math.min(Math.max(20, Math.ceil(ms / 20) * 20), maxSilenceMs);
    let uri = this.#silences.get(length);
    if (uri === undefined) {
      uri = this.#write(length);
      this.#silences.set(length, uri);
    }
    return uri;
  }

  /** Synchronous, so that playbacks keep their order; under another name first, so that no half file is played. */
  #write(ms: number): string {
    const path = join(this.#folder, `silence-${ms}`);
    const temporary = `${path}.${process.pid}.part`;
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(temporary, Buffer.alloc(ms * bytesPerMs));
      renameSync(temporary, `${path}.sln`);
    } catch (error) {
      throw new TelephonyError('refused', `play: cannot write a silent file into ${this.#folder}`, {
        cause: error,
      });
    }
    return `sound:${path}`;
  }
}

/** Asterisk looks for the format itself; ARI separates media by commas and knows no escape for them. */
function fileUri(path: string): string {
  if (!path.startsWith('/') || path.includes(',')) {
    throw new TelephonyError('refused', 'play: a file needs an absolute path without commas');
  }
  const dot = path.lastIndexOf('.');
  return `sound:${dot > path.lastIndexOf('/') ? path.slice(0, dot) : path}`;
}

/** Asterisk knows a recording by its name, wherever its file is. */
function recordingUri(name: string): string {
  if (name === '' || name.includes(','))
    throw new TelephonyError('refused', 'play: a recording needs a name without commas');
  return `recording:${name}`;
}
