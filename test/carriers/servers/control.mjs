// What every server of these tests does alike: a process of its own that is told how to behave, and asked what it took.

/** @param server { port, handle(ask, value): answer } */
export function control({ port, handle }) {
  process.on('message', async ({ id, ask, value }) => {
    process.send({ id, answer: (await handle(ask, value)) ?? null });
  });
  process.on('disconnect', () => process.exit(0));
  process.send({ ready: port });
}
