import { join } from 'node:path';
import { table } from '../bench/tables.ts';
import { Chances } from '../matching/day/chances.ts';
import { contactCentreDay } from '../matching/day/contact-centre.ts';
import { simulateDay } from '../matching/day/day.ts';
import { type EstimateFigures, estimateFigures, type HourFigures, hourly } from '../matching/day/report.ts';
import { loadCalendars } from '../numbers/calendar.ts';
import { loadQueues } from '../queues/queues.ts';
import { type Command, flowsDir, numberOption, textOption } from './command.ts';

export const simulateQueues: Command = {
  name: 'simulate-queues',
  summary: 'a day of calls and operators on simulated time, with Erlang C beside it',
  usage: `
usage: centralino simulate-queues [--operators N] [--calls N] [--talk S] [--patience S] [--seed N] [--flows DIR] [--json]

A day from 8 to 20 with the queues of flows/queues.yaml: invented operators in shifts, invented calls, matched by the same
rules as in Redis. By hour: calls, operators at work, waits and service level, and what Erlang's formula would say if all
operators could take all calls and nobody gave up. Then how wrong the estimated wait was that callers heard. docs/queues.md
says how it is done.

  --operators N  who work some time of the day (default 300)
  --calls N      calls that reach the queues (default 10000)
  --talk S       mean of a conversation, seconds (default 330)
  --patience S   mean of how long callers are willing to wait, seconds (default 600)
  --seed N       another day (default 1)`,
  options: {
    operators: { type: 'string' },
    calls: { type: 'string' },
    talk: { type: 'string' },
    patience: { type: 'string' },
    seed: { type: 'string' },
    flows: { type: 'string' },
    json: { type: 'boolean' },
  },
  run: async (values) => {
    const flows = textOption(values, 'flows', flowsDir);
    const { names } = await loadCalendars(join(flows, 'hours.yaml'));
    const rules = await loadQueues(join(flows, 'queues.yaml'), names);
    const number = (name: string, otherwise: number, max: number) =>
      numberOption(values, name, { min: 1, max, default: otherwise });
    const day = contactCentreDay(
      rules,
      {
        operators: number('operators', 300, 5_000),
        calls: number('calls', 10_000, 200_000),
        talkSeconds: number('talk', 330, 3_600),
        patienceSeconds: number('patience', 600, 7_200),
      },
      new Chances(number('seed', 1, 2 ** 31)),
    );
    const result = simulateDay(day);
    const hours = hourly(day, result);
    const estimates = [estimateFigures(result), estimateFigures(result, 'holding')];
    const occupancy = result.busyMs / result.presentMs;
    const lost: Record<string, number> = {};
    for (const { outcome } of result.outcomes) lost[outcome] = (lost[outcome] ?? 0) + 1;
    if (values['json'] === true)
      process.stdout.write(`${JSON.stringify({ hours, estimates, occupancy, outcomes: lost }, null, 2)}\n`);
    else
      process.stdout.write(
        [
          hourTable(hours),
          `occupancy of the operators ${percent(occupancy)}; ${Object.entries(lost)
            .map(([outcome, count]) => `${outcome} ${count}`)
            .join(', ')}`,
          estimateText(estimates),
          '',
        ].join('\n\n'),
      );
    return 0;
  },
};

function hourTable(hours: readonly HourFigures[]): string {
  return table(
    ['hour', 'calls', 'lost', 'operators', 'wait s', 'in 20 s', 'Erlang C wait s', 'in 20 s'],
    hours.map(({ hour, calls, lost, operators, meanWaitSeconds, within20, erlang }) => [
      `${hour + 8}-${hour + 9}`,
      `${calls}`,
      `${lost}`,
      operators.toFixed(0),
      meanWaitSeconds.toFixed(1),
      percent(within20),
      erlang?.meanWaitSeconds.toFixed(1) ?? 'no end',
      erlang === undefined ? '0 %' : percent(erlang.within20),
    ]),
  );
}

function estimateText(figures: readonly EstimateFigures[]): string {
  return table(
    [
      'estimates of who was',
      'said',
      'nothing said',
      'mean error s',
      'median |error| s',
      'p90 |error| s',
      'within 60 s or half',
      'of waits >= 60 s',
      'within the minutes said',
      'longer',
    ],
    figures.map((one) => [
      one.of,
      `${one.told}`,
      `${one.silent}`,
      one.meanError.toFixed(1),
      one.medianAbsolute.toFixed(1),
      one.p90Absolute.toFixed(1),
      percent(one.near),
      percent(one.nearOfLong),
      percent(one.within),
      percent(one.longer),
    ]),
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
