/** The texts of this project, in every language: complete, sayable, and true to what the keys do. */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { causali, gestioni, riscossioni } from '../backoffice/operations/artigiani.ts';
import { motiviAssenza, perche } from '../backoffice/operations/assenze.ts';
import { documenti } from '../backoffice/operations/documenti.disponibile.ts';
import { prestazioni, stati } from '../backoffice/operations/domanda.ts';
import { tappe } from '../backoffice/operations/invii.ts';
import {
  motiviSenzaContributi,
  tipiContratto,
} from '../backoffice/operations/lavoro-domestico.contributi.ts';
import { mezziRisposta } from '../backoffice/operations/linea.richiesta.ts';
import { esiti, forme } from '../backoffice/operations/occasionali.ts';
import { accrediti, trattamenti } from '../backoffice/operations/pagamento.ts';
import { blocco } from '../backoffice/operations/persone.ts';
import { prestazioniPubbliche, statiPubblici } from '../backoffice/operations/pubblica.ts';
import { giorni, tipiSede } from '../backoffice/operations/sede.ts';
import { modi, motivi } from '../backoffice/operations/sportello.ts';
import { partsOfDay } from '../numbers/hours.ts';
import { type Language, languages } from './language.ts';
import { loadMessages } from './load-messages.ts';
import type { FormattedMessage } from './message.ts';
import type { Messages } from './messages.ts';

const projectDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const flowsDir = join(projectDir, 'flows');
const translations = languages.filter((language) => language !== 'it');

/** A code that no text knows: back offices get new ones before texts do. */
const unknownCode = 'codice-nuovo';
const days = ['2026-05-01', '2026-05-08', '2026-05-11', '2026-05-21'];
const counts = [0, 1, 2, 5, 21];
/** Cents. */
const amounts = [100, 101, 2_150, 48_000, 100_000, 113_000, 210_001, 2_500_050];
/** Written so that a rest of it in another script shows up. */
const office = 'Reggio di Calabria';

