import pino from 'pino';
import { openDatabase } from '../../store/open.ts';
import { progressContract } from './progress.contract.ts';

progressContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));
