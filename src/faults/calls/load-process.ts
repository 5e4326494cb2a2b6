/** Callers in a process of their own: see CallLoad. */
import { setTimeout as delay } from 'node:timers/promises';
import { SipCaller } from '../../caller/sip-caller.ts';
import { Plan } from '../plan.ts';
import { orderSchema } from './load.ts';
import { Seen } from './seen.ts';
import { Walker } from './walker.ts';

const hangingUp = new AbortController();
let placing = true;
let seen = new Seen();
/** Measurements that were told already. */
let told = 0;

process.on('message', async (message) => {
  if (message === 'hang-up') return hangingUp.abort();
  if (message === 'last') {
    placing = false;
    return;
  }
  if (message === 'look') {
    process.send?.({ type: 'part', keyToPromptMs: seen.keyToPromptMs.slice(told) });
    told = seen.keyToPromptMs.length;
    return;
  }
  const order = orderSchema.parse(message);
  const caller = await SipCaller.open({
    server: { host: '127.0.0.1', port: order.sipPort },
    bindAddress: '127.0.0.1',
  });
  seen = new Seen();
  const plan = new Plan(order.seed);
  const walking = new Set<Promise<void>>();
  const { signal } = hangingUp;
  const tell = setInterval(() => process.send?.({ type: 'up', up: seen.up }), 100);
  const isDue = (index: number) => order.rounds !== undefined || index < order.calls;
  for (let index = 0; placing && !signal.aborted && isDue(index); index++) {
    if (walking.size < order.calls) {
      const walker = new Walker({
        caller,
        index: order.first + index,
        plan: plan.fork(),
        seen,
        signal,
        rounds: order.rounds ?? Number.POSITIVE_INFINITY,
        noticedMs: order.noticedMs,
        thinkMs: order.thinkMs,
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
