import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadCalendars } from '../numbers/calendar.ts';
import { Source } from '../source/source.ts';
import { loadQueues, type QueueRules } from './queues.ts';
import { addOperator, loadStaff, logIn, readStaff } from './staff.ts';
import { syntheticStaff } from './synthetic-staff.ts';

const flows = join(import.meta.dirname, '../../flows');
let dir: string;
let rules: QueueRules;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'centralino-staff-'));
  const { names } = await loadCalendars(join(flows, 'hours.yaml'));
  rules = await loadQueues(join(flows, 'queues.yaml'), names);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test('somebody who is added can log in with the password that is told once, and with no other', async () => {
  const file = join(dir, 'operators.yaml');
  await writeFile(file, '# our operators\noperators: {}\n');
  const passwords = new Map<string, string>();
  for (const one of syntheticStaff) passwords.set(one.id, await addOperator(file, one, rules));
  expect(new Set(passwords.values()).size).toBe(syntheticStaff.length);
  const text = await readFile(file, 'utf8');
  expect(text).toContain('# our operators');
  expect(text).not.toContain(passwords.get('anna'));
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  const staff = await loadStaff(file, rules);
  const anna = await logIn(staff, 'anna', passwords.get('anna') ?? '');
  expect(anna).toMatchObject({ id: 'anna', name: 'Anna Prova', supervisor: false });
  expect(anna?.skills).toContainEqual({ topic: 'pensioni', language: 'en', level: 1, proficiency: 5 });
  expect(await logIn(staff, 'anna', passwords.get('boris') ?? '')).toBeUndefined();
  expect(await logIn(staff, 'zoe', passwords.get('anna') ?? '')).toBeUndefined();

  const newer = await addOperator(file, { id: 'anna', name: 'Anna Prova', skills: [] }, rules);
  const later = await loadStaff(file, rules);
  expect(await logIn(later, 'anna', passwords.get('anna') ?? '')).toBeUndefined();
  expect(await logIn(later, 'anna', newer)).toMatchObject({ skills: [] });
});

test('of a skill that is said twice the better one holds', () => {
  const hash = `scrypt:${'A'.repeat(22)}==:${'A'.repeat(43)}=`;
  const text = `
operators:
  a:
    name: A
    password: "${hash}"
    skills:
      - { topic: pensioni, languages: [it, en], proficiency: 2 }
      - { topic: pensioni, languages: [it], proficiency: 4 }
`;
  expect(readStaff(new Source('o.yaml', text), rules).get('a')?.skills).toEqual([
    { topic: 'pensioni', language: 'it', level: 1, proficiency: 4 },
    { topic: 'pensioni', language: 'en', level: 1, proficiency: 2 },
  ]);
  const refused = (from: string, to: string) => () =>
    readStaff(new Source('o.yaml', text.replace(from, to)), rules);
  expect(refused('topic: pensioni', 'topic: pensione')).toThrow('o.yaml:7:11: error [operators]');
  expect(refused(hash, 'segreto')).toThrow('o.yaml:5:5: error [syntax] "operators.a.password" does not fit');
  expect(refused(hash, 'segreto')).not.toThrow('segreto');
});
