import pino from 'pino';
import { openDatabase } from '../store/open.ts';
import { callBacksContract } from './call-backs.contract.ts';

callBacksContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));
