/** The contracts of the store, the back office and the requests on a real PostgreSQL server. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import pino from 'pino';
import { absencesContract } from '../src/backoffice/absences.contract.ts';
import { backOfficeContract } from '../src/backoffice/backoffice.contract.ts';
import { deskContract } from '../src/backoffice/desk.contract.ts';
import { lineaContract } from '../src/backoffice/linea.contract.ts';
import { portalContract } from '../src/backoffice/portal/portal.contract.ts';
import { failedSearchesContract } from '../src/backoffice/reference/failed-searches.contract.ts';
import { fillContract } from '../src/backoffice/reference/fill.contract.ts';
import { returnedMailContract } from '../src/backoffice/returned-mail.contract.ts';
import { callBacksContract } from '../src/call-backs/call-backs.contract.ts';
import { conversationsContract } from '../src/conversations/conversations.contract.ts';
import { fulfilmentContract } from '../src/mail/fulfilment/fulfilment.contract.ts';
import { progressContract } from '../src/mail/fulfilment/progress.contract.ts';
import { mailContract } from '../src/mail/mail.contract.ts';
import { opsContract } from '../src/mail/ops/ops.contract.ts';
import type { RunningPostgres } from '../src/provision/start-postgres.ts';
import { alikeContract } from '../src/simulation/alike.contract.ts';
import type { Database } from '../src/store/database.ts';
import { openDatabase } from '../src/store/open.ts';
import { storeContract } from '../src/store/store.contract.ts';
import { surveysContract } from '../src/surveys/surveys.contract.ts';
import { voiceMessagesContract } from '../src/voice-messages/voice-messages.contract.ts';
import { lineaHandOverContract } from '../src/worker/linea.contract.ts';
import { whereaboutsContract } from '../src/worker/whereabouts.contract.ts';
import { startTestPostgres } from './support/parts.ts';

const logger = pino({ level: 'silent' });
let server: RunningPostgres;

beforeAll(async () => {
  server = await startTestPostgres();
}, 600_000);
afterAll(() => server.stop());

/** An empty database on the server. */
async function open(): Promise<Database> {
  const name = `centralino_${randomBytes(6).toString('hex')}`;
  const first = await openDatabase({ url: server.url, logger });
  await first.script(`CREATE DATABASE ${name}`);
  await first.close();
  const own = new URL(server.url);
  own.pathname = `/${name}`;
  return await openDatabase({ url: own.href, logger });
}

storeContract('postgresql', open);
fillContract('postgresql', open);
failedSearchesContract('postgresql', open);
backOfficeContract('postgresql', open);
portalContract('postgresql', open);
mailContract('postgresql', open);
fulfilmentContract('postgresql', open);
progressContract('postgresql', open);
opsContract('postgresql', open);
whereaboutsContract('postgresql', open);
lineaHandOverContract('postgresql', open);
surveysContract('postgresql', open);
conversationsContract('postgresql', open);
callBacksContract('postgresql', open);
voiceMessagesContract('postgresql', open);
deskContract('postgresql', open);
absencesContract('postgresql', open);
lineaContract('postgresql', open);
returnedMailContract('postgresql', open);
alikeContract('postgresql', open);
