import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadService, type Service } from '../project.ts';
import { decodeAlaw } from '../speech/audio/alaw.ts';
import { TELEPHONE_RATE } from '../speech/audio/pcm.ts';
import { writeWav } from '../speech/audio/wav.ts';
import { type Command, flowsDir, promptsDir, textOption, UsageError } from './command.ts';
import { speakAhead } from './speak-ahead.ts';
import { SpokenLengths, type SpokenMenu, type SpokenText } from './spoken-lengths.ts';

export const render: Command = {
  name: 'render',
  summary: 'speak every prompt, and say how long each lasts',
  usage: `
usage: centralino render [LANGUAGE...] [--json] [--out DIR] [--flows DIR] [--prompts DIR]

Renders all texts that always sound the same, and every choice of a menu with its key, in the voice that callers hear;
then says how long each lasts, the longest first, and how long each menu lasts as a whole.

  LANGUAGE   it, de ... (default: all of them)
  --out DIR  writes the sound to DIR/LANGUAGE/PROMPT.wav
  --json     for scripts

Exits 1 when a main menu, the first one of a line, lasts longer than menu-seconds of settings.yaml.`,
  options: {
    json: { type: 'boolean' },
    out: { type: 'string' },
    flows: { type: 'string' },
    prompts: { type: 'string' },
  },
  run: async (values, positionals) => {
    const prompts = textOption(values, 'prompts', promptsDir);
    const service = await loadService(textOption(values, 'flows', flowsDir), prompts);
    const all = service.project.settings.languages;
    const strange = positionals.find((language) => !all.includes(language));
    if (strange !== undefined)
      throw new UsageError(`there is no language "${strange}"; there are ${all.join(', ')}`);
    const languages = positionals.length === 0 ? all : positionals;
    const lengths = await measured(service, prompts, languages);
    const out = textOption(values, 'out', '');
    if (out !== '') for (const { language, texts } of lengths) await writeSounds(join(out, language), texts);
    process.stdout.write(
      values['json'] === true
        ? `${JSON.stringify(
            lengths.map((one) => ({ ...one, texts: one.texts.map(({ path: _, ...text }) => text) })),
            null,
            2,
          )}\n`
        : lengths.map((one) => reportOf(one, service.project.settings['menu-seconds'])).join('\n'),
    );
    return lengths.some(({ menus }) => menus.some(({ over }) => over)) ? 1 : 0;
  },
};

/** How long everything takes that one language says. */
interface Spoken {
  readonly language: string;
  readonly texts: readonly SpokenText[];
  readonly menus: readonly SpokenMenu[];
  /** Of all texts. */
  readonly milliseconds: number;
}

async function measured(
  service: Service,
  prompts: string,
  languages: readonly string[],
): Promise<readonly Spoken[]> {
  return await speakAhead(service, { prompts, languages }, async (speaker) => {
    const lengths: Spoken[] = [];
    for (const language of languages) {
      const spoken = new SpokenLengths(service, speaker, language);
      const texts = await spoken.texts();
      const milliseconds = texts.reduce((sum, one) => sum + one.milliseconds, 0);
      lengths.push({ language, texts, menus: await spoken.menus(), milliseconds });
    }
    return lengths;
  });
}

async function writeSounds(folder: string, texts: readonly SpokenText[]): Promise<void> {
  for (const text of texts) {
    const file = join(folder, `${nameOf(text, '-')}.wav`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, writeWav({ samples: decodeAlaw(await readFile(text.path)), rate: TELEPHONE_RATE }));
  }
}

/** The prompt, with the values that fill it: `principale.stato 1`. */
function nameOf({ prompt, values }: SpokenText, between: string): string {
  return [prompt, ...Object.values(values).map(String)].join(between);
}

function reportOf({ language, texts, menus, milliseconds }: Spoken, limit: number): string {
  const line = (length: number, what: string) => `  ${(length / 1000).toFixed(1).padStart(5)} s  ${what}\n`;
  const main = (menu: SpokenMenu) =>
    menu.main ? `  main menu${menu.over ? `: OVER the ${limit} s of menu-seconds` : ''}` : '';
  return [
    `${language}: ${texts.length} texts, ${(milliseconds / 60_000).toFixed(1)} minutes\n`,
    ...texts.map((text) => line(text.milliseconds, nameOf(text, ' '))),
    ' menus:\n',
    ...menus.map((menu) => line(menu.milliseconds, `${menu.menu}${main(menu)}`)),
  ].join('');
}
