import pino from 'pino';
import { openDatabase } from '../store/open.ts';
import { voiceMessagesContract } from './voice-messages.contract.ts';

voiceMessagesContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));
