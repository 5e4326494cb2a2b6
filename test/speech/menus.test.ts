/** The menus of the project as callers hear them: rendered by the real engine, and measured. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { SpokenLengths } from '../../src/cli/spoken-lengths.ts';
import { menuSeconds } from '../../src/flow/checks/long-menu.ts';
import { constantPrompts } from '../../src/flow/constant-prompts.ts';
import { loadService, type Service } from '../../src/project.ts';
import { Espeak } from '../../src/speech/engines/espeak.ts';
import { languages } from '../../src/speech/language.ts';
import { Speaker } from '../../src/speech/speaker.ts';
import { projectDir, testDir, testTools } from '../support/parts.ts';

let dir: Awaited<ReturnType<typeof testDir>>;
let synthesizer: Espeak;
let speaker: Speaker;
let service: Service;

beforeAll(async () => {
  const { program } = (await testTools()).espeak;
  dir = await testDir();
  synthesizer = new Espeak({ command: [program.command, ...program.args] });
  service = await loadService(join(projectDir, 'flows'), join(projectDir, 'prompts'));
  speaker = await Speaker.open({
    messages: service.messages,
    synthesizer,
    directory: join(dir.path, 'audio'),
    logger: pino({ level: 'silent' }),
    apologyId: service.project.settings.prompts.apology,
    phrases: constantPrompts(service.project),
  });
}, 600_000);

afterAll(async () => {
  await speaker.close();
  synthesizer.close();
  await dir.remove();
});

test.each(languages)(
  'the main menus of all lines are over in 25 seconds, and take about as long as the check says, in %s',
  async (language) => {
    const menus = await new SpokenLengths(service, speaker, language).menus('main');
    expect(menus.map(({ menu }) => menu)).toContain('principale/scelta');
    expect(menus.filter(({ milliseconds }) => milliseconds > 25_000)).toEqual([]);
    for (const { menu, milliseconds } of menus) {
      const [flow = '', step = ''] = menu.split('/');
      const read = service.project.step(flow, step);
      const ratio = (menuSeconds(read, language, service.messages) * 1000) / milliseconds;
      // The check takes the longest branch of a text; rendered is one of them.
      const varies = read.prompts.some(({ prompt }) =>
        service.messages.variables(prompt, language).some((name) => name !== 'tasto'),
      );
      expect({ menu, near: ratio > 0.8 && (varies || ratio < 1.2) }).toEqual({ menu, near: true });
    }
  },
  120_000,
);

test('a menu plays without waiting for synthesis, once its choices are prepared', async () => {
  const choices = constantPrompts(service.project).filter(
    ({ languages: only }) => only?.includes('it') ?? true,
  );
  expect(choices.length).toBeGreaterThan(5);
  for (const { prompt, values } of choices) {
    const rendered = await speaker.render(prompt, 'it', values, 60_000);
    expect(rendered.join()).toContain('/fixed/it/');
    expect({ prompt, ready: speaker.ready(prompt, 'it', values) }).toEqual({ prompt, ready: rendered });
  }
}, 120_000);
