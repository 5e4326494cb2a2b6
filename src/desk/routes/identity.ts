import { z } from 'zod';
import { tipiFatto } from '../../backoffice/operations/identita.verifica.ts';
import { birthOf, isValid } from '../../codice-fiscale/code.ts';
import { signature } from '../../codice-fiscale/keypad.ts';
import { Sensitive } from '../../privacy/sensitive.ts';
import type { Outcome } from '../../staff/wire.ts';
import { readRequest, WebError } from '../../web/errors.ts';
import type { CaseFile } from '../case-file.ts';
import { aboutOf, type DeskParts, ownCase, requestKey } from './desk-parts.ts';

const who = z.strictObject({ code: z.string().max(40), key: requestKey });
const fact = z.strictObject({ kind: z.enum(tipiFatto), value: z.string().min(1).max(60), key: requestKey });
const foundPerson = z.object({ persona: z.instanceof(Sensitive) });
const severalPeople = z.object({ ricerca: z.instanceof(Sensitive) });

/**
 * Codes and facts that can be tried in one conversation. Who calls has a few slips of the tongue; the back office bounds
 * the wrong facts about one person besides, whoever asks.
 */
const mostTries = 12;

const enough: Outcome = {
  outcome: 'refused',
  text: 'Troppi tentativi in questa conversazione: l’identità non si può più verificare a voce.',
};
const unavailable: Outcome = {
  outcome: 'unavailable',
  text: 'Gli archivi non rispondono. Riprovi tra poco.',
};

/**
 * Who is on the line. The operator types what the caller says, the back office says right or wrong and never the value
 * (message 1114/2020: two facts at least that only the person concerned knows).
 */
export function serveIdentity(parts: DeskParts): void {
  const { app, backOffice, cases, records } = parts;

  /** Counted and written down before it is tried. @throws WebError when it could not be written down */
  const begin = async (file: CaseFile, by: string, key: string): Promise<boolean> => {
    if ((await cases.countTry(file.id)) > mostTries) return false;
    if (!(await records.identityChecked(aboutOf(file), by, key))) throw new WebError(503, 'not-audited');
    return true;
  };

  app.post('/api/desk/conversations/:id/person', async (request) => {
    const file = await ownCase(parts, request);
    const { code, key } = readRequest(who, request.body);
    const text = code.replace(/\s+/g, '').toUpperCase();
    const isPerson = isValid(text);
    if (!isPerson && !/^\d{11}$/.test(text)) {
      const answer: Outcome = {
        outcome: 'refused',
        text: 'Il codice fiscale non è scritto correttamente: lo faccia ripetere.',
      };
      return { ...answer, card: parts.card(file) };
    }
    if (!(await begin(file, 'codice-fiscale', key))) return { ...enough, card: parts.card(file) };
    const call = { idempotencyKey: `${file.id}:${key}` };
    let answer = await backOffice.call(
      'persone.cerca',
      { chiavi: new Sensitive('codice-fiscale', signature(text)) },
      call,
    );
    // Two people with the same keys: what else the code says tells them apart.
    const several = answer.outcome === 'ambiguous' ? severalPeople.safeParse(answer.value) : undefined;
    if (several?.success === true && isPerson) {
      answer = await backOffice.call(
        'persone.distingui',
        {
          ricerca: several.data.ricerca,
          mese: new Sensitive('data', String(birthOf(text).month)),
          iniziale: new Sensitive('data', text.charAt(0)),
        },
        { idempotencyKey: `${file.id}:${key}:2` },
      );
    }
    const found = answer.outcome === 'found' ? foundPerson.safeParse(answer.value) : undefined;
    if (found?.success === true) {
      const person = new Sensitive('persona', String(found.data.persona.reveal()));
      const changed = await cases.change(file, { person, facts: [] });
      return { outcome: 'done', text: 'Codice fiscale presente in archivio.', card: parts.card(changed) };
    }
    const told: Outcome =
      answer.outcome === 'unavailable'
        ? unavailable
        : answer.outcome === 'ambiguous'
          ? {
              outcome: 'refused',
              text: 'Il codice corrisponde a più persone: serve un appuntamento in sede.',
            }
          : { outcome: 'refused', text: 'Nessuno in archivio ha questo codice fiscale.' };
    return { ...told, card: parts.card(file) };
  });

  app.post('/api/desk/conversations/:id/facts', async (request) => {
    const file = await ownCase(parts, request);
    const { kind, value, key } = readRequest(fact, request.body);
    if (file.person === null) throw new WebError(409, 'no-person');
    if (!(await begin(file, kind, key))) return { ...enough, card: parts.card(file) };
    const { outcome } = await backOffice.call(
      'identita.verifica',
      { persona: file.person, tipo: kind, valore: new Sensitive('pratica', value.trim()) },
      { idempotencyKey: `${file.id}:${key}` },
    );
    if (outcome === 'found') {
      const changed = await cases.change(file, { facts: [...new Set([...file.facts, kind])] });
      return { outcome: 'done', text: 'Il dato è giusto.', card: parts.card(changed) };
    }
    const told: Outcome =
      outcome === 'not-found'
        ? { outcome: 'refused', text: 'Il dato non è giusto.' }
        : outcome === 'locked'
          ? {
              outcome: 'refused',
              text: 'Troppi dati sbagliati: per un’ora questa persona non si può verificare.',
            }
          : unavailable;
    return { ...told, card: parts.card(file) };
  });
}
