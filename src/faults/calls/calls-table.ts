import type { Distribution } from '../../caller/samples.ts';
import type { CallFaults } from './calls.ts';

/** The last line of the command. */
export function callsLine({ live, dropped, adopted, audibleMs, doubled }: CallFaults): string {
  const p95 = Number.isNaN(audibleMs.p95) ? 0 : Math.round(audibleMs.p95);
  return `live ${live} dropped ${dropped} adopted ${adopted} audible-p95 ${p95} ms doubled ${doubled}`;
}

/** What docs/reliability.md holds. */
export function callsTable(found: CallFaults): string {
  const hurts = Object.entries(found.hurts).map(([how, times]) => `${how} ${times}`);
  const ms = ({ p50, p95, max }: Distribution) => [p50, p95, max].map(Math.round).join(' / ');
  const { requests, left, memory } = found;
  const rows = [
    ['calls', `${found.live}`],
    ['engines hurt', hurts.join(', ')],
    [
      'placed = finished + apologised + dropped + not answered',
      `${found.placed} = ${found.finished} + ${found.apologised} + ${found.dropped} + ${found.unanswered}`,
    ],
    ['went on at another engine', `${found.adopted}`],
    ['audible again after, p50 / p95 / max ms', ms(found.audibleMs)],
    ...Object.entries(found.audibleAfter).map(([how, audibleMs]) => [`the same after ${how}`, ms(audibleMs)]),
    ['done twice', `${found.doubled}`],
    ['steps walked; keys pressed again after "riprendiamo"', `${found.steps}; ${found.keysPressedAgain}`],
    ['menus that came once more, left in the moment of the death', `${found.steppedBack}`],
    ['key to prompt, p50 / p95 / max ms', ms(found.keyToPromptMs)],
    [
      'requests accepted / in the records / lost',
      `${requests.accepted} / ${requests.kept} / ${requests.lost}`,
    ],
    [
      'left: channels, bridges, sessions, calls, file handles',
      [left.channels, left.bridges, left.sessions, left.calls, left.handles].join(', '),
    ],
    [
      'memory with all calls up, then without: engines, Asterisk, MB',
      `${memory.engines.first} -> ${memory.engines.last}, ${memory.asterisk.first} -> ${memory.asterisk.last}`,
    ],
  ];
  return ['| what | figure |', '|--|--|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}
