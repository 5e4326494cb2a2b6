import { expect, test } from '@jest/globals';
import { statiVerbale } from '../../operations/verbali.spedizione.ts';
import { protocolKeys, syntheticCitizen } from '../citizens.ts';
import { reportOf } from '../medical-reports.ts';
import { askedAbout } from './asked-about.ts';
import { verbaliSpedizioneHandler } from './verbali.spedizione.ts';

const citizens = Array.from({ length: 1_000 }, (_, index) => syntheticCitizen(index));
const now = new Date('2026-11-23T09:00:00Z');
const search = (pratica: string, ...indexes: readonly number[]) =>
  verbaliSpedizioneHandler.answer({ persona: 'somebody', pratica }, askedAbout(now, ...indexes));

test('every application is told of by each of its numbers: where its report is, or that it has none', () => {
  const states = new Set<unknown>();
  for (const { index, practices } of citizens) {
    for (const [position, practice] of practices.entries()) {
      const report = reportOf(index, position, practice);
      for (const keyed of [practice.domus, protocolKeys(practice), practice.numero]) {
        const { outcome, value } = search(keyed, index);
        expect(outcome).toBe(report === undefined ? 'absent' : 'found');
        if (report === undefined) continue;
        const { stato, data, entro } = Object(value);
        expect(stato).toBe(report.stato);
        expect(stato === 'in-giacenza' ? entro > '2026-11-23' && data < entro : data <= entro).toBe(true);
        states.add(stato);
      }
      expect(report === undefined).toBe(
        practice.prestazione !== 'invalidita-civile' || practice.stato === 'annullata',
      );
    }
  }
  expect(states).toEqual(new Set(statiVerbale));
});

test('the number settles an open search, and is nobody else’s', () => {
  const [practice] = syntheticCitizen(7).practices;
  expect(search(practice?.domus ?? '', 7, 8)).toMatchObject({ outcome: 'found' });
  expect(search(practice?.domus ?? '', 8)).toEqual({ outcome: 'not-found', value: {} });
});
