import { domandePubblicaHandler } from './domande.pubblica.ts';
import type { Handler } from './handler.ts';

/** Every operation that is answered without a database. */
export const handlers: readonly Handler[] = [domandePubblicaHandler];
