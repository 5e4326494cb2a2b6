import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { smsParts } from '../../src/mail/carriers/sms-parts.ts';
import { smsMessage } from '../../src/mail/carriers/sms-text.ts';
import { languages } from '../../src/speech/language.ts';
import { loadMessages } from '../../src/speech/load-messages.ts';
import type { Messages } from '../../src/speech/messages.ts';
import { projectDir } from '../support/parts.ts';

const booking = {
  codice: '47120385',
  data: '2026-11-23',
  ora: '10:30',
  sede: 'Reggio nell’Emilia',
  via: 'Via della Previdenza',
  civico: 12,
  comune: 'Reggio nell’Emilia',
  modo: 'in-presenza',
};

describe('the text message of a booking', () => {
  let messages: Messages;
  beforeAll(async () => {
    ({ messages } = await loadMessages(join(projectDir, 'prompts'), languages));
  });
  const text = (language: string, values: object = booking) =>
    smsMessage(
      (id, one, given) => messages.write(id, one, given),
      (id, one) => messages.has(id, one),
      { text: 'prenotazione.sms', values: { ...values }, language },
    );

  test.each(languages)('in %s is short, in figures and without marks of speech', (language) => {
    for (const modo of ['in-presenza', 'ricontatto']) {
      const message = text(language, { ...booking, modo });
      expect(message.language).toBe(language);
      expect(message.text).toContain('47120385');
      expect(message.text).toContain('10:30');
      expect(message.text).toMatch(/\b23\b/);
      expect(message.text).not.toMatch(/[{}\u064b-\u0652]/);
      expect(smsParts(message.text)?.parts.length).toBeLessThanOrEqual(5);
    }
  });

  test('in Italian says it in these words, in two parts of the GSM alphabet', () => {
    const message = text('it');
    expect(message.text).toBe(
      'INPS, prenotazione 47120385: lunedì 23 novembre 2026, alle 10:30. Sede di Reggio nell’Emilia, ' +
        'Via della Previdenza, numero 12, Reggio nell’Emilia. Per spostarla o disdirla chiami il Contact Center.',
    );
    expect(smsParts(message.text)).toMatchObject({ encoding: 'gsm-7', parts: { length: 2 } });
  });

  test('in a language without the text is in Italian', () => {
    expect(text('zh')).toEqual(text('it'));
  });

  test('without a value is none', () => {
    expect(() => text('it', { codice: '47120385' })).toThrow('has no value');
  });
});
