import { z } from 'zod';

/** The two funds that the self-employed pay into. */
export const gestioni = ['artigiani', 'commercianti'] as const;
export type Gestione = (typeof gestioni)[number];
export const gestione = z.enum(gestioni);

/** How much of a debt is with the collection agency. */
export const riscossioni = ['nessuna', 'parte', 'tutta'] as const;
export type Riscossione = (typeof riscossioni)[number];

/** Causes of contributions on the minimum income, as the F24 form names them (inps.it, F24 for artisans and traders). */
export const causali = ['AF', 'CF'] as const;
