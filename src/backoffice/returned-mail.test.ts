import pino from 'pino';
import { openDatabase } from '../store/open.ts';
import { returnedMailContract } from './returned-mail.contract.ts';

returnedMailContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));
