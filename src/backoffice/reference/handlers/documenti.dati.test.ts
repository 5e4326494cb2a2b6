import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Content } from '../../../document-content/content.ts';
import { Sensitive } from '../../../privacy/sensitive.ts';
import { resultSchema } from '../../operation.ts';
import { documentiDati } from '../../operations/documenti.dati.ts';
import { type Documento, documenti } from '../../operations/documenti.disponibile.ts';
import { listCitizens } from '../citizens.ts';
import { syntheticRelations } from '../domestic-relations.ts';
import { artigianiF24Handler } from './artigiani.f24.ts';
import { artigianiSituazioneHandler } from './artigiani.situazione.ts';
import { askedAbout } from './asked-about.ts';
import { documentiDatiHandler } from './documenti.dati.ts';
import { documentiDisponibileHandler } from './documenti.disponibile.ts';
import { lavoroDomesticoContributiHandler } from './lavoro-domestico.contributi.ts';
import { pagamentiElencoHandler } from './pagamenti.ts';

const population = 150;
const asked = (index: number) => askedAbout(new Date('2026-11-23T09:00:00Z'), index);
const results: z.ZodType = resultSchema(documentiDati);
const found = z.object({
  outcome: z.literal('found'),
  value: z.object({
    destinatario: z.object({
      nome: z.instanceof(Sensitive<string>),
      residenza: z.instanceof(Sensitive<unknown>).nullable(),
      email: z.instanceof(Sensitive<string>).nullable(),
    }),
    dati: z.instanceof(Sensitive<Content>),
  }),
});

/** Over the wire and back, as a client gets it. */
function ask(index: number, tipo: Documento, parametri: Record<string, unknown> = {}) {
  const answer = documentiDatiHandler.answer({ persona: 'chi-chiama', tipo, parametri }, asked(index));
  const wire: unknown = JSON.parse(JSON.stringify(z.encode(results, answer)));
  const read = found.safeParse(results.parse(wire));
  return read.success ? read.data.value : undefined;
}
type ContentOf<Kind extends Documento> = Extract<Content, { tipo: Kind }>;
const isOf = <Kind extends Documento>(content: Content, tipo: Kind): content is ContentOf<Kind> =>
  content.tipo === tipo;
const dataOf = <Kind extends Documento>(index: number, tipo: Kind, parametri?: Record<string, unknown>) => {
  const content = ask(index, tipo, parametri)?.dati.reveal();
  return content !== undefined && isOf(content, tipo) ? content : undefined;
};
const told = (handler: typeof pagamentiElencoHandler, index: number, args: Record<string, unknown> = {}) =>
  handler.answer({ persona: 'chi-chiama', ...args }, asked(index));

