import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type AsteriskConfOptions, fillTemplate, renderAsteriskConf } from './asterisk-conf.ts';
import type { Fallback } from './fallback.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'centralino conf-'));
});
afterEach(() => rm(dir, { recursive: true }));

const fallback: Fallback = {
  soundsDir: '/data/fallback',
  languages: ['it', 'de'],
  lines: [
    { numbers: ['803164', '+39803164'], language: 'it' },
    { numbers: ['08001821138', '+498001821138'], language: 'de' },
  ],
  queue: {
    members: ['sip:centralino@pbx.example.it:5060', 'sip:192.0.2.9'],
    hours: {
      zone: 'Europe/Rome',
      week: [
        [
          { from: 480, to: 780 },
          { from: 840, to: 1200 },
        ],
        [],
        [],
        [],
        [],
        [],
        [],
      ],
      days: new Map([
        ['2026-12-07', []],
        ['2026-12-24', [{ from: 510, to: 1440 }]],
      ]),
    },
  },
  busy: 'speak',
  rescueSeconds: 8,
};

function options(): AsteriskConfOptions {
  return {
    templatesDir: 'asterisk-conf',
    asteriskDir: dir,
    runDir: join(dir, 'run'),
    modulesDir: '/modules',
    asteriskDataDir: '/data',
    sipBind: '127.0.0.1',
    sipPort: 5070,
    httpPort: 8070,
    rtpStart: 10000,
    rtpEnd: 10100,
    ariUser: 'centralino',
    ariPassword: 'ab'.repeat(32),
    trunkAddresses: ['192.0.2.1', '198.51.100.0/24'],
    trunkContact: 'sip:sbc.example.it:5060',
    mediaAddress: '127.0.0.1',
    external: { address: '203.0.113.5', sipPort: 5099, localNet: '172.30.55.0/24' },
    fallback,
    appFilter: '^centralino-.*$',
    claimTimeoutMs: 500,
  };
}

test('every template is rendered, without a placeholder, for the owner only', async () => {
  const conf = await renderAsteriskConf(options());
  expect(conf).toBe(join(dir, 'etc/asterisk.conf'));
  const templates = (await readdir('asterisk-conf')).filter((name) => name.endsWith('.conf'));
  expect(templates.length).toBeGreaterThan(10);
  for (const name of templates) {
    // Only without a queue.
    if (name === 'stasis.conf') continue;
    const text = await readFile(join(dir, 'etc', name), 'utf8');
    expect(text).not.toMatch(/\{\{|\}\}/);
    expect((await stat(join(dir, 'etc', name))).mode & 0o777).toBe(0o600);
  }
  const pjsip = await readFile(join(dir, 'etc/pjsip.conf'), 'utf8');
  expect(pjsip).toContain('match = 192.0.2.1,198.51.100.0/24');
  expect(pjsip).toContain('bind = 127.0.0.1:5070');
  const extensions = await readFile(join(dir, 'etc/extensions.conf'), 'utf8');
  expect(extensions).toContain('Set(SOUNDS=/data/fallback/');
  expect(extensions).toContain('StasisBroadcast(500,^centralino-.*$,');
});

test('rendering again replaces the files and keeps extra contexts', async () => {
  await renderAsteriskConf(options());
  await writeFile(join(dir, 'etc/extra/extensions-bench.conf'), '[bench]\n');
  await renderAsteriskConf({ ...options(), sipPort: 5071 });
  expect(await readFile(join(dir, 'etc/pjsip.conf'), 'utf8')).toContain('bind = 127.0.0.1:5071');
  expect(await readFile(join(dir, 'etc/extra/extensions-bench.conf'), 'utf8')).toBe('[bench]\n');
});

test('two Asterisks never have one name: it stands before the ids of their calls', async () => {
  const names = new Set<string>();
  for (let times = 0; times < 3; times++) {
    const text = await readFile(await renderAsteriskConf(options()), 'utf8');
    names.add(/^systemname = (a[0-9a-f]{8})$/m.exec(text)?.[1] ?? 'none');
  }
  expect(names.size).toBe(3);
});

