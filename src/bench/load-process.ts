/** The load generator, in a process of its own: takes rounds over IPC, places their calls, answers with what it measured. */
import { runLoad, SipCaller } from '../caller/index.ts';
import { speakWith } from './dialog.ts';
import { type RoundResult, roundSchema } from './round.ts';

const callTimeoutMs = 30_000;

process.on('message', async (message) => {
  const { number, calls, callsPerSecond, maxAtOnce, sipPort } = roundSchema.parse(message);
  const caller = await SipCaller.open({
    server: { host: '127.0.0.1', port: sipPort },
    bindAddress: '127.0.0.1',
  });
  const keyToAudioMs: number[] = [];
  const inviteToAnswerMs: number[] = [];
  try {
    const report = await runLoad({
      caller,
      calls,
      callsPerSecond,
      maxAtOnce,
      callTimeoutMs,
      callOptions: () => ({ to: number, from: '+390655512345', ringTimeoutMs: 10_000, sending: 'sparse' }),
      dialog: async (one) => {
        const { answeredAt, invitedAt } = one.call;
        if (answeredAt !== undefined) inviteToAnswerMs.push(answeredAt - invitedAt);
        // Who hears that all lines are busy presses keys into its pauses: only calls that came to their end count.
        const heard: number[] = [];
        await speakWith(one, (ms) => heard.push(ms));
        keyToAudioMs.push(...heard);
      },
    });
    const { placed, completed, skipped, failed, unheard, mostAtOnce, cpuMs } = report;
    const result: RoundResult = {
      placed,
      completed,
      skipped,
      failed,
      unheard,
      mostAtOnce,
      loadCpuMs: cpuMs,
      keyToAudioMs,
      inviteToAnswerMs,
    };
    process.send?.(result);
  } finally {
    await caller.close();
  }
});
// Whoever asked is gone.
process.on('disconnect', () => process.exit());
