/** A real Asterisk without engines, or with engines that die or are full: what its dialplan does by itself. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { SipPhone } from '../../src/caller/sip-phone.ts';
import { type Calendars, loadCalendars } from '../../src/numbers/calendar.ts';
import { loadNumberPlan, writtenForms } from '../../src/numbers/plan.ts';
import { type Fallback, type FallbackSound, fallbackSounds } from '../../src/provision/fallback.ts';
import { languages } from '../../src/speech/language.ts';
import { projectDir, startTestAsterisk, type TestAsterisk, testDir, testPort } from '../support/parts.ts';
import { rawEngine } from '../support/raw-engine.ts';
import { invite, type Probe } from '../support/sip-probe.ts';

const hoursFile = join(projectDir, 'flows/hours.yaml');
const probes: Probe[] = [];
let dir: { path: string; remove: () => Promise<void> };
let calendars: Calendars;
let phone: SipPhone;
let asterisk: TestAsterisk;

/** A sound that is told from every other by what each of its bytes is: A-law reaches the caller as it is. */
const byteOf = (language: string, sound: FallbackSound) =>
  1 +
  (languages as readonly string[]).indexOf(language) * fallbackSounds.length +
  fallbackSounds.indexOf(sound);

async function writeSounds(soundsDir: string): Promise<void> {
  for (const language of languages) {
    await mkdir(join(soundsDir, language), { recursive: true });
    for (const sound of fallbackSounds)
      await writeFile(
        join(soundsDir, language, `${sound}.alaw`),
        Buffer.alloc(4_000, byteOf(language, sound)),
      );
  }
}

/** Asks the dialplan for the hours at any time: 9 and the seconds since 1970; 486 when open, 404 when closed. */
const askHours = `[trunk](+)
exten => _9XXXXXXXXXX,1,Gosub(fallback-open,s,1(\${EXTEN:1}))
 same => n,GotoIf($["\${GOSUB_RETVAL}" = "1"]?open)
 same => n,Hangup(1)
 same => n(open),Hangup(17)
`;

beforeAll(async () => {
  dir = await testDir();
  await writeSounds(join(dir.path, 'fallback'));
  calendars = await loadCalendars(hoursFile);
  const plan = await loadNumberPlan(join(projectDir, 'flows/numbers.yaml'));
  const sipPort = await testPort();
  phone = await SipPhone.open({ server: { host: '127.0.0.1', port: sipPort }, bindAddress: '127.0.0.1' });
  const fallback: Fallback = {
    soundsDir: join(dir.path, 'fallback'),
    languages,
    lines: plan.lines.map((line) => ({ numbers: writtenForms(line), language: line.language })),
    queue: {
      members: [`sip:operatori@127.0.0.1:${phone.address.port}`],
      // Open whenever this test is run; the real hours are asked for below.
      hours: calendars.timetable('automatici', Date.now(), 3),
    },
    busy: 'speak',
    rescueSeconds: 600,
  };
  asterisk = await startTestAsterisk({ dataDir: dir.path, sipPort, fallback });
}, 600_000);

afterEach(() => {
  for (const probe of probes.splice(0)) probe.close();
});

afterAll(async () => {
  phone?.close();
  await asterisk?.stop();
  await dir?.remove();
});

async function calls(number: string, headers: readonly string[] = []): Promise<Probe> {
  const probe = await invite({ from: '127.0.0.1', sipPort: asterisk.sipPort, number, headers });
  probes.push(probe);
  return probe;
}

/** Resolves when the sound is heard. */
async function hears(probe: Probe, language: string, sound: FallbackSound): Promise<void> {
  const byte = byteOf(language, sound);
  for (;;) {
    const [payload] = await probe.audio(1);
    if (payload !== undefined && payload.length > 0 && payload.every((one) => one === byte)) return;
  }
}

// The first: callers of the other tests go without a word, and would stand in the queue before this one.
test('in hours the queue rings the operators, who talk with the caller', async () => {
  const probe = await calls('803164');
  await hears(probe, 'it', 'operators');
  const incoming = await phone.incoming(30_000);
  expect(incoming.dialled).toBe('operatori');
  const call = await incoming.answer();
  await call.hangUp();
  await probe.next(/^BYE/);
}, 60_000);