test('languages, hours and members of the queue without engines are tables and endpoints', async () => {
  await renderAsteriskConf(options());
  const file = (name: string) => readFile(join(dir, 'etc', name), 'utf8');
  const tables = await file('extensions-tables.conf');
  expect(tables).toContain('exten => n+498001821138,1,Set(SPEAK=de)');
  expect(tables).toContain(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dialplan, not JavaScript
    'exten => _XXXXXXXX1,1,Return($[(${CLOCK} >= 800 & ${CLOCK} < 1300) | (${CLOCK} >= 1400 & ${CLOCK} < 2000)])',
  );
  expect(tables).toContain('exten => 202612071,1,Return(0)');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dialplan, not JavaScript
  expect(tables).toContain('exten => 202612244,1,Return($[(${CLOCK} >= 830 & ${CLOCK} < 2400)])');
  expect(await file('queues.conf')).toContain('member => PJSIP/fallback-2\n');
  expect(await file('pjsip-queue.conf')).toContain('contact = sip:centralino@pbx.example.it:5060');
});

test('without a queue nothing of it is there, and what would break a line is refused', async () => {
  await renderAsteriskConf(options());
  const { queue, ...alone } = fallback;
  await renderAsteriskConf({ ...options(), fallback: alone });
  for (const name of ['queues.conf', 'pjsip-queue.conf', 'modules-queue.conf'])
    await expect(stat(join(dir, 'etc', name))).rejects.toThrow('ENOENT');
  await stat(join(dir, 'etc/stasis.conf'));
  expect(await readFile(join(dir, 'etc/extensions.conf'), 'utf8')).toContain('$["none" = "none"]');
  const calling = (member: string) => ({
    ...options(),
    fallback: { ...fallback, queue: { hours: queue?.hours ?? noHours, members: [member] as const } },
  });
  for (const wrong of ['pbx.example.it', 'sip:a b', 'sip:a\n[x]', 'sip:a;b=c'])
    await expect(renderAsteriskConf(calling(wrong))).rejects.toThrow('SIP URI');
});

const noHours = { zone: 'UTC', week: [], days: new Map() };

test('behind a router callers and browsers are told the address that they reach, and the port', async () => {
  await renderAsteriskConf({ ...options(), trunkBehindNat: true });
  const file = (name: string) => readFile(join(dir, 'etc', name), 'utf8');
  for (const transport of (await file('pjsip-nat.conf')).split('\n[').slice(1)) {
    expect(transport).toContain('external_signaling_address = 203.0.113.5\n');
    expect(transport).toContain('external_signaling_port = 5099\n');
    expect(transport).toContain('external_media_address = 203.0.113.5\n');
    expect(transport).toContain('local_net = 172.30.55.0/24\n');
  }
  expect(await file('rtp-nat.conf')).toContain('\n127.0.0.1 => 203.0.113.5,include_local_address\n');
  expect(await file('pjsip.conf')).toContain('\nrewrite_contact = yes\nice_support = no\n');
  const { external: _, ...direct } = options();
  await renderAsteriskConf(direct);
  for (const name of ['pjsip-nat.conf', 'rtp-nat.conf'])
    await expect(stat(join(dir, 'etc', name))).rejects.toThrow('ENOENT');
  expect(await file('pjsip.conf')).toContain('\nrewrite_contact = no\nice_support = no\n');
});

