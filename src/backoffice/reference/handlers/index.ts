import { documentiDisponibileHandler } from './documenti.disponibile.ts';
import type { Handler } from './handler.ts';
import { contributi } from './lavoro-domestico.contributi.ts';

/** Every operation that is answered without a database. */
export const handlers: readonly Handler[] = [documentiDisponibileHandler];
export const handlers: readonly Handler[] = [contributi];
