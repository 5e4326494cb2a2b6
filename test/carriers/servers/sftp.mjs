// OpenSSH's sftp-server behind an SSH server (ssh2). argv: JSON { hostKey, user, password, command, args, folder }.
import { spawn } from 'node:child_process';
import ssh2 from 'ssh2';
import { control } from './control.mjs';

const { hostKey, user, password, command, args, folder } = JSON.parse(process.argv[2] ?? '{}');
let mode = 'well';
const clients = new Set();

const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
  clients.add(client);
  client.on('error', () => undefined);
  client.on('close', () => clients.delete(client));
  client.on('authentication', (asked) => {
    const known = asked.method === 'password' && asked.username === user && asked.password === password;
    if (known) asked.accept();
    else asked.reject(['password']);
  });
  client.on('session', (accept) => {
    const session = accept();
    session.on('subsystem', (agree, _reject, { name }) => {
      const channel = agree();
      if (name !== 'sftp' || mode === 'hangs') return;
      const program = spawn(command, [...args, '-d', folder, ...(mode === 'read-only' ? ['-R'] : [])], {
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      channel.on('error', () => undefined);
      program.stdin.on('error', () => undefined);
      channel.on('close', () => program.kill());
      program.on('exit', () => channel.close());
      let passed = 0;
      channel.on('data', (chunk) => {
        passed += chunk.length;
        // In the middle of what is sent.
        if (mode?.cutAfter !== undefined && passed > mode.cutAfter) client.end();
        else program.stdin.write(chunk);
      });
      channel.on('end', () => program.stdin.end());
      program.stdout.pipe(channel);
    });
  });
});
server.listen(0, '127.0.0.1', () => {
  control({
    port: server.address().port,
    handle: (ask, value) => {
      if (ask === 'mode') mode = value;
      return null;
    },
  });
});
