import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readNoticeNumber } from '../../../pagopa/notice.ts';
import { resultSchema } from '../../operation.ts';
import { lavoroDomesticoContributi } from '../../operations/lavoro-domestico.contributi.ts';
import { syntheticRelations } from '../domestic-relations.ts';
import { askedAbout } from './asked-about.ts';
import { lavoroDomesticoContributiHandler } from './lavoro-domestico.contributi.ts';

const codeOf = (index: number, position = 0) => syntheticRelations(index)[position]?.code ?? '';

/** What the back office answers, as it goes over the wire, to somebody who may be any of these citizens. */
function told(rapporto: string, day: string, ...citizens: number[]) {
  const answer = lavoroDomesticoContributiHandler.answer(
    { persona: 'chi-chiama', rapporto },
    askedAbout(new Date(day.includes('T') ? day : `${day}T10:00:00+01:00`), ...citizens),
  );
  const results: z.ZodType = resultSchema(lavoroDomesticoContributi);
  return z.encode(results, answer);
}

describe('the contributions of a relation', () => {
  test('are those of the quarter that can be paid, with everything that is told about them', () => {
    // 20 hours x 13 weeks x 1.92 euro.
    const answer = told(codeOf(0), '2026-10-03', 0);
    expect(answer).toEqual({
      outcome: 'found',
      value: {
        ...{ persona: 'citizen 0', contratto: 'indeterminato', stato: 'da-pagare', anno: 2026, trimestre: 3 },
        ...{ importo: 49_920, ore: 260, settimane: 13, apertura: '2026-10-01', scadenza: '2026-10-10' },
        ...{ pagato: null, avviso: expect.stringMatching(/^301\d{15}$/), email: true },
      },
    });
    const { avviso } = z.object({ value: z.object({ avviso: z.string() }) }).parse(answer).value;
    expect(readNoticeNumber(avviso)).toMatchObject({ segregationCode: '01' });
    expect(avviso).not.toContain(codeOf(0).slice(0, 6));
  });

  test.each([
    { day: '2026-10-08', citizen: 0, stato: 'gia-pagato', trimestre: 3, pagato: '2026-10-05' },
    { day: '2026-11-23', citizen: 0, stato: 'non-ancora-aperto', trimestre: 4, apertura: '2027-01-01' },
    { day: '2026-11-23', citizen: 1, stato: 'scaduto', trimestre: 3, scadenza: '2026-10-10' },
    // 54 hours x 13 weeks x (1.24 + 0.06) euro.
    { day: '2026-11-23', citizen: 4, stato: 'non-ancora-aperto', ore: 702, importo: 91_260 },
    // In place of somebody: 25 hours x 13 weeks x 1.24 euro.
    { day: '2026-11-23', citizen: 5, contratto: 'sostituzione', importo: 40_300 },
    // Without CUAF, 30 hours: 390 x 1.25 euro; nobody has an e-mail address of this one.
    { day: '2026-11-23', citizen: 6, importo: 48_750, email: false },
    // Fixed term without CUAF: 260 x 2.06 euro.
    { day: '2026-11-23', citizen: 13, contratto: 'determinato', importo: 53_560 },
    // Ended on 14 November, ten days to pay; 7 weeks x 20 hours x 1.92 euro.
    { day: '2026-11-22', citizen: 10, stato: 'da-pagare', scadenza: '2026-11-24', importo: 26_880 },
    { day: '2026-11-23', citizen: 10, stato: 'gia-pagato', pagato: '2026-11-23' },
    // 20 hours until 17 October, 30 from the week of the 19th: 3 x 20 x 1.92 + 10 x 30 x 1.24 euro.
    { day: '2027-01-08', citizen: 18, stato: 'da-pagare', importo: 48_720, ore: 360 },
    // The first week closes on 3 October.
    { day: '2026-10-01', citizen: 19, stato: 'non-ancora-aperto', trimestre: 4, settimane: 13 },
  ])('on $day of citizen $citizen', ({ day, citizen, ...expected }) => {
    expect(told(codeOf(citizen), day, citizen)).toMatchObject({ outcome: 'found', value: expected });
  });

  test.each([
    { day: '2026-11-23', citizen: 9, motivo: 'rapporto-cessato' },
    { day: '2026-11-23', citizen: 16, motivo: 'nessuna-ora' },
    { day: '2027-01-20', citizen: 0, motivo: 'importi-non-pubblicati' },
  ])('are none on $day of citizen $citizen: $motivo', ({ day, citizen, motivo }) => {
    expect(told(codeOf(citizen), day, citizen)).toEqual({ outcome: 'absent', value: { motivo } });
  });

  test('are told by the day in Italy, not in Greenwich', () => {
    const told3 = { outcome: 'found', value: { trimestre: 3, stato: 'da-pagare' } };
    expect(told(codeOf(0), '2026-09-30T22:30:00Z', 0)).toMatchObject(told3);
    expect(told(codeOf(0), '2026-09-30T21:30:00Z', 0)).not.toMatchObject(told3);
  });

  test('of each of two relations are those of its own code', () => {
    const day = '2026-11-23';
    expect(told(codeOf(1, 1), day, 1)).toMatchObject({
      value: { contratto: 'determinato', importo: 53_300 },
    });
    expect(told(codeOf(1, 0), day, 1)).toMatchObject({
      value: { contratto: 'indeterminato', importo: 49_920 },
    });
  });

  test('settle which of several people has that relation', () => {
    expect(told(codeOf(8), '2026-11-23', 7, 8)).toMatchObject({ value: { persona: 'citizen 8' } });
  });

  test('are not told to anybody else', () => {
    expect(told(codeOf(0), '2026-11-23', 1)).toEqual({ outcome: 'not-found', value: {} });
    expect(told('0000000000', '2026-11-23', 0, 1)).toEqual({ outcome: 'not-found', value: {} });
    expect(() => told('123', '2026-11-23', 0)).toThrow(z.ZodError);
  });
});
