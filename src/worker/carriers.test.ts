import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import pino from 'pino';
import { ConfigError, readConfig } from '../config/read.ts';
import { FeedbackIntake } from '../mail/feedback/intake.ts';
import { openCarriers } from './carriers.ts';
import { carriersConfig } from './carriers-config.ts';

const logger = pino({ level: 'silent' });
const intake = new FeedbackIntake(
  { advance: async () => ({ outcome: 'unknown' }) },
  { flag: async () => undefined },
);
const token = randomBytes(16).toString('hex');
const smtp = { SMTP_HOST: 'mail.example', SMTP_FROM: 'documenti@posta.example' };
const sftp = {
  SFTP_HOST: 'posta.example',
  SFTP_USER: 'spool',
  SFTP_HOST_KEY: `SHA256:${randomBytes(32).toString('base64')}`,
};

test.each<[string, Record<string, string>, string[]]>([
  ['nothing', {}, []],
  ['SMTP', smtp, ['email']],
  ['SMS over HTTP', { SMS_URL: 'https://sms.example', SMS_TOKEN: token }, ['sms']],
  [
    'SMPP',
    { SMPP_HOST: 'localhost', SMPP_PORT: '1', SMPP_SYSTEM_ID: 'inps', SMPP_PASSWORD: 'secret' },
    ['sms'],
  ],
  ['the post over HTTP', { POSTAL_URL: 'https://posta.example', POSTAL_TOKEN: token }, ['residence']],
  ['the spool by SFTP', { ...sftp, SFTP_PASSWORD: 'secret' }, ['drop']],
])('with %s configured, these carry: %j', async (_, environment, ways) => {
  const carriers = openCarriers(readConfig(carriersConfig, environment), intake, logger);
  const there = (['residence', 'email', 'sms', 'drop'] as const).filter((way) => carriers[way] !== undefined);
  expect(there).toEqual(ways);
  await carriers.close();
});

test('at the start it is said what nobody carries, and what to set', async () => {
  const lines: string[] = [];
  const told = pino({}, { write: (line) => void lines.push(line) });
  const opened = async (environment: Record<string, string>) => {
    lines.length = 0;
    const carriers = openCarriers(readConfig(carriersConfig, environment), intake, told);
    await carriers.close();
    return lines.map((line) => JSON.parse(line));
  };
  expect(await opened({})).toEqual([
    expect.objectContaining({ level: 40, reason: 'no-carrier', variable: 'SMTP_HOST' }),
    expect.objectContaining({ level: 40, reason: 'no-carrier', variable: 'SMS_URL or SMPP_HOST' }),
  ]);
  expect(await opened({ ...smtp, SMS_URL: 'https://sms.example', SMS_TOKEN: token })).toEqual([]);
});

test.each<[string, Record<string, string>, string]>([
  ['no sender', { SMTP_HOST: 'mail.example' }, 'SMTP_FROM'],
  ['half a login', { ...smtp, SMTP_USER: 'x' }, 'SMTP_PASSWORD'],
  ['mail in plain over the network', { ...smtp, SMTP_SECURITY: 'none' }, 'SMTP_SECURITY'],
  ['no token', { SMS_URL: 'https://sms.example' }, 'SMS_TOKEN'],
  [
    'two ways for SMS',
    {
      SMS_URL: 'https://sms.example',
      SMS_TOKEN: token,
      SMPP_HOST: 'x',
      SMPP_SYSTEM_ID: 'x',
      SMPP_PASSWORD: 'x',
    },
    'SMPP_HOST',
  ],
  ['no login for SFTP', sftp, 'SFTP_KEY or SFTP_PASSWORD'],
  ['an unknown host for SFTP', { SFTP_HOST: 'x', SFTP_USER: 'x', SFTP_PASSWORD: 'x' }, 'SFTP_HOST_KEY'],
  ['keys that are none', { FEEDBACK_KEYS: '{"poste":{"one":"secret"}}' }, 'FEEDBACK_KEYS.poste.one'],
  ['keys that are no JSON', { FEEDBACK_KEYS: 'secret' }, 'FEEDBACK_KEYS'],
])('%s is said by name, without the value', (_, environment, name) => {
  const read = () => readConfig(carriersConfig, environment);
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(`${name}: `);
  expect(read).not.toThrow('secret');
});

test('keys of feedback are read, and their carriers may also drop files', async () => {
  const key = randomBytes(32);
  const config = readConfig(carriersConfig, {
    FEEDBACK_KEYS: JSON.stringify({ poste: { 'key-1': key.toString('hex') } }),
  });
  expect(config.FEEDBACK_KEYS['poste']?.['key-1']).toEqual(key);
  const carriers = openCarriers(config, intake, logger);
  expect(carriers.names).toEqual(['spool', 'poste']);
  await carriers.close();
});
