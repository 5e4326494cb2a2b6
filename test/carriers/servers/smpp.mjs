// A real SMPP server (smpp). argv: JSON { systemId, password, key, cert }.
import smpp from 'smpp';
import { control } from './control.mjs';

const { systemId, password, key, cert } = JSON.parse(process.argv[2] ?? '{}');
const messages = [];
const sessions = new Set();
let mode = 'well';
let count = 0;
let enquiries = 0;
/** Parts that are taken before the rest is answered with a status. */
let left = 0;

const statuses = { busy: 0x58, refuses: 0x0b };

const server = smpp.createServer(key === undefined ? {} : { key, cert }, (session) => {
  session.on('error', () => session.destroy());
  session.on('bind_transceiver', (pdu) => {
    const known = pdu.system_id === systemId && pdu.password === password;
    session.send(pdu.response(known ? { system_id: 'smsc' } : { command_status: 0x0e }));
    if (known) sessions.add(session);
    else session.close();
  });
  session.on('close', () => sessions.delete(session));
  session.on('enquire_link', (pdu) => {
    enquiries += 1;
    if (mode !== 'dead') session.send(pdu.response());
  });
  session.on('submit_sm', (pdu) => {
    if (mode === 'hangs' || mode === 'dead') return;
    const status = typeof mode === 'object' ? mode.status : statuses[mode];
    if (status !== undefined && left === 0) {
      session.send(pdu.response({ command_status: status }));
      return;
    }
    if (left > 0) left -= 1;
    count += 1;
    const id = `message-${count}`;
    const { udh, message } = pdu.short_message;
    messages.push({
      id,
      to: pdu.destination_addr,
      from: pdu.source_addr,
      ton: pdu.source_addr_ton,
      coding: pdu.data_coding,
      receipt: pdu.registered_delivery,
      userReference: pdu.user_message_reference,
      part: udh === undefined ? null : [...udh[0]],
      text: String(message),
    });
    session.send(pdu.response({ message_id: id }));
  });
});
server.listen(0, '127.0.0.1', () => {
  control({
    port: server.address().port,
    async handle(ask, value) {
      if (ask === 'mode') {
        mode = value;
        left = value?.after ?? 0;
      }
      if (ask === 'enquiries') return enquiries;
      if (ask === 'sessions') return sessions.size;
      if (ask === 'drop') for (const session of sessions) session.destroy();
      if (ask === 'deliver') {
        const [session] = sessions;
        return await new Promise((resolve) => {
          session.deliver_sm(value, (answer) => resolve(answer.command_status));
        });
      }
      return messages;
    },
  });
});
