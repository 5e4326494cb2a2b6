// What every server of these tests does alike: a process of its own that is told how to behave, and asked what it took.
import net from 'node:net';

/** Ways of behaving badly that need no protocol. */
const rude = {
  silent: () => undefined,
  garbage: (socket) => socket.end('\x00\xff<html>?\r\nthis is not what you expect\r\n'),
  closes: (socket) => socket.destroy(),
};

/**
 * Listens at a port of its own, and passes connections on to the real server unless it shall be rude.
 * @param serve { port, handle(message) } of the real server
 */
export async function control({ port, handle }) {
  let mode = 'well';
  const sockets = new Set();
  const front = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    if (mode in rude) {
      rude[mode](socket);
      return;
    }
    const behind = net.connect(port, '127.0.0.1');
    behind.on('error', () => socket.destroy());
    socket.on('close', () => behind.destroy());
    behind.on('close', () => socket.destroy());
    socket.pipe(behind).pipe(socket);
  });
  const listen = (at) => new Promise((resolve) => front.listen(at, '127.0.0.1', resolve));
  await listen(0);
  const outside = front.address().port;
  process.on('message', async ({ id, ask, value }) => {
    if (ask === 'mode') {
      mode = value;
      // Kept connections would not notice; away is away.
      if (value === 'away') await new Promise((resolve) => front.close(resolve) && drop());
      else if (!front.listening) await listen(outside);
      if (value in rude) drop();
      await handle({ ask, value });
      process.send({ id, answer: null });
    } else if (ask === 'drop') {
      drop();
      process.send({ id, answer: null });
    } else process.send({ id, answer: await handle({ ask, value }) });
  });
  function drop() {
    for (const socket of sockets) socket.destroy();
  }
  process.on('disconnect', () => process.exit(0));
  process.send({ ready: outside });
}