/** What every variable can be. The values of one variable sound different from each other, but for `alike`. */
const possible: Readonly<Record<string, { values: readonly (string | number)[]; alike?: boolean }>> = {
  momento: { values: partsOfDay, alike: true },
  blocco: { values: blocco.options },
  prestazione: { values: [...prestazioni, unknownCode] },
  stato: { values: [...stati, unknownCode] },
  presentata: { values: days },
  aggiornata: { values: days },
  sede: { values: [office] },
  quante: { values: counts },
  restano: { values: counts },
  tasto: { values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
  fino: { values: ['2026-11-23T10:30:00Z', '2026-11-23T20:00:00Z', '2026-11-23T00:01:00Z'] },
  scaduto: { values: days },
  servizio: {
    values: [
      'stato-domanda',
      'stato-gestione-pubblica',
      'linea-inps',
      'stato-pagamenti',
      'documenti',
      'lavoratori-domestici',
      'artigiani-commercianti',
      'prestazioni-occasionali',
      'prenotazione',
      'prenotazione-esistente',
    ],
  },
  contratto: { values: tipiContratto },
  ragione: { values: [...motiviSenzaContributi, unknownCode] },
  anno: { values: [2024, 2025, 2026] },
  trimestre: { values: [1, 2, 3, 4] },
  importo: { values: [1, ...amounts] },
  ore: { values: counts },
  settimane: { values: counts },
  apertura: { values: days },
  scadenza: { values: days },
  pagato: { values: days },
  avviso: { values: ['301000000000000144', '300000000000000003'] },
  ente: { values: ['80078750587'] },
  beneficio: { values: [...prestazioniPubbliche, unknownCode] },
  fase: { values: [...statiPubblici, unknownCode] },
  documento: {
    values: [
      'estratto-pagamenti',
      'estratto-contributivo',
      'rata-pensione',
      'certificazione-unica',
      'situazione-debitoria',
      'dati-f24',
      unknownCode,
    ],
  },
  riferimento: { values: ['4812907356', '4812907364'] },
  entro: { values: days },
  tipo: { values: [...tipiSede, unknownCode] },
  nome: { values: [office] },
  via: { values: [office] },
  comune: { values: [office] },
  civico: { values: [1, 2, 21, 108] },
  primo: { values: giorni },
  ultimo: { values: ['solo', ...giorni] },
  dalle: { values: ['08:30', '14:30'] },
  alle: { values: ['12:30', '16:30'] },
  chiusura: { values: days },
  motivo: { values: [...motivi, unknownCode] },
  ora: { values: ['08:30', '10:00', '12:20', '14:40'] },
  modo: { values: modi },
  codice: { values: ['10000004', '27182812'] },
  perche: { values: ['stessa-ora', 'errato', 'disdetta', 'passata', 'sconosciuto'], alike: true },
  gestione: { values: gestioni },
  rate: { values: [1, 2, 3, 5, 21] },
  scaduta: { values: days },
  totale: { values: amounts },
  riscossione: { values: riscossioni },
  rata: { values: [1, 2, 3, 4] },
  causale: { values: [...causali, unknownCode] },
  codiceSede: { values: ['0100', '5500'] },
  codiceInps: { values: ['12345678261104032', '12345678261101002'] },
  dal: { values: days },
  al: { values: days },
  dovuto: { values: amounts },
  pagamento: { values: days },
  annuo: { values: amounts },
  saldo: { values: amounts },
  impegnato: { values: amounts },
  giorno: { values: days },
  forma: { values: [...forme, unknownCode] },
  esito: { values: [...esiti, unknownCode] },
  ricevuta: { values: days },
  data: { values: days },
  trattamento: { values: [...trattamenti, unknownCode] },
  accredito: { values: [...accrediti, unknownCode] },
  mese: { values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] },
  quanti: { values: counts },
  disposto: { values: ['true', 'false'] },
  genere: { values: motiviAssenza },
  ostacolo: { values: perche.options },
  giorni: { values: [1, 2, 5, 21] },
  oggetto: { values: [...documenti, unknownCode] },
  tappa: { values: tappe },
  chiesta: { values: days },
  mezzo: { values: [...mezziRisposta, unknownCode], alike: true },
  coda: { values: [office] },
  lingua: { values: languages },
  minuti: { values: counts },
  richiamata: { values: ['true', 'false'] },
  stima: { values: ['tra', 'nota', 'entro', 'ignota'] },
  posizione: { values: [1, 2, 5, 21] },
  attesa: { values: [1, 2, 5, 21] },
  massimo: { values: [1, 2, 6, 22] },
  quando: { values: ['giorno', 'oggi', 'domani', 'mai'] },
  finale: { values: ['456', '078'] },
};
const usual = Object.fromEntries(Object.entries(possible).map(([name, { values }]) => [name, values[0]]));

let messages: Messages;

beforeAll(async () => {
  const loaded = await loadMessages(join(projectDir, 'prompts'), languages);
  expect(loaded.problems).toEqual([]);
  messages = loaded.messages;
});

interface Said extends FormattedMessage {
  readonly id: string;
  readonly value: string;
}

/** A text with each of its variables going through all its values, the others as usual. */
function everyWay(id: string, language: Language): readonly Said[] {
  const ways = messages
    .variables(id, language)
    .flatMap((variable) => (possible[variable]?.values ?? []).map((value) => ({ variable, value })));
  const fixed = [{ variable: '', value: '' }];
  return (ways.length > 0 ? ways : fixed).map(({ variable, value }) => ({
    id,
    value: `${variable}=${value}`,
    ...messages.format(id, language, { ...usual, [variable]: value }),
  }));
}

function everything(language: Language): readonly Said[] {
  return messages.ids(language).flatMap((id) => everyWay(id, language));
}

/** Those that match, without their text in the way of a short report. */
function where(said: readonly Said[], isWrong: (said: Said) => boolean): readonly string[] {
  return said.filter(isWrong).map(({ id, value, text }) => `${id} (${value}): ${text}`);
}

