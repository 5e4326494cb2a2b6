/** A dialog test as a telephone call: the same file that the simulator runs, played by a person on the line. */
import type { SyntheticCitizen } from '../../src/backoffice/reference/citizens.ts';
import { findCitizen, keysFor, keysOf } from '../../src/simulation/caller.ts';
import type { ReferencePopulation } from '../../src/simulation/reference.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import type { CallJournal } from './journals.ts';
import type { Dialled, Line } from './line.ts';
import { namesOf, type Person } from './person.ts';

/**
 * Calls and goes through the dialog, turn by turn. What is said is compared by prompt; the words are the simulator's
 * business.
 * @returns the flows that the call went through
 * @throws Error for what is not as it is written, and for turns that only the simulator can play
 */
export async function playOnLine(
  scenario: Scenario,
  line: Line,
  dialled: Dialled,
  population: ReferencePopulation,
): Promise<readonly string[]> {
  const unfit = whyNot(scenario);
  if (unfit !== undefined) throw new Error(`on the line nothing can be ${unfit}`);
  const citizen = scenario.citizen === undefined ? undefined : findCitizen(population, scenario.citizen);
  if (scenario.citizen !== undefined && citizen === undefined) throw new Error('there is no such citizen');
  const values = keysIn(scenario, citizen);
  if (citizen !== undefined) line.citizen(({ codiceFiscale }) => codiceFiscale === citizen.code);
  for (const [name, keys] of values) {
    // Few keys, or always the same, may stand anywhere by chance.
    if (keys.length >= 8 && new Set(keys).size > 3)
      line.personal.add(`what a citizen keys in as $${name}`, keys.replace('#', ''));
  }
  const person = await line.call(dialled);
  let journal: CallJournal | undefined;
  let said: readonly string[] = [];
  for (const turn of scenario.dialog) {
    if (turn.hear === undefined) said = [];
    if (turn.hear !== undefined) said = await hears(person, turn.hear, said);
    else if (turn.press !== undefined) await person.presses(keysFor(turn.press, values));
    else if (turn.step !== undefined) await seesStep(person, turn.step);
    else if (turn.ended !== undefined) journal = (await person.isHungUpOn()).journal;
    else if (turn['hang-up'] !== undefined) journal = await person.hangsUp();
    else throw new Error('on the line a dialog can hear, press, be at a step, and end');
  }
  const { entries } = journal ?? (await person.hangsUp());
  return entries.flatMap(({ type, flow }) => (type === 'step' && flow !== undefined ? [flow] : []));
}

/** What of a scenario only a simulation can arrange. */
function whyNot({ call, given }: Scenario): string | undefined {
  if (call.at !== undefined || call.left !== undefined) return 'arranged before the call (`at`, `left`)';
  if (given === undefined) return undefined;
  const { 'back-office': answers = {}, ...others } = given;
  // Whoever calls with a number, and for the first time, is asked in any case.
  const isSo = ([request, answer]: readonly [string, unknown]) =>
    call.from !== undefined && request.startsWith('survey-due ') && answer === 'due';
  const known = typeof answers !== 'string' && Object.entries(answers).every(isSo);
  return known && Object.keys(others).length === 0 ? undefined : '`given`';
}

function keysIn(scenario: Scenario, citizen: SyntheticCitizen | undefined): ReadonlyMap<string, string> {
  return new Map([
    ...(citizen === undefined ? [] : keysOf(citizen)),
    ...Object.entries(scenario.values ?? {}),
  ]);
}

/** @param said what else was said in one with the prompt heard last @returns the same for this one */
async function hears(person: Person, prompt: string, said: readonly string[]): Promise<readonly string[]> {
  const names = said.includes(prompt)
    ? said
    : namesOf(await person.hearsAtLast(prompt, { withinMs: 90_000 }));
  return names.slice(names.indexOf(prompt) + 1);
}

async function seesStep(person: Person, step: string): Promise<void> {
  await person.sees(step, ({ type, ...at }) => type === 'step' && `${at.flow}/${at.step}` === step);
}