describe('what a document says', () => {
  test('every kind is there for somebody, of the contract’s form, and personal all of it', () => {
    const seen = new Set<string>();
    for (let index = 0; index < population; index += 1) {
      for (const tipo of documenti) {
        const rapporto = syntheticRelations(index)[0]?.code;
        const parametri = tipo === 'avviso-pagopa' ? { anno: 2026, trimestre: 4, rapporto } : {};
        if (tipo === 'avviso-pagopa' && rapporto === undefined) continue;
        const value = ask(index, tipo, parametri);
        if (value === undefined) continue;
        seen.add(tipo);
        const shown = JSON.stringify(value);
        const { codiceFiscale, nome } = value.dati.reveal().intestatario;
        expect(shown.includes(codiceFiscale) || shown.includes(nome)).toBe(false);
      }
    }
    expect([...seen].sort()).toEqual([...documenti].sort());
  });

  test('a document is refused that was not to be had in the first place', () => {
    for (let index = 0; index < 40; index += 1) {
      for (const tipo of documenti.filter((kind) => kind !== 'avviso-pagopa')) {
        const available = documentiDisponibileHandler.answer(
          { persona: 'chi-chiama', tipo, parametri: {}, canale: 'residenza' },
          asked(index),
        );
        if (JSON.stringify(available.value).includes('non-disponibile'))
          expect(ask(index, tipo)).toBeUndefined();
      }
    }
  });

  test('payments are those that the caller hears, and the year’s are of that year', () => {
    for (let index = 0; index < 100; index += 1) {
      const statement = dataOf(index, 'estratto-pagamenti');
      const heard = told(pagamentiElencoHandler, index);
      if (statement === undefined || heard.outcome !== 'found') continue;
      const { pagamenti } = z.object({ pagamenti: z.array(z.looseObject({})) }).parse(heard.value);
      const past = pagamenti.filter(({ data }) => String(data) <= '2026-11-23');
      expect(statement.pagamenti.slice(0, past.length)).toEqual(
        past.map((one) => ({ ...one, anno: Number(String(one['data']).slice(0, 4)) })),
      );
      const last = dataOf(index, 'estratto-pagamenti', { anno: 2025 });
      expect(new Set(last?.pagamenti.map(({ data }) => data.slice(0, 4)))).toEqual(new Set(['2025']));
    }
  });

  test('debts, F24 lines and notices agree with what the other operations tell', () => {
    const [citizens, notices] = [listCitizens({ limit: 60, total: 60 }), new Set<string>()];
    for (let index = 0; index < citizens.length; index += 1) {
      const debt = dataOf(index, 'situazione-debitoria');
      if (debt !== undefined) {
        const agency = debt.rate.filter(({ riscossione }) => riscossione).length;
        expect(told(artigianiSituazioneHandler, index).value).toEqual({
          gestione: debt.gestione,
          totale: debt.totale,
          rate: debt.rate.length,
          scaduta: debt.rate[0]?.scadenza,
          riscossione: agency === 0 ? 'nessuna' : agency === debt.rate.length ? 'tutta' : 'parte',
        });
      }
      const next = told(artigianiF24Handler, index).value;
      const lines = dataOf(index, 'dati-f24');
      if (lines !== undefined)
        expect(lines.rate.map((line) => ({ ...line, gestione: lines.gestione, anno: 2026 }))).toContainEqual(
          next,
        );
      for (const rapporto of citizens[index]?.rapportiDomestici ?? []) {
        const due = told(lavoroDomesticoContributiHandler, index, { rapporto });
        if (due.outcome !== 'found' || index % 20 === 19) continue;
        const quarter = z
          .object({ anno: z.number(), trimestre: z.number(), stato: z.string(), avviso: z.string() })
          .parse(due.value);
        const { anno, trimestre } = quarter;
        const notice = dataOf(index, 'avviso-pagopa', { anno, trimestre, rapporto });
        expect(notice === undefined).toBe(quarter.stato === 'gia-pagato');
        if (notice === undefined) continue;
        notices.add(notice.numero);
        expect(due.value).toMatchObject({
          avviso: notice.numero,
          importo: notice.importo,
          scadenza: notice.scadenza,
          ore: notice.ore,
        });
      }
    }
    expect(notices.size).toBeGreaterThan(10);
  });

  test('the instalment of a pension is what was credited, and its parts are the whole', () => {
    const instalments = Array.from({ length: 200 }, (_, index) => dataOf(index, 'rata-pensione'));
    expect(
      instalments.filter((one) => one !== undefined && one.trattenute.length > 0).length,
    ).toBeGreaterThan(20);
    for (const [index, one] of instalments.entries()) {
      if (one === undefined) continue;
      const paid = dataOf(index, 'estratto-pagamenti')?.pagamenti ?? [];
      expect(paid).toContainEqual(expect.objectContaining({ data: one.pagamento, importo: one.netto }));
    }
  });

  test('the tax of a certificate is gross tax less deductions, and no year is certified before its end', () => {
    for (let index = 0; index < 200; index += 1) {
      const certificate = dataOf(index, 'certificazione-unica');
      if (certificate === undefined) continue;
      const box = (punto: number) => {
        const one = certificate.caselle.find((casella) => casella.punto === punto);
        return one !== undefined && 'importo' in one ? one.importo : Number.NaN;
      };
      expect(box(21)).toBe(box(361) - box(373));
      expect(box(26) + box(27)).toBeLessThanOrEqual(box(22));
    }
    expect(ask(0, 'certificazione-unica', { anno: 2026 })).toBeUndefined();
  });

  test('the first citizens hold every kind of recipient', () => {
    const recipients = Array.from({ length: 19 }, (_, index) => ask(index, 'estratto-contributivo'));
    const addresses = recipients.map((one) =>
      z
        .looseObject({})
        .nullish()
        .parse(one?.destinatario.residenza?.reveal() ?? null),
    );
    expect(addresses.some((one) => one === null)).toBe(true);
    expect(addresses.some((one) => one?.['stato'] !== '')).toBe(true);
    expect(addresses.some((one) => one?.['cap'] === '')).toBe(true);
    expect(recipients.some((one) => one?.destinatario.email === null)).toBe(true);
    expect(recipients[5]?.dati.reveal().intestatario.nomeOriginale).toBe('Оксана Шевченко');
    expect(dataOf(16, 'estratto-contributivo')?.periodi.length).toBeGreaterThan(7_000);
  });
});
