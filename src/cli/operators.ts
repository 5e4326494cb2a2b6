import { join } from 'node:path';
import { loadCalendars } from '../numbers/calendar.ts';
import { loadQueues } from '../queues/queues.ts';
import { addOperator, loadStaff, type SkillRow, skillRow } from '../queues/staff.ts';
import { type Command, defaultDataDir, flowsDir, textOption, UsageError } from './command.ts';

export const operators: Command = {
  name: 'operators',
  summary: 'who may log in at a desk: list them, add one with a password that is shown once',
  usage: `
usage: centralino operators [--file FILE] [--flows DIR]
       centralino operators add ID --name NAME --skill TOPIC:LANGUAGE+LANGUAGE:PROFICIENCY[:LEVEL] ... [--supervisor]

Without words it lists the operators' file, and says what is wrong with it. \`add\` writes somebody into it, or gives who
is there a new password and these skills; the password is printed once and stands nowhere. In the file there is only a
salted hash. A running desk reads the file at every log-in.

  --skill S      may be repeated: pensioni:it+en:4 is pensions in Italian and English, well; :2 at the end for second level
  --supervisor   may also open the wall
  --file FILE    the operators' file (default OPERATORS_FILE, else operators.yaml of the demo's data)
  --flows DIR    the flows whose queues.yaml names the topics`,
  options: {
    name: { type: 'string' },
    skill: { type: 'string', multiple: true },
    supervisor: { type: 'boolean' },
    file: { type: 'string' },
    flows: { type: 'string' },
  },
  run: async (values, positionals) => {
    const flows = textOption(values, 'flows', flowsDir);
    const file = textOption(
      values,
      'file',
      process.env['OPERATORS_FILE'] ?? join(defaultDataDir, 'operators.yaml'),
    );
    const { names } = await loadCalendars(join(flows, 'hours.yaml'));
    const rules = await loadQueues(join(flows, 'queues.yaml'), names);
    const [word, id, ...others] = positionals;
    if (word === undefined) {
      for (const { id: login, name, supervisor, skills } of (await loadStaff(file, rules)).values()) {
        const words = skills.map(
          ({ topic, language, level, proficiency }) =>
            `${topic}:${language}:${proficiency}${level === 2 ? ':2' : ''}`,
        );
        process.stdout.write(
          `${login}  ${name}${supervisor ? ', supervisor' : ''}\n  ${words.join(' ') || 'no skills'}\n`,
        );
      }
      return 0;
    }
    if (word !== 'add' || id === undefined || others.length > 0)
      throw new UsageError('write nothing, or `add` and a login name');
    const name = textOption(values, 'name', '');
    if (name === '') throw new UsageError('--name is missing: what colleagues and supervisors read');
    const given = values['skill'];
    const skills = (Array.isArray(given) ? given : []).map((text) => skillOf(String(text)));
    const supervisor = values['supervisor'] === true;
    const password = await addOperator(file, { id, name, supervisor, skills }, rules);
    process.stdout.write(`${file}\n${id}: ${password}\n`);
    return 0;
  },
};

/** @throws UsageError for what is not TOPIC:LANGUAGES:PROFICIENCY[:LEVEL] */
function skillOf(text: string): SkillRow {
  const [topic, spoken = '', proficiency, level = '1', ...others] = text.split(':');
  const read = skillRow.safeParse({
    topic,
    languages: spoken.split('+'),
    level: Number(level),
    proficiency: Number(proficiency),
  });
  if (read.success && others.length === 0) return read.data;
  throw new UsageError(`--skill takes TOPIC:LANGUAGE+LANGUAGE:PROFICIENCY[:LEVEL], not "${text}"`);
}
