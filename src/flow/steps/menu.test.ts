import { describe, expect, test } from '@jest/globals';
import { project, settings } from '../../../test/support/small-project.ts';
import { Walk } from '../../../test/support/walk.ts';
import { constantPrompts } from '../constant-prompts.ts';

const flowOf = (choices: readonly string[]) => `
flow: prova
title: Prova
start: scelta
steps:
  scelta:
    menu:
      - ${choices.join('\n      - ')}
    say: p.inizio
    help: p.aiuto
    failed: fine
  uno: { say: p.uno, then: fine }
  due: { menu: [{ say: p.sotto, then: uno }], failed: fine }
  fine: { hang-up: normal }
`;
const choices = [
  '{ say: p.uno, then: uno }',
  '{ say: p.due, language: it, then: due }',
  '{ key: "9", say: p.riascolta, then: .repeat }',
];
const service = project({ prova: flowOf(choices) });
const start = () => new Walk(service, { flow: 'prova' });
const said = (walk: Walk) =>
  walk.spoken.map(({ prompt, values }) => `${prompt} ${values['tasto'] ?? ''}`.trim());

describe('a menu whose choices are a list', () => {
  test('says each choice with its key, after what goes before, as one playback', () => {
    const walk = start();
    expect(said(walk)).toEqual(['p.inizio', 'p.uno 1', 'p.due 2', 'p.riascolta 9']);
    expect(walk.actions.filter(({ type }) => type === 'play')).toHaveLength(1);
  });

  test('leads where the choice says, also while it speaks and for keys typed ahead', () => {
    expect(start().press('1').at).toBe('prova/uno');
    expect(start().listen().press('2').at).toBe('prova/due');
    expect(start().press('21').at).toBe('prova/uno');
    expect(said(start().press('9'))).toContain('p.riascolta 9');
  });

  test('says the same choices in other words of help, and gives up', () => {
    const walk = start().press('7').press('7');
    expect(walk.lastPrompts).toEqual(['sistema.tasto-errato', 'p.aiuto', 'p.uno', 'p.due', 'p.riascolta']);
    expect(walk.press('7').session.phase).toBe('ending');
  });

  test('keeps 0 and * for the operator and the way back', () => {
    expect(start().press('0').at).toBe('operatore/saluto');
    expect(start().press('2').press('*').at).toBe('prova/scelta');
  });

  test('changes its keys with its order', () => {
    const [one = '', two = '', again = ''] = choices;
    const turned = project({ prova: flowOf([two, one, again]) });
    const walk = new Walk(turned, { flow: 'prova' });
    expect(said(walk)).toEqual(['p.inizio', 'p.due 1', 'p.uno 2', 'p.riascolta 9']);
    expect(walk.press('1').at).toBe('prova/due');
  });

  test('is all known before a call: its audio can be made ahead', () => {
    expect(constantPrompts(service)).toEqual([
      { prompt: 'p.uno', values: { tasto: 1 }, languages: undefined },
      { prompt: 'p.due', values: { tasto: 2 }, languages: ['it'] },
      { prompt: 'p.riascolta', values: { tasto: 9 }, languages: undefined },
      { prompt: 'p.sotto', values: { tasto: 1 }, languages: undefined },
    ]);
  });
});

describe('the key for the language', () => {
  const languages = project({
    prova: flowOf(choices),
    lingua: `
flow: lingua
title: Lingua
start: scelta
steps:
  scelta: { menu: [{ say: p.it, then: fatta }, { say: p.altra, then: italiano }], failed: fatta }
  italiano: { language: it, then: fatta }
  fatta: { return: scelta }
`,
    settings: `${settings}language: lingua\n`,
  });
  const walk = () => new Walk(languages, { flow: 'prova' });

  test('leads to the choice of a language and back to the menu', () => {
    expect(walk().press('8').at).toBe('lingua/scelta');
    const back = walk().press('82');
    expect(back.at).toBe('prova/scelta');
    expect(back.lastPrompts).toEqual(['p.inizio', 'p.uno', 'p.due', 'p.riascolta']);
    expect(back.press('1').at).toBe('prova/uno');
  });

  test('is a wrong key inside that choice, and where no language can be chosen', () => {
    expect(walk().press('88').lastPrompts[0]).toBe('sistema.tasto-errato');
    expect(start().press('8').lastPrompts[0]).toBe('sistema.tasto-errato');
  });

  test('goes back to the menu with *, which then leads back as before', () => {
    expect(walk().press('2').press('8').press('*').at).toBe('prova/due');
    expect(walk().press('2').press('8').press('*').press('*').at).toBe('prova/scelta');
  });

  test('is the own choice of a menu that has one', () => {
    const own = project({
      prova: flowOf([...choices, '{ key: "8", say: p.otto, then: due }']),
      settings: `${settings}language: operatore\n`,
    });
    expect(new Walk(own, { flow: 'prova' }).press('8').at).toBe('prova/due');
  });
});
