import pino from 'pino';
import { openDatabase } from '../store/open.ts';
import { alikeContract } from './alike.contract.ts';

alikeContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));
