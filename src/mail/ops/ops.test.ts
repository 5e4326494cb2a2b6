import pino from 'pino';
import { openDatabase } from '../../store/open.ts';
import { opsContract } from './ops.contract.ts';

opsContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));
