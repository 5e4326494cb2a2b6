import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Sensitive } from '../privacy/sensitive.ts';
import { type Language, languages } from './language.ts';
import { loadMessages } from './load-messages.ts';
import { Message } from './message.ts';
import { MessageError } from './message-values.ts';

function say(text: string, language: Language, values: Readonly<Record<string, unknown>>): string {
  return new Message(text, language).format(values).text;
}

const made: string[] = [];
afterAll(() => Promise.all(made.map((directory) => rm(directory, { recursive: true }))));

async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'centralino-prompts-'));
  made.push(directory);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
  return directory;
}

describe('dates', () => {
  const cases: readonly (readonly [Language, string, string])[] = [
    ['it', '23 novembre 2026', 'primo novembre 2026'],
    ['de', 'dreiundzwanzigsten November 2026', 'ersten November 2026'],
    ['en', '23rd November 2026', '1st November 2026'],
    ['fr', '23 novembre 2026', 'premier novembre 2026'],
    ['ar', '23 نوفمبر 2026', '1 نوفمبر 2026'],
    [
      'pl',
      'dwudziestego trzeciego listopada dwa tysiące dwudziestego szóstego roku',
      'pierwszego listopada dwa tysiące dwudziestego szóstego roku',
    ],
    ['es', '23 de noviembre de 2026', '1 de noviembre de 2026'],
    [
      'ru',
      'двадцать третьего ноября две тысячи двадцать шестого года',
      'первого ноября две тысячи двадцать шестого года',
    ],
  ];
  test.each(cases)('long, in %s', (language, ordinary, first) => {
    expect(say('{data, date, long}', language, { data: '2026-11-23' })).toBe(ordinary);
    expect(say('{data, date, long}', language, { data: '2026-11-01' })).toBe(first);
  });

  test('full has the weekday, short has no year', () => {
    expect(say('{data, date, full}', 'it', { data: '2026-11-22' })).toBe('domenica 22 novembre 2026');
    expect(say('{data, date, full}', 'de', { data: '2026-11-22' })).toBe(
      'Sonntag, dem zweiundzwanzigsten November 2026',
    );
    expect(say('{data, date, short}', 'fr', { data: '2026-11-22' })).toBe('22 novembre');
  });

  test('a date-time is the day it is in Rome', () => {
    expect(say('{data, date}', 'it', { data: '2026-03-28T23:30:00Z' })).toBe('29 marzo 2026');
    expect(say('{data, date}', 'it', { data: '2026-07-01T00:30:00+02:00' })).toBe('primo luglio 2026');
  });

  test('every day of a century is spoken in every language, other than the days around it', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1920-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        fc.constantFrom(...languages),
        (date, language) => {
          const next = new Date(date.getTime() + 86_400_000);
          const [today, tomorrow] = [date, next].map((day) =>
            say('{d, date, long}', language, { d: day.toISOString().slice(0, 10) }),
          );
          expect(today).not.toMatch(/undefined|NaN/);
          expect(today).not.toBe(tomorrow);
        },
      ),
    );
  });
});

describe('times', () => {
  const cases: readonly (readonly [Language, string, string, string])[] = [
    ['it', '10 e 30', '16', '9 e 5'],
    ['de', '10 Uhr 30', '16 Uhr', '9 Uhr 5'],
    ['en', '10 30 a.m.', '4 p.m.', '9 oh 5 a.m.'],
    ['fr', '10 heures 30', '16 heures', '9 heures 5'],
    ['ar', 'العاشرة و 30 دقيقة صباحًا', 'الرابعة مساءً', 'التاسعة و 5 دقائق صباحًا'],
    ['pl', 'dziesiątej 30', 'szesnastej', 'dziewiątej zero 5'],
    ['es', '10 y 30', '16', '9 y 5'],
    ['ru', '10 часов 30 минут', '16 часов', '9 часов 5 минут'],
  ];
  test.each(cases)('in %s', (language, half, full, early) => {
    const at = (ora: string) => say('{ora, time, short}', language, { ora });
    expect(at('2026-11-23T10:30:00+01:00')).toBe(half);
    expect(at('2026-07-23T14:00:00Z')).toBe(full);
    expect(at('09:05')).toBe(early);
  });

  test('gender and number of the odd hours', () => {
    const at = (language: Language, ora: string) => say('{ora, time}', language, { ora });
    expect(at('it', '01:00')).toBe('una');
    expect(at('fr', '21:00')).toBe('vingt et une heures');
    expect(at('pl', '21:15')).toBe('dwudziestej pierwszej 15');
    expect(at('ru', '21:22')).toBe('21 час 20 две минуты');
    expect(at('en', '12:00')).toBe('noon');
  });
});

