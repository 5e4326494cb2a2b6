/** The programs that Centralino runs, wherever they came from. */
import type { Program } from './program.ts';

/** Where a program came from. */
export type Origin =
  | { readonly from: 'machine'; readonly path: string }
  | { readonly from: 'debian-root'; readonly path: string }
  /** Only tests: nothing of a container is known to who runs the programs of this machine. */
  | { readonly from: 'container'; readonly image: string };

export interface Tool {
  readonly origin: Origin;
  /** As the program prints it, e.g. `22.10.1`. */
  readonly version: string;
  readonly program: Program;
}

export interface AsteriskTool extends Tool {
  readonly modulesDir: string;
  /** documentation/ and sounds/ are in here. */
  readonly dataDir: string;
}

/** How to run everything a phone line needs. */
export interface Tools {
  readonly asterisk: AsteriskTool;
  readonly redis: Tool;
  /** Speaks text: `-v it -w out.wav TEXT`. */
  readonly espeak: Tool;
}

export interface PostgresTool extends Tool {
  /** initdb of the same version. */
  readonly initdb: Program;
}

/** Where a tool came from, in a few words for the terminal. */
export function describeOrigin(origin: Origin): string {
  switch (origin.from) {
    case 'machine':
      return `of this machine (${origin.path})`;
    case 'debian-root':
      return `from Debian packages (${origin.path})`;
    case 'container':
      return `in a container of ${origin.image}`;
  }
}