describe.each(languages)('the texts in %s', (language) => {
  test('are those of the Italian file, with the same variables', () => {
    expect([...messages.ids(language)].sort()).toEqual([...messages.ids('it')].sort());
    const variables = (of: Language) =>
      messages.ids('it').map((id) => [id, [...messages.variables(id, of)].sort()]);
    expect(variables(language)).toEqual(variables('it'));
  });

  test('use only variables whose values are known here', () => {
    const used = new Set(messages.ids(language).flatMap((id) => messages.variables(id, language)));
    expect([...used].filter((name) => !(name in possible))).toEqual([]);
  });

  test('are whole sentences, without rests of the notation', () => {
    const said = everything(language);
    expect(where(said, ({ text }) => !/^[¿¡]?[\p{L}\p{M}\p{N}].*[.!?؟]$/u.test(text))).toEqual([]);
    expect(where(said, ({ text }) => /[{}#_‹›[\]<>|]|undefined|NaN/.test(text))).toEqual([]);
    expect(where(said, ({ text }) => /\s[.,،]|[.,،:;]\s*[.,،:;]|\(\s*\)/.test(text))).toEqual([]);
  });

  test('say another thing for each value', () => {
    for (const id of messages.ids(language)) {
      for (const variable of messages.variables(id, language)) {
        const { values, alike } = possible[variable] ?? { values: [] };
        if (alike) continue;
        const texts = values.map(
          (value) => messages.format(id, language, { ...usual, [variable]: value }).text,
        );
        expect({ id, variable, texts: new Set(texts).size }).toEqual({ id, variable, texts: values.length });
      }
    }
  });

  test('greet in the morning other than in the evening', () => {
    const greetings = messages
      .ids(language)
      .filter((id) => messages.variables(id, language).includes('momento'));
    expect(greetings.length).toBeGreaterThan(0);
    for (const id of greetings) {
      const at = (momento: string) => messages.format(id, language, { momento }).text;
      expect({ id, morning: at('mattina') }).not.toEqual({ id, morning: at('sera') });
    }
  });

  test('have figures only where a value is said, short and without separators', () => {
    const said = everything(language);
    expect(where(said, ({ masked }) => /\p{N}/u.test(masked))).toEqual([]);
    // Ordinals of English are figures with two letters: 21st.
    const plain = /(?<![\p{L}\p{N}])(?:0|[1-9]\d{0,4})(?:st|nd|rd|th)?(?![\p{L}\p{N}]|[.,]\p{N})/gu;
    expect(where(said, ({ text }) => /\p{N}/u.test(text.replaceAll(plain, '')))).toEqual([]);
  });

  test('have no signs that a synthesiser spells or skips', () => {
    expect(where(everything(language), ({ text }) => /[\p{S}%&*/@\\"–—()]/u.test(text))).toEqual([]);
  });

  test('are in one script, which is the one that the voice reads', () => {
    const foreign: Partial<Record<Language, RegExp>> = {
      ar: /[\p{Script=Latin}\p{Script=Cyrillic}]/u,
      ru: /[\p{Script=Latin}\p{Script=Arabic}]/u,
    };
    const other = foreign[language] ?? /[\p{Script=Cyrillic}\p{Script=Arabic}]/u;
    expect(where(everything(language), ({ text }) => other.test(text.replaceAll(office, '')))).toEqual([]);
  });
});

test.each(translations)('nothing is left in Italian in %s', (language) => {
  const untranslated = messages.ids(language).filter((id) => {
    const italian = new Set(everyWay(id, 'it').map(({ text }) => text));
    return everyWay(id, language).some(({ text }) => italian.has(text));
  });
  expect(untranslated).toEqual([]);
});

/** The words for the keys 0 to 9, in small letters and without vowel signs. */
const digitWords: Readonly<Record<Language, string>> = {
  it: 'zero uno due tre quattro cinque sei sette otto nove',
  de: 'null eins zwei drei vier fünf sechs sieben acht neun',
  en: 'zero one two three four five six seven eight nine',
  fr: 'zéro un deux trois quatre cinq six sept huit neuf',
  ar: 'صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة',
  pl: 'zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć',
  es: 'cero uno dos tres cuatro cinco seis siete ocho nueve',
  ru: 'ноль один два три четыре пять шесть семь восемь девять',
};

/** The digits that are said, in order; `keysOnly`: those before a pause, as in "press one." */
function digitsSaid(id: string, language: Language, keysOnly: boolean): string {
  const words = digitWords[language].split(' ');
  const text = messages.format(id, language, usual).text.toLowerCase();
  return [...text.matchAll(/([\p{L}\p{M}]+)(\s?[.,;:،؛])?/gu)]
    .filter(([, , pause]) => !keysOnly || pause !== undefined)
    .map(([, word = '']) => words.indexOf(language === 'ar' ? word.replaceAll(/\p{M}/gu, '') : word))
    .filter((digit) => digit >= 0)
    .join('');
}

const flowFile = z.object({
  flow: z.string(),
  steps: z.record(
    z.string(),
    z.looseObject({
      menu: z
        .union([
          z.record(z.string(), z.string()),
          z.array(z.object({ say: z.string(), language: z.string().optional() }).catchall(z.string())),
        ])
        .optional(),
      say: z.unknown().optional(),
      help: z.unknown().optional(),
      review: z.unknown().optional(),
      language: z.string().optional(),
    }),
  ),
});

async function flowFiles(): Promise<readonly z.infer<typeof flowFile>[]> {
  const names = (await readdir(flowsDir)).filter((name) => name.endsWith('.yaml'));
  const texts = await Promise.all(names.map((name) => readFile(join(flowsDir, name), 'utf8')));
  return texts.flatMap((text) => {
    const read = flowFile.safeParse(parse(text));
    return read.success ? [read.data] : [];
  });
}

/** The keys of a voice message that was recorded. */
const reviewMenu: Menu = { '1': 'keep', '2': 'hear', '3': 'again', '4': 'cancel' };
type Menu = { readonly [key: string]: string };
type Choices = readonly { readonly say: string; readonly language?: string | undefined }[];

/** The menus of all flows: keys with the texts that tell them, and lists of choices with what is said beside them. */
async function menus(): Promise<{
  told: readonly { menu: Menu; id: string }[];
  listed: readonly { choices: Choices; beside: readonly string[] }[];
}> {
  const steps = (await flowFiles()).flatMap((flow) => Object.values(flow.steps));
  const texts = (step: { say?: unknown; help?: unknown }) =>
    [step.say, step.help].filter((id) => typeof id === 'string');
  return {
    told: steps.flatMap(({ menu, review, ...step }) => [
      ...(menu === undefined || Array.isArray(menu) ? [] : texts(step).map((id) => ({ menu, id }))),
      ...texts({ say: review }).map((id) => ({ menu: reviewMenu, id })),
    ]),
    listed: steps.flatMap(({ menu, ...step }) =>
      Array.isArray(menu) ? [{ choices: menu, beside: texts(step) }] : [],
    ),
  };
}

describe('the keys that are said', () => {
  test.each(languages)('are those of the menus, in %s', async (language) => {
    const { told } = await menus();
    expect(told.length).toBeGreaterThan(5);
    for (const { menu, id } of told) {
      const said = digitsSaid(id, language, true);
      expect({ id, said }).toEqual({ id, said: digitsSaid(id, 'it', true) });
      // 0 is the operator wherever a menu does not say otherwise.
      const idle = [...said].filter((key) => !(key in menu) && key !== '0');
      const silent = Object.keys(menu).filter((key) => menu[key] !== '.repeat' && !said.includes(key));
      expect({ id, idle, silent }).toEqual({ id, idle: [], silent: [] });
    }
  });

  test.each(languages)('come from the place in the list where there is one, in %s', async (language) => {
    const { listed } = await menus();
    expect(listed.length).toBeGreaterThan(1);
    for (const { choices, beside } of listed) {
      for (const { say } of choices) {
        expect({ say, variables: messages.variables(say, language) }).toEqual({ say, variables: ['tasto'] });
        // At its end, where it is remembered, whatever goes before.
        const text = messages.format(say, language, { tasto: 7 }).text;
        expect({ say, text }).toEqual({ say, text: expect.stringMatching(/7\.$/) });
      }
      const keys = [...choices.map(({ say }) => say), ...beside].map((id) => digitsSaid(id, language, true));
      expect({ beside, keys: keys.join('') }).toEqual({ beside, keys: '' });
    }
  });

  test('choose the language they are said in', async () => {
    const lingua = (await flowFiles()).find(({ flow }) => flow === 'lingua');
    const menu = lingua?.steps['scelta']?.menu;
    const choices = Array.isArray(menu) ? menu : [];
    for (const { say, language, ...leads } of choices) {
      const target = lingua?.steps[leads['then'] ?? ''];
      expect({ say, language }).toEqual({ say: 'lingua.scelta', language: target?.language });
    }
    expect(choices.map(({ language }) => language).sort()).toEqual([...languages].sort());
  });

  test.each(languages)('dial the contact centre, in %s', (language) => {
    for (const id of ['principale.numeri', 'sistema.numero-sconosciuto']) {
      const said = digitsSaid(id, language, false);
      expect({ id, said }).toEqual({ id, said: expect.stringMatching(/803164.*06164164/) });
    }
  });
});