describe('amounts', () => {
  const cases: readonly (readonly [Language, string, string, string, string])[] = [
    ['it', '1234 euro e 50 centesimi', 'un euro e un centesimo', '50 centesimi', '1000000 di euro'],
    ['de', '1234 Euro und 50 Cent', 'ein Euro und ein Cent', '50 Cent', '1000000 Euro'],
    ['en', '1234 euros and 50 cents', '1 euro and 1 cent', '50 cents', '1000000 euros'],
    ['fr', '1234 euros et 50 centimes', 'un euro et un centime', '50 centimes', "1000000 d'euros"],
    ['ar', '1234 يورو و 50 سنتًا', 'يورو واحد و سنت واحد', '50 سنتًا', '1000000 يورو'],
    ['pl', '1234 euro i 50 centów', 'jedno euro i jeden cent', '50 centów', '1000000 euro'],
    ['es', '1234 euros y 50 céntimos', 'un euro y un céntimo', '50 céntimos', '1000000 de euros'],
    ['ru', '1234 евро и 50 центов', 'один евро и один цент', '50 центов', '1000000 евро'],
  ];
  test.each(cases)('in %s', (language, many, one, cents, million) => {
    const euros = (importo: number) => say('{importo, number, euro}', language, { importo });
    expect(euros(123_450)).toBe(many);
    expect(euros(101)).toBe(one);
    expect(euros(50)).toBe(cents);
    expect(euros(100_000_000)).toBe(million);
  });

  test('plurals beyond one and many', () => {
    const euros = (language: Language, importo: number) =>
      say('{importo, number, euro}', language, { importo });
    expect(euros('pl', 22)).toBe('22 centy');
    expect(euros('pl', 12)).toBe('12 centów');
    expect(euros('ru', 21)).toBe('21 цент');
    expect(euros('ru', 3)).toBe('3 цента');
    expect(euros('ar', 2)).toBe('سنتان');
    expect(euros('ar', 7)).toBe('7 سنتات');
    expect(euros('fr', 0)).toBe('0 euro');
    expect(euros('it', 0)).toBe('0 euro');
    expect(euros('es', 2100)).toBe('veintiún euros');
    expect(euros('es', 113_100)).toBe('1000 ciento 30 y un euros');
    expect(euros('es', 2_113_100)).toBe('veintiún mil ciento 30 y un euros');
    expect(euros('es', 3_100_000)).toBe('30 y un mil euros');
    expect(euros('es', 1_111_100)).toBe('11111 euros');
    expect(euros('it', -1250)).toBe('meno 12 euro e 50 centesimi');
  });
});

describe('years', () => {
  test.each([
    ['it', '2025'],
    ['de', '2025'],
    ['en', '2025'],
    ['fr', '2025'],
    ['ar', '2025'],
    ['es', '2025'],
    ['pl', 'dwa tysiące dwudziestego piątego roku'],
    ['ru', 'две тысячи двадцать пятого года'],
  ] as const)('as a date has them, in %s', (language, year) => {
    expect(say('{anno, number, year}', language, { anno: 2025 })).toBe(year);
  });
});

