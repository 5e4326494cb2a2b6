import pino from 'pino';
import { openDatabase } from '../store/open.ts';
import { absencesContract } from './absences.contract.ts';

absencesContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));
