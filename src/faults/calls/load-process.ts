/** Callers in a process of their own: see CallLoad. */
import { setTimeout as delay } from 'node:timers/promises';
import { SipCaller } from '../../caller/sip-caller.ts';
import { Plan } from '../plan.ts';
import { orderSchema } from './load.ts';
import { Seen } from './seen.ts';
import { Walker } from './walker.ts';

const hangingUp = new AbortController();

process.on('message', async (message) => {
  if (message === 'hang-up') return hangingUp.abort();
  const order = orderSchema.parse(message);
  const caller = await SipCaller.open({
    server: { host: '127.0.0.1', port: order.sipPort },
    bindAddress: '127.0.0.1',
  });
  const seen = new Seen();
  const plan = new Plan(order.seed);
  const walking = new Set<Promise<void>>();
  const { signal } = hangingUp;
  const tell = setInterval(() => process.send?.({ type: 'up', up: seen.up }), 100);
  for (let index = 0; !signal.aborted && (order.rounds !== undefined || index < order.calls); index++) {
    if (walking.size < order.calls) {
      const walker = new Walker({
        caller,
        index: order.first + (index % 1_000),
        plan: plan.fork(),
        seen,
        signal,
        rounds: order.rounds ?? Number.POSITIVE_INFINITY,
        noticedMs: order.noticedMs,
      });
      const walk = walker.walk().finally(() => walking.delete(walk));
      walking.add(walk);
    }
    await delay(1_000 / order.perSecond);
  }
  await Promise.all(walking);
  clearInterval(tell);
  process.send?.({ type: 'seen', seen: seen.report() });
  await caller.close();
});
// Whoever asked is gone.
process.on('disconnect', () => process.exit());