describe('numbers and codes', () => {
  test('a number has no thousands separator', () => {
    for (const language of languages) expect(say('{n, number}', language, { n: 1234567 })).toBe('1234567');
    expect(say('{n, number}', 'it', { n: -12.5 })).toBe('meno 12,5');
    expect(say('{n}', 'en', { n: 12.5 })).toBe('12.5');
  });

  test.each([
    ['123456', '1 2 3, 4 5 6'],
    ['1234567', '1 2 3, 4 5 6 7'],
    ['12', '1 2'],
    ['0012-34', '0 0 1 2, 3 4'],
    ['AB12', 'A B 1 2'],
  ])('the code %s', (codice, spoken) => {
    expect(say('{codice, number, digits}', 'it', { codice })).toBe(spoken);
  });

  test('a code keeps all its characters in order', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-Z]{1,30}$/), (codice) => {
        const spoken = say('{codice, number, digits}', 'it', { codice });
        expect(spoken.replaceAll(/[ ,]/g, '')).toBe(codice);
        expect(spoken.split(', ').every((group) => codice.length === 1 || group.length >= 3)).toBe(true);
      }),
    );
  });

  const praticheRu =
    '{n, plural, one {# заявление} few {# заявления} many {# заявлений} other {# заявления}}';
  test.each<readonly [Language, string, number, string]>([
    ['it', '{n, plural, one {una pratica} other {# pratiche}}', 1, 'una pratica'],
    ['it', '{n, plural, one {una pratica} other {# pratiche}}', 1200, '1200 pratiche'],
    ['pl', '{n, plural, one {# sprawa} few {# sprawy} many {# spraw} other {# sprawy}}', 5, '5 spraw'],
    ['pl', '{n, plural, one {# sprawa} few {# sprawy} many {# spraw} other {# sprawy}}', 22, '22 sprawy'],
    ['ru', praticheRu, 21, '21 заявление'],
    ['ru', praticheRu, 11, '11 заявлений'],
    [
      'ar',
      '{n, plural, zero {لا شيء} one {طلب} two {طلبان} few {# طلبات} many {# طلبًا} other {# طلب}}',
      2,
      'طلبان',
    ],
    [
      'ar',
      '{n, plural, zero {لا شيء} one {طلب} two {طلبان} few {# طلبات} many {# طلبًا} other {# طلب}}',
      11,
      '11 طلبًا',
    ],
    ['en', '{n, plural, offset:1 one {you and # other} other {you and # others}}', 3, 'you and 2 others'],
  ])('plurals of the message itself, in %s', (language, text, n, spoken) => {
    expect(say(text, language, { n })).toBe(spoken);
  });
});

describe('masked text', () => {
  test('shows words and hides whatever holds a figure', () => {
    const message = new Message(
      'La domanda di {prestazione} del {data, date, long}, numero {codice, number, digits}, {importo, number, euro}, ' +
        '{n, plural, one {una rata} other {# rate}}, alle {ora, time}, sede {sede}.',
      'it',
    );
    const { text, masked } = message.format({
      prestazione: 'assegno unico',
      data: '2026-11-23',
      codice: '9876',
      importo: 5000,
      n: 3,
      ora: '10:30',
      sede: 'Roma 2',
    });
    expect(text).toContain('9 8 7 6');
    expect(masked).toBe(
      'La domanda di assegno unico del ‹data›, numero ‹codice›, ‹importo›, ‹n› rate, alle ‹ora›, sede ‹sede›.',
    );
  });

  test('never holds a figure of a value', () => {
    const message = new Message('{a} {b, number} {c, number, euro} {d, number, digits}', 'it');
    fc.assert(
      fc.property(fc.string(), fc.integer(), fc.integer(), fc.stringMatching(/^\d{1,20}$/), (a, b, c, d) => {
        expect(message.format({ a, b, c, d }).masked).not.toMatch(/\p{N}/u);
      }),
    );
  });
});

describe('values that cannot be spoken', () => {
  test('a sensitive value, wherever the message uses it', () => {
    const codice = new Sensitive('codice-fiscale', 'RSSMRA80A01H501Y');
    for (const text of [
      '{codice}',
      '{codice, number, digits}',
      '{codice, select, x {a} other {b}}',
      '{altro, select, si {{codice}} other {no}}',
    ]) {
      const attempt = () => say(text, 'it', { codice, altro: 'no' });
      expect(attempt).toThrow(expect.objectContaining({ code: 'sensitive' }));
      expect(attempt).not.toThrow(/RSSMRA/);
    }
    expect(say('{stato}', 'it', { stato: 'accolta', codice })).toBe('accolta');
  });

  test.each([
    ['{x, date, long}', '2026-02-30'],
    ['{x, date, long}', '23/11/2026'],
    ['{x, time}', '2026-01-02'],
    ['{x, time}', '25:00'],
    ['{x, number, euro}', 12.5],
    ['{x, number, euro}', '1250'],
    ['{x, number}', 'molti'],
    ['{x, number, year}', 2025.5],
    ['{x, number, digits}', '---'],
    ['{x, plural, other {#}}', 'tre'],
    ['{x}', true],
    ['{x}', { y: 'z' }],
  ])('%s with %p', (text, x) => {
    const attempt = () => say(text, 'it', { x });
    expect(attempt).toThrow(MessageError);
    expect(attempt).toThrow(expect.objectContaining({ code: 'wrong-value' }));
    expect(attempt).toThrow('{x} must be');
    if (typeof x === 'string') expect(attempt).not.toThrow(x);
  });

  test('a value that is not there, unless its branch is not spoken', () => {
    const text = '{esito, select, definita {il {data, date, long}} other {in corso}}';
    expect(say(text, 'it', { esito: 'altro', data: null })).toBe('in corso');
    expect(() => say(text, 'it', { esito: 'definita', data: null })).toThrow(
      expect.objectContaining({ code: 'missing-value' }),
    );
    expect(() => say('{toString}', 'it', {})).toThrow(expect.objectContaining({ code: 'missing-value' }));
  });
});

