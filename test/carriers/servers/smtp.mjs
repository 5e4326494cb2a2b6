// A real SMTP server (smtp-server). argv: JSON { user, pass, key, cert, secure }.
import { SMTPServer } from 'smtp-server';
import { control } from './control.mjs';

const { user, pass, key, cert, secure } = JSON.parse(process.argv[2] ?? '{}');
const mails = [];
let mode = 'well';

const answers = {
  busy: [451, '4.7.1 try again later'],
  refuses: [550, '5.1.1 no such user'],
};
function failure([responseCode, message], address) {
  // As servers do: the address comes back in the answer.
  return Object.assign(new Error(`${message}: <${address}>`), { responseCode });
}

const server = new SMTPServer({
  secure: secure === true,
  ...(key === undefined ? { disabledCommands: ['STARTTLS'] } : { key, cert }),
  authOptional: user === undefined,
  allowInsecureAuth: false,
  size: 20 * 1024 * 1024,
  disableReverseLookup: true,
  hideDSN: false,
  onAuth({ username, password }, _session, done) {
    if (username === user && password === pass) done(null, { user: username });
    else done(failure([535, '5.7.8 bad credentials'], username));
  },
  onMailFrom({ address }, _session, done) {
    done(mode === 'sender-refused' ? failure([550, '5.7.1 not your address'], address) : null);
  },
  onRcptTo({ address }, _session, done) {
    if (mode === 'hangs') return;
    const answer = typeof mode === 'object' && mode.at === 'rcpt' ? mode.answer : answers[mode];
    done(answer === undefined ? null : failure(answer, address));
  },
  onData(stream, session, done) {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', () => {
      const raw = Buffer.concat(chunks).toString('latin1');
      if (mode === 'hangs-after') {
        mails.push({ raw, envelope: session.envelope, secure: session.secure });
        return;
      }
      const answer = typeof mode === 'object' && mode.at === 'data' ? mode.answer : undefined;
      if (answer !== undefined) return done(failure(answer, session.envelope.rcptTo[0]?.address));
      mails.push({ raw, envelope: session.envelope, secure: session.secure, user: session.user });
      done();
    });
  },
  logger: false,
});
server.on('error', () => undefined);
server.listen(0, '127.0.0.1', () => {
  control({
    port: server.server.address().port,
    handle: (ask, value) => {
      if (ask === 'mode') mode = value;
      return mails;
    },
  });
});
