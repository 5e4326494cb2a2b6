import pino from 'pino';
import { openDatabase } from '../store/open.ts';
import { conversationsContract } from './conversations.contract.ts';

conversationsContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));