describe('prompt files', () => {
  test('ids are the keys joined by dots, with their places', async () => {
    const directory = await folder({
      'it.yaml':
        'sistema:\n  scuse: "Ci scusiamo."\nstato-domanda:\n  esito:\n    buono: |\n      Bene,\n      {nome}!\n',
      'en.yaml': 'sistema: { scuse: "We are sorry." }\n',
    });
    const { messages, problems } = await loadMessages(directory, ['it', 'en']);
    expect(problems).toEqual([]);
    expect(messages.languages).toEqual(['it', 'en']);
    expect(messages.ids('it')).toEqual(['sistema.scuse', 'stato-domanda.esito.buono']);
    expect(messages.has('stato-domanda.esito.buono', 'en')).toBe(false);
    expect(messages.variables('stato-domanda.esito.buono', 'it')).toEqual(['nome']);
    expect(messages.isFixed('sistema.scuse', 'it')).toBe(true);
    expect(messages.isFixed('stato-domanda.esito.buono', 'it')).toBe(false);
    expect(messages.position('sistema.scuse', 'it')).toEqual({
      file: join(directory, 'it.yaml'),
      line: 2,
      column: 3,
    });
    expect(messages.format('stato-domanda.esito.buono', 'it', { nome: 'Ada' }).text).toBe('Bene, Ada!');
    expect(() => messages.format('manca', 'it', {})).toThrow('prompts/it');
  });

  test('a language may have a folder of files; an id that two of them hold is a problem', async () => {
    const directory = await folder({
      'it.yaml': 'sistema: { scuse: "Ci scusiamo." }\n',
      'it/b.yaml': 'b: { uno: "Uno." }\n',
      'it/a.yaml': 'b: { due: "Due." }\nsistema: { scuse: "Scusi." }\n',
      'it/.a.yaml.swp': 'x',
    });
    const { messages, problems } = await loadMessages(directory, ['it']);
    expect(messages.ids('it').toSorted()).toEqual(['b.due', 'b.uno', 'sistema.scuse']);
    expect(messages.format('sistema.scuse', 'it', {}).text).toBe('Ci scusiamo.');
    expect(problems).toEqual([
      expect.objectContaining({ file: join(directory, 'it/a.yaml'), line: 2, code: 'duplicate-key' }),
    ]);
  });

  test('problems are all reported, each at its place, and the good texts stay', async () => {
    const directory = await folder({
      'it.yaml': [
        'a:',
        '  buono: "Sì."',
        '  aperto: "Ciao {nome"',
        '  stile: "Il {data, date, ::yMMMd}"',
        '  euro: "Sono {importo, number, dollari}"',
        '  apostrofo: "L\'{ente} risponde"',
        '  vuoto: ""',
        '  lista: [1]',
        '  Maiuscolo: "x"',
        '  senza: "{n, plural, one {x}}"',
        '  buono: "Doppio."',
      ].join('\n'),
    });
    const { messages, problems } = await loadMessages(directory, ['it', 'de', 'xx']);
    const places = problems.map(
      ({ file, line, column }) => `${file.slice(directory.length + 1)}:${line}:${column}`,
    );
    expect(places).toEqual([
      'it.yaml:11:3',
      'it.yaml:3:17',
      'it.yaml:4:14',
      'it.yaml:5:15',
      'it.yaml:6:16',
      'it.yaml:7:3',
      'it.yaml:8:3',
      'it.yaml:9:3',
      'it.yaml:10:30',
      'de.yaml:1:1',
      'xx.yaml:1:1',
    ]);
    for (const problem of problems) expect(problem.mend).not.toBe('');
    expect(messages.ids('it')).toEqual(['a.buono']);
  });

  test('no text makes the loader fail in a way of its own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        const directory = await folder({ 'it.yaml': text });
        await loadMessages(directory, ['it']);
      }),
      { numRuns: 50 },
    );
  });
});
