import pino from 'pino';
import { openDatabase } from '../../store/open.ts';
import { failedSearchesContract } from './failed-searches.contract.ts';

failedSearchesContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));