test('without a trunk for it there is no way to the outside', async () => {
  const path = join(dir, 'etc/pjsip-outside.conf');
  await renderAsteriskConf(options());
  expect(await readFile(path, 'utf8')).toContain('contact = sip:sbc.example.it:5060');
  await renderAsteriskConf({ ...options(), trunkContact: 'sip:sbc.example.it:5061;transport=tls' });
  expect(await readFile(path, 'utf8')).toContain('contact = sip:sbc.example.it:5061\\;transport=tls');
  const { trunkContact: _, ...others } = options();
  await renderAsteriskConf(others);
  await expect(stat(path)).rejects.toThrow('ENOENT');
  for (const wrong of [
    'sbc.example.it',
    'sip:39@sbc.example.it',
    'sip:a b',
    'sip:a;transport=sctp',
    'sip:a;b',
  ])
    await expect(renderAsteriskConf({ ...options(), trunkContact: wrong })).rejects.toThrow('SIP URI');
});

test('only behind a router are others told another address than its own', async () => {
  const path = join(dir, 'etc/pjsip-nat.conf');
  await renderAsteriskConf(options());
  expect((await readFile(path, 'utf8')).match(/^external_media_address = 203\.0\.113\.5$/gm)).toHaveLength(2);
  const { external: _, ...others } = options();
  await renderAsteriskConf(others);
  await expect(stat(path)).rejects.toThrow('ENOENT');
});

test('ARI is on the loopback unless another address is given', async () => {
  const path = join(dir, 'etc/http.conf');
  await renderAsteriskConf(options());
  expect(await readFile(path, 'utf8')).toContain('bindaddr = 127.0.0.1\n');
  await renderAsteriskConf({ ...options(), httpBind: '172.30.55.10' });
  expect(await readFile(path, 'utf8')).toContain('bindaddr = 172.30.55.10\n');
});

test('no way out: nothing that places calls is loaded, no dialplan dials', async () => {
  const modules = await readFile('asterisk-conf/modules.conf', 'utf8');
  const loaded = [...modules.matchAll(/^load = (\S+)/gm)].map((match) => match[1]);
  for (const way of [
    'app_dial',
    'app_originate',
    'app_followme',
    'app_system',
    'pbx_spool',
    'res_agi',
    'func_shell',
    'res_pjsip_endpoint_identifier_anonymous',
    'res_pjsip_refer',
    'app_transfer',
  ]) {
    expect(loaded).not.toContain(`${way}.so`);
  }
  // Softphones, and whoever were taken for one of the patterns of softphones, are where there is no extension.
  const pjsip = await readFile('asterisk-conf/pjsip.conf', 'utf8');
  const outside = await readFile('asterisk-conf/pjsip-outside.conf', 'utf8');
  const contexts = [...`${pjsip}${outside}`.matchAll(/^context = (\S+)/gm)].map((match) => match[1]);
  expect(contexts).toEqual(['trunk', 'nowhere', 'nowhere']);
  const extensions = await readFile('asterisk-conf/extensions.conf', 'utf8');
  expect(/\[nowhere\]\n([^[]*)/.exec(extensions)?.[1]?.replace(/^;.*$/gm, '').trim()).toBe('');
  expect(extensions).not.toMatch(/\b(Dial|Originate|Transfer|System|Exec)\(/);
});

test.each([
  ['ARI_USER', 'a;b'],
  ['ARI_USER', 'a\nb'],
  ['APOLOGY', '/a,b'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dialplan, not JavaScript
  ['APOLOGY', '/${SHELL(id)}'],
  ['MEDIA_ADDRESS', ''],
])('%s = %j is refused with the line that would take it', (name, value) => {
  expect(() => fillTemplate('x.conf', `\nkey = {{${name}}}`, { [name]: value })).toThrow(
    `asterisk-conf/x.conf:2: ${name}`,
  );
});

test('a placeholder that nobody fills is an error; comments are left alone', () => {
  expect(() => fillTemplate('x.conf', 'a = {{NOBODY}}', {})).toThrow(
    'asterisk-conf/x.conf:1: nothing fills {{NOBODY}}',
  );
  expect(fillTemplate('x.conf', '; {{NOBODY}}', {})).toBe('; {{NOBODY}}');
});
