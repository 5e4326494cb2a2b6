import pino from 'pino';
import { openDatabase } from '../store/open.ts';
import { lineaHandOverContract } from './linea.contract.ts';

lineaHandOverContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));
