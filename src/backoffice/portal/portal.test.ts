import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import pino from 'pino';
import { openDatabase } from '../../store/open.ts';
import { createReferenceBackOffice } from '../reference/server.ts';
import { portalContract } from './portal.contract.ts';

const logger = pino({ level: 'silent' });

portalContract('pglite', () => openDatabase({ logger }));

test('without a credential of its own the portal is not served', async () => {
  const database = await openDatabase({ logger });
  const token = randomBytes(16).toString('hex');
  const given = { database, token, pepper: randomBytes(32), logger, citizens: 1 };
  const office = await createReferenceBackOffice(given);
  const baseUrl = await office.listen({ port: 0 });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  for (const path of ['/portale/pin', '/portale/pin/stato', '/portale/pin/revoca']) {
    const response = await fetch(baseUrl + path, { method: 'POST', headers, body: '{}' });
    expect(response.status).toBe(404);
  }
  expect((await fetch(`${baseUrl}/portale/openapi.json`, { headers })).status).toBe(404);
  await office.close();
  await expect(createReferenceBackOffice({ ...given, portal: { token, client: 'portale' } })).rejects.toThrow(
    'PORTAL_TOKEN',
  );
  await database.close();
});
