import pino from 'pino';
import { openDatabase } from '../store/open.ts';
import { lineaContract } from './linea.contract.ts';

lineaContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));
