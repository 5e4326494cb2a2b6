import { writeFile } from 'node:fs/promises';
import { specimenKinds, specimenOrder } from '../bench/specimen-letter.ts';
import { renderLetter } from '../mail/letters/letter.ts';
import { LetterError } from '../mail/letters/letter-error.ts';
import { isLetterLanguage, letterTexts } from '../mail/letters/texts/index.ts';
import { type Command, numberOption, textOption, UsageError } from './command.ts';

export const letter: Command = {
  name: 'letter',
  summary: 'make the letter of a synthetic citizen, to look at',
  usage: `
usage: centralino letter KIND --out FILE [--citizen N] [--language CODE] [--day DATE]

  KIND             ${specimenKinds.join(', ')}
  --out FILE       where the PDF goes
  --citizen N      number of the citizen, from 0 as "centralino citizens" lists them
                   (default: the first who has such a document)
  --language CODE  language of the note beside the Italian text: ${Object.keys(letterTexts).join(' ')} (default it)
  --day DATE       day of the letter, YYYY-MM-DD (default today)

Citizen 5 lives abroad and has a name in Cyrillic script, 148 one in Arabic script, 13 has a long address, 16 a statement of
contributions of more than 200 pages, 17 an address that nothing can be sent to.`,
  options: {
    out: { type: 'string' },
    citizen: { type: 'string' },
    language: { type: 'string' },
    day: { type: 'string' },
  },
  run: async (values, [kindName, ...others]) => {
    const kind = specimenKinds.find((one) => one === kindName);
    if (kind === undefined || others.length > 0)
      throw new UsageError(`name one kind of letter: ${specimenKinds.join(', ')}`);
    const out = textOption(values, 'out', '');
    if (out === '') throw new UsageError('say where the letter goes with --out FILE');
    const language = textOption(values, 'language', 'it');
    if (!isLetterLanguage(language))
      throw new UsageError(`--language takes one of ${Object.keys(letterTexts).join(' ')}`);
    const now = dayOf(textOption(values, 'day', new Date().toISOString().slice(0, 10)));
    const chosen = numberOption(values, 'citizen', { min: 0, max: 99_999_999, default: -1 });
    try {
      const order =
        chosen === -1 ? firstOrder(kind, { language, now }) : specimenOrder(kind, chosen, { language, now });
      if (order === undefined) throw new UsageError('this citizen has no such document: try another one');
      const { pdf, pages } = await renderLetter(order);
      await writeFile(out, pdf);
      process.stdout.write(`${out}: ${pages} ${pages === 1 ? 'page' : 'pages'}, ${pdf.length} bytes\n`);
      return 0;
    } catch (error) {
      if (error instanceof LetterError) throw new UsageError(error.message);
      throw error;
    }
  },
};

/** Noon, which is the same day in Italy. */
function dayOf(text: string): Date {
  const noon = new Date(`${text}T12:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(noon.getTime()))
    throw new UsageError('--day takes a date, YYYY-MM-DD');
  return noon;
}

function firstOrder(kind: (typeof specimenKinds)[number], as: { language: string; now: Date }) {
  for (let index = 0; index < 1_000; index += 1) {
    const order = specimenOrder(kind, index, as);
    if (order !== undefined) return order;
  }
  return undefined;
}
