/** The operators' file (OPERATORS_FILE): who may log in at a desk, and what they can be asked. It never holds a password. */
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { Configuration } from '../source/configuration.ts';
import { readSource } from '../source/read-text.ts';
import { Source } from '../source/source.ts';
import { languages } from '../speech/language.ts';
import { generatePassword, hashPassword, passwordFits, passwordHashForm } from './password.ts';
import type { Skill } from './queue.ts';
import type { QueueRules } from './queues.ts';

const operatorId = z
  .string()
  .regex(/^[a-z][a-z0-9.-]{0,39}$/, 'write a login name in small letters, digits, points and hyphens');
export const skillRow = z.strictObject({
  topic: z.string().describe('A topic of flows/queues.yaml'),
  languages: z.array(z.enum(languages)).min(1),
  level: z.union([z.literal(1), z.literal(2)], 'write 1 or 2').default(1),
  proficiency: z.union(
    [z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)],
    'write 1, 2, 3, 4 or 5',
  ),
});
export type SkillRow = z.input<typeof skillRow>;

/** What the operators' file may say. */
export const staffSchema = z.strictObject({
  operators: z.record(
    operatorId,
    z.strictObject({
      name: z.string().min(1).max(80).describe('What colleagues and supervisors read'),
      password: z
        .string()
        .regex(passwordHashForm, 'write a hash made by `centralino operators add`, never a password'),
      supervisor: z.boolean().default(false).describe('May open the wall, and listen where it is allowed'),
      skills: z.array(skillRow).max(100).default([]),
    }),
  ),
});

/** Somebody who may log in. */
export interface StaffMember {
  readonly id: string;
  readonly name: string;
  readonly supervisor: boolean;
  /** One for each topic, language and level: the best that the file says. */
  readonly skills: readonly Skill[];
  readonly passwordHash: string;
}

/** Everybody in the operators' file, by login name. */
export type Staff = ReadonlyMap<string, StaffMember>;

/** @throws FindingsError with file, line and column of everything that is wrong, topics without a queue included */
export function readStaff(source: Source, rules: QueueRules): Staff {
  const configuration = new Configuration(source, staffSchema);
  const topics = [...new Set([...rules.queues.values()].map(({ topic }) => topic))];
  const issues = Object.entries(configuration.data.operators).flatMap(([id, { skills }]) =>
    skills.flatMap(({ topic }, index) =>
      topics.includes(topic)
        ? []
        : [
            {
              path: ['operators', id, 'skills', index, 'topic'],
              message: `no queue has the topic ${topic}`,
              mend: `Write one of ${topics.join(', ')}`,
            },
          ],
    ),
  );
  if (issues.length > 0) configuration.refuse('operators', issues);
  return new Map(
    Object.entries(configuration.data.operators).map(([id, { name, supervisor, skills, password }]) => [
      id,
      { id, name, supervisor, skills: skillsOf(skills), passwordHash: password },
    ]),
  );
}

/** @throws FindingsError, also when the file cannot be read */
export async function loadStaff(file: string, rules: QueueRules): Promise<Staff> {
  return readStaff(await readSource(file), rules);
}

/** Compared with, so that an unknown name takes as long as a wrong password. */
const nobody = hashPassword(generatePassword());

/** The member with this name and password; undefined for a wrong one of either. Whoever asks bounds the attempts. */
export async function logIn(staff: Staff, id: string, password: string): Promise<StaffMember | undefined> {
  const member = staff.get(id);
  const fits = await passwordFits(password, member?.passwordHash ?? (await nobody));
  return fits ? member : undefined;
}

/** Somebody new for the operators' file. */
export interface NewOperator {
  readonly id: string;
  readonly name: string;
  readonly supervisor?: boolean;
  readonly skills: readonly SkillRow[];
}

/**
 * Writes somebody into the operators' file, which is made when there is none, readable for its owner only; comments and
 * everybody else stay as they are. A name that is there already gets a new password and these skills.
 * @param password generated unless given
 * @returns the password: it stands nowhere else
 * @throws FindingsError when the file would not be all right; it stays as it was then
 */
export async function addOperator(
  file: string,
  operator: NewOperator,
  rules: QueueRules,
  password: string = generatePassword(),
): Promise<string> {
  const { id, name, supervisor = false, skills } = operator;
  const text = existsSync(file) ? await readFile(file, 'utf8') : 'operators: {}\n';
  const document = parseDocument(text);
  document.setIn(['operators', id], {
    name,
    password: await hashPassword(password),
    supervisor,
    skills,
  });
  readStaff(new Source(file, document.toString()), rules);
  const written = `${file}.${process.pid}.new`;
  await writeFile(written, document.toString(), { mode: 0o600 });
  await rename(written, file);
  return password;
}

function skillsOf(rows: readonly z.output<typeof skillRow>[]): readonly Skill[] {
  const best = new Map<string, Skill>();
  for (const { topic, level, proficiency, ...row } of rows)
    for (const language of row.languages) {
      const key = `${topic} ${language} ${level}`;
      if ((best.get(key)?.proficiency ?? 0) < proficiency)
        best.set(key, { topic, language, level, proficiency });
    }
  return [...best.values()];
}