test.each([
  ['803164', 'it', []],
  ['+498001821138', 'de', []],
  ['0033800904332', 'fr', []],
  ['41800559218', 'de', []],
  ['0471555104', 'de', []],
  // Not ours, but what it was forwarded from is.
  ['0612345678', 'es', ['Diversion: <sip:+34900993926@carrier.example>;reason=unconditional']],
  ['0612345678', 'it', []],
])('%s is answered in %s', async (number, language, headers) => {
  await hears(await calls(number, headers), language, 'operators');
});

test('callers whom a full engine leaves hear that all lines are busy, in their language', async () => {
  const engine = await rawEngine(asterisk, 'centralino-full');
  const saysFull = (value: string) =>
    engine.request('POST', `asterisk/variable?variable=ENGINE_FULL&value=${value}`);
  // Twice: the second time a value stands there already.
  for (const value of ['one', 'two']) {
    const offered = engine.next('CallBroadcast');
    const probe = await calls('0800904332', ['P-Called-Party-ID: <tel:+33800904332>']);
    await offered;
    await saysFull(value);
    await hears(probe, 'fr', 'busy');
    const bye = await probe.next(/^BYE/);
    expect(bye).toMatch(/Reason: Q\.850;\s?cause=42/);
  }
  engine.close();
}, 60_000);

test('what was said before a call was offered makes no line busy, whatever it was and whichever clock is wrong', async () => {
  const engine = await rawEngine(asterisk, 'centralino-once-full');
  // What a clock that is a day ahead would have said, and an engine that is dead by now.
  const tomorrow = Math.floor(Date.now() / 1000) + 86_400;
  for (const variable of ['ENGINE_FULL', 'BUSY_UNTIL'])
    await engine.request('POST', `asterisk/variable?variable=${variable}&value=${tomorrow}`);
  const offered = engine.next('CallBroadcast');
  const silent = await calls('803164');
  await offered;
  await hears(silent, 'it', 'operators');
  engine.close();
  await hears(await calls('803164'), 'it', 'operators');
}, 60_000);

test('the dialplan is open when flows/hours.yaml says so: week, holidays, summer time', async () => {
  const operators = calendars.timetable('operatori-it', Date.now(), 3);
  const { queue, ...fallback } = asterisk.fallback;
  const its = await testDir();
  await mkdir(join(its.path, 'asterisk/etc/extra'), { recursive: true });
  await writeFile(join(its.path, 'asterisk/etc/extra/extensions-hours.conf'), askHours);
  const other = await startTestAsterisk({
    dataDir: its.path,
    fallback: { ...fallback, queue: { members: queue?.members ?? ['sip:nobody'], hours: operators } },
  });
  try {
    const start = Date.UTC(2026, 11, 1) / 1000;
    // Every few hours over a year and more, the step a prime so that all hours of all days come up; and the edges.
    const steps = Array.from({ length: 400 }, (_, index) => start + index * 100_003);
    const edges = [
      '2026-12-08T09:00',
      '2026-12-07T07:59',
      '2026-12-07T08:00',
      '2026-12-07T19:59',
      '2026-12-07T20:00',
    ];
    const times = [...steps, ...edges.map((local) => Date.parse(`${local}+01:00`) / 1000)];
    for (const time of times) {
      const probe = await invite({ from: '127.0.0.1', sipPort: other.sipPort, number: `9${time}` });
      const answer = await probe.next(/^SIP\/2.0 [456]/);
      probe.close();
      const open = calendars.isOpen('operatori-it', time * 1000);
      expect(
        `${new Date(time * 1000).toISOString()} ${/^SIP\/2.0 486/.test(answer) ? 'open' : 'closed'}`,
      ).toBe(`${new Date(time * 1000).toISOString()} ${open ? 'open' : 'closed'}`);
    }
  } finally {
    await other.stop();
    await its.remove();
  }
}, 120_000);
