/** Legs, bridges, music and spies: the contract of src/telephony on each driver, with real phones where it is real. */
import { conversationContract } from '../src/telephony/conversation.contract.ts';
import { openAsterisk, openSimulated } from './support/telephony-harness.ts';

conversationContract('simulated', openSimulated);
conversationContract('Asterisk over one WebSocket', () => openAsterisk('websocket'));
conversationContract('Asterisk through ari-client', () => openAsterisk('ari-client'));
