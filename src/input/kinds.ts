import { amount } from './amount.ts';
import { codiceFiscale } from './codice-fiscale.ts';
import { date } from './date.ts';
import { digits } from './digits.ts';
import type { RegisteredKind } from './kind.ts';
import { letter } from './letter.ts';
import { month } from './month.ts';
import { name } from './name.ts';
import { phone } from './phone.ts';
import { pin } from './pin.ts';
import { yesNo } from './yes-no.ts';

/** Every input kind by its name, the word that a flow file writes behind `ask:`. */
export const inputKinds: ReadonlyMap<string, RegisteredKind> = new Map(
  [codiceFiscale, digits, pin, date, month, letter, name, yesNo, amount, phone].map((kind) => [
    kind.name,
    kind,
  ]),
);
