import pino from 'pino';
import { openDatabase } from '../store/open.ts';
import { deskContract } from './desk.contract.ts';

deskContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));
