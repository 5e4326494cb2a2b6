import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type CallContext, sealContext } from '../operators/call-context.ts';
import { Sealer } from '../privacy/seal.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { cardOf, contextOf, hiddenValue, personOf } from './card.ts';
import type { CaseFile } from './case-file.ts';

const sealer = new Sealer(randomBytes(32));
const context: CallContext = {
  callId: 'call-1',
  line: '803164',
  language: 'en',
  caller: new Sensitive('telefono', '+393331234567'),
  queue: 'pensioni',
  level: 'pratica',
  steps: [{ flow: 'stato-domanda', step: 'esito' }],
  values: {
    tema: 'naspi',
    persona: new Sensitive('persona', 'a-reference'),
    domanda: { domus: new Sensitive('pratica', '2000000000000'), stato: 'in-lavorazione', sollecito: false },
    nulla: null,
  },
  at: 0,
};
const fileOf = (given: Partial<CallContext> = {}, revealed: readonly string[] = []): CaseFile => ({
  id: 'offer-1',
  kind: 'call',
  operator: 'rossi',
  callId: 'call-1',
  queue: 'pensioni',
  topic: 'pensioni',
  language: 'en',
  waitedSeconds: 125,
  sealedContext: sealContext(sealer, { ...context, ...given }),
  person: new Sensitive('persona', 'a-reference'),
  facts: [],
  revealed: [...revealed],
  disposition: null,
});
const card = (file: CaseFile) => cardOf(file, { sealer, factsNeeded: 2, topics: () => 'Pensioni' });

describe('the card of a caller', () => {
  test('shows what is plain, hides what is personal, and never the reference of the back office', () => {
    const shown = card(fileOf());
    expect(shown).toMatchObject({
      topic: 'Pensioni',
      language: { name: 'en', title: 'inglese' },
      level: 'Codice fiscale e numero di pratica',
      steps: ['Stato domanda: Esito'],
      verified: true,
      person: true,
    });
    expect(shown.fields.map(({ name, value, hidden }) => [name, value, hidden])).toEqual([
      ['caller', '••••••', true],
      ['tema', 'Naspi', false],
      ['domanda.domus', '••••••', true],
      ['domanda.stato', 'In lavorazione', false],
      ['domanda.sollecito', 'no', false],
    ]);
    expect(JSON.stringify(shown)).not.toMatch(/2000000000000|3331234567|a-reference/);
  });

  test('shows what was revealed, that and nothing else', () => {
    const shown = card(fileOf({}, ['domanda.domus']));
    expect(shown.fields.find(({ name }) => name === 'domanda.domus')).toMatchObject({
      value: '2000000000000',
      hidden: false,
    });
    expect(JSON.stringify(shown)).not.toContain('3331234567');
  });

  test('only what is hidden can be revealed', () => {
    expect(hiddenValue(context, 'caller')).toBe('+393331234567');
    expect(hiddenValue(context, 'tema')).toBeUndefined();
    expect(hiddenValue(context, 'persona')).toBeUndefined();
    expect(hiddenValue(context, '__proto__')).toBeUndefined();
  });

  test('a level without something that only the caller has is not verified; two facts are', () => {
    expect(card(fileOf({ level: 'codice-fiscale' })).verified).toBe(false);
    expect(card(fileOf({ level: null })).verified).toBe(false);
    expect(card({ ...fileOf({ level: null }), facts: ['domus'] }).verified).toBe(false);
    expect(card({ ...fileOf({ level: null }), facts: ['domus', 'importo'] }).verified).toBe(true);
  });

  test.each(['pin', 'pratica'])(
    'what was keyed in at level %s verifies its own person and no other',
    (level) => {
      expect(card(fileOf({ level })).verified).toBe(true);
      const other = { ...fileOf({ level }), person: new Sensitive('persona', 'another-reference') };
      expect(card(other).verified).toBe(false);
      expect(card({ ...other, facts: ['domus'] }).verified).toBe(false);
      expect(card({ ...other, facts: ['domus', 'importo'] }).verified).toBe(true);
      expect(card({ ...fileOf({ level }), person: null })).toMatchObject({ person: false, verified: false });
      // Of a public employee only the practice is known, and nobody whom the back office named.
      expect(card(fileOf({ level, values: {} })).verified).toBe(false);
    },
  );

  test('the person is who the IVR identified, and nobody where it identified nobody', () => {
    expect(personOf(context)?.reveal()).toBe('a-reference');
    expect(personOf({ ...context, level: null })).toBeNull();
    expect(personOf({ ...context, values: {} })).toBeNull();
    expect(personOf(undefined)).toBeNull();
  });

  test('a context that was sealed with another key is none, and the card has only what is known without it', () => {
    const other = new Sealer(randomBytes(32));
    expect(contextOf(fileOf(), other)).toBeUndefined();
    expect(cardOf(fileOf(), { sealer: other, factsNeeded: 2, topics: () => 'Pensioni' })).toMatchObject({
      fields: [],
      level: 'Non identificato',
      verified: false,
    });
  });
});
