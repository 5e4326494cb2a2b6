import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { freePort } from '../provision/ports.ts';
import { openBoard } from './board.ts';

test('the board is for those who know the password, and nobody can try passwords out', async () => {
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
    for (let tries = 3; tries < 5; tries += 1)
      expect((await ask('operazioni:another password')).status).toBe(401);
    for (const login of ['operazioni:one more', 'operazioni:a password of some length', undefined]) {
      const { status, headers } = await ask(login);
      expect(status).toBe(429);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
  } finally {
    await board.close();
  }
});
