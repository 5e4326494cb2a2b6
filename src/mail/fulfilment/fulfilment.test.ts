import pino from 'pino';
import { openDatabase } from '../../store/open.ts';
import { fulfilmentContract } from './fulfilment.contract.ts';

fulfilmentContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));
