import pino from 'pino';
import { openDatabase } from '../store/open.ts';
import { surveysContract } from './surveys.contract.ts';

surveysContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));
