import pino from 'pino';
import { openDatabase } from '../store/open.ts';
import { backOfficeContract } from './backoffice.contract.ts';

backOfficeContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));
