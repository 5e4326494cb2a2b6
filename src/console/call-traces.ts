import type { Observe } from '../call/observer.ts';
import { type RequestAction, requestName } from '../flow/actions.ts';
import type { TracedSpan, Tracing } from '../tracing/tracing.ts';

/** Makes a trace of each call: its steps, and in each step what was asked and played. */
export function traceCalls(tracing: Tracing): Observe {
  return ({ id: call, line, language, arrival }) => {
    const whole = tracing.begin('call', {
      kind: 'server',
      attributes: { 'call.id': call, 'call.line': line, 'call.language': language, 'call.arrival': arrival },
    });
    const open = new Map<string, TracedSpan>();
    let step: TracedSpan | undefined;
    const begin = (id: string, name: string, given: Parameters<Tracing['begin']>[1]) =>
      open.set(id, tracing.begin(name, { parent: step ?? whole, ...given }));
    const end = (id: string, failed: boolean) => {
      open.get(id)?.end(failed);
      open.delete(id);
    };
    return {
      entered: (flow, name) => {
        step?.end();
        step = tracing.begin(`step ${flow}/${name}`, {
          parent: whole,
          attributes: { 'flow.name': flow, 'flow.step': name },
        });
      },
      playing: (id, prompts) =>
        void begin(id, 'playback', {
          attributes: {
            'prompt.ids': prompts.map(({ prompt }) => prompt),
            'prompt.language': prompts[0]?.language ?? '',
          },
        }),
      heard: (id, cause, seconds) => open.get(id)?.event('heard', { cause, 'heard.after_s': seconds }),
      played: (id, outcome) => {
        open.get(id)?.set({ 'playback.outcome': outcome });
        end(id, outcome === 'failed');
      },
      asked: (action) =>
        void begin(action.id, spanName(action), {
          kind: 'client',
          attributes: { 'request.name': requestName(action) },
        }),
      answered: ({ id }, outcome) => {
        open.get(id)?.set({ 'request.outcome': outcome });
        end(id, outcome === 'unavailable');
      },
      trouble: (what) => whole.event('apology', { what }),
      silence: (what) => whole.event('silence', { what }),
      refused: () => whole.event('request above identity'),
      ended: (flow, outcome) => {
        for (const id of [...open.keys()]) end(id, false);
        step?.end();
        whole.set({ 'call.flow': flow, 'call.outcome': outcome });
        whole.end(outcome === 'broken');
      },
      traceparent: (id) => open.get(id)?.traceparent,
    };
  };
}

function spanName(action: RequestAction): string {
  return action.type === 'look-up' ? 'look-up' : `request ${action.type}`;
}
