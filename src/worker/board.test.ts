import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { freePort } from '../provision/ports.ts';
import { openBoard } from './board.ts';

test('the board is for those who know the password', async () => {
  const port = await freePort(20_000, 29_999);
  const board = await openBoard({
    host: '127.0.0.1',
    port,
    password: 'a password of some length',
    queues: [],
    logger: pino({ level: 'silent' }),
  });
  const ask = (login?: string) =>
    fetch(`${board.url}/`, {
      headers: login === undefined ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
    });
  try {
    for (const login of [
      undefined,
      'operazioni:',
      'operazioni:another password',
      ':a password of some length',
    ])
      expect((await ask(login)).status).toBe(401);
    expect((await ask()).headers.get('www-authenticate')).toContain('Basic');
    const page = await ask('operazioni:a password of some length');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Centralino');
  } finally {
    await board.close();
  }
});
