import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { loadService } from '../project.ts';
import { ReferencePopulation } from '../simulation/reference.ts';
import { Simulation } from '../simulation/simulation.ts';
import { type Command, flowsDir, numberOption, promptsDir, textOption, UsageError } from './command.ts';
import { openLoudspeaker } from './loudspeaker.ts';

const commandsHelp = `
  0-9 * #           keys are pressed, as many as are written in a line
  (empty line)      listen until the call waits for you
  silence           hear everything out and press nothing until the call goes on
  wait SECONDS      time passes
  hang-up           the caller hangs up
  vars              variables (masked), step, language, clock
  citizen WHO       who calls: a number, a codice fiscale, or a case (ordinario, estero, omocodia ...); shows the keys
  $NAME             keys of the citizen: $codice-fiscale, $domus#, $pin ...
  outage on|off     the back office is away, or back
  slow SECONDS      each answer takes so long
  answer OPERATION OUTCOME [JSON]   the next answers of an operation; without OUTCOME the reference data again;
                    of a queue: answer pensioni answered {"after": 40, "news": [{"posizione": 2, "attesa": 3}]}
  at DATE-TIME      a new call at that time: 2026-12-25T10:00+01:00
  language XX       a new call in that language
  left [FLOW]       a new call of somebody who hung up in that flow a few minutes ago
  call [FLOW|NUMBER]  a new call
  help              this list
  quit              the end
`;

export const simulate: Command = {
  name: 'simulate',
  summary: 'call a flow in the terminal: keys, silence, time, outages',
  usage: `
usage: centralino simulate [FLOW|NUMBER] [--citizen WHO] [--at DATE-TIME] [--language XX] [--from NUMBER]
                           [--record FILE.test.yaml] [--say] [--flows DIR] [--prompts DIR] [--citizens N]

  FLOW|NUMBER     where the call begins (default 803164)
  --record FILE   writes the call down as a dialog test; a file that is there gets one more
  --say           plays the prompts, where this machine has a player and espeak-ng

Reads commands from standard input, a line each, so a script can be piped in:
${commandsHelp}`,
  options: {
    citizen: { type: 'string' },
    at: { type: 'string' },
    language: { type: 'string' },
    from: { type: 'string' },
    record: { type: 'string' },
    say: { type: 'boolean' },
    flows: { type: 'string' },
    prompts: { type: 'string' },
    citizens: { type: 'string' },
  },
  run: async (values, [entrance = '803164']) => {
    const service = await loadService(
      textOption(values, 'flows', flowsDir),
      textOption(values, 'prompts', promptsDir),
    );
    const total = numberOption(values, 'citizens', { min: 1, max: 1_000_000, default: 1_000 });
    const simulation = new Simulation(service, new ReferencePopulation(total));
    const { stdin, stdout } = process;
    const speaker = values['say'] === true ? await openLoudspeaker() : undefined;
    if (speaker?.problem !== undefined) stdout.write(`${speaker.problem}\n`);
    for (const name of ['citizen', 'at', 'language', 'from']) {
      const value = values[name];
      if (typeof value === 'string') stdout.write(print(must(simulation.command(`${name} ${value}`))));
    }
    const show = (lines: readonly string[]) => {
      stdout.write(print(lines));
      speaker?.say(simulation.justSpoken());
    };
    show(must(simulation.command(`call ${entrance}`)));

    const input = createInterface({ input: stdin, output: stdin.isTTY ? stdout : undefined, prompt: '> ' });
    input.prompt();
    for await (const line of input) {
      const words = line.trim();
      if (words === 'quit') break;
      if (!stdin.isTTY) stdout.write(`> ${words}\n`);
      if (words === 'help') stdout.write(commandsHelp);
      else {
        const done = simulation.command(words);
        if ('problem' in done) stdout.write(`${done.problem}; "help" lists what can be said here\n`);
        else show(done.lines);
      }
      input.prompt();
    }
    input.close();
    await speaker?.close();
    const { record } = values;
    if (typeof record === 'string') {
      const before = await readFile(record, 'utf8').catch(() => '');
      await writeFile(record, `${before === '' ? '' : `${before.trimEnd()}\n\n`}${simulation.recorded()}`);
      stdout.write(`\nwritten down in ${record}\n`);
    }
    return 0;
  },
};

function must(done: ReturnType<Simulation['command']>): readonly string[] {
  if ('problem' in done) throw new UsageError(done.problem);
  return done.lines;
}

function print(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
