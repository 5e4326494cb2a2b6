/** The least of an engine: a WebSocket to ARI under a name, its events as they come, and requests. */
import { once } from 'node:events';
import WebSocket from 'ws';
import { z } from 'zod';
import type { TestAsterisk } from './parts.ts';

const AriEvent = z.looseObject({
  type: z.string(),
  args: z.array(z.string()).optional(),
  channel: z.looseObject({ id: z.string(), state: z.string() }).optional(),
});

export type RawEvent = z.infer<typeof AriEvent>;

/** Connects as an engine; `next` gives the next event of a type. */
export async function rawEngine(asterisk: TestAsterisk, application: string) {
  const key = `${asterisk.ariUser}:${asterisk.ariPassword}`;
  const url = `${asterisk.ariUrl.replace('http', 'ws')}/ari/events?app=${application}&subscribeAll=false&api_key=${key}`;
  const socket = new WebSocket(url);
  await once(socket, 'open');
  const next = (type: string) =>
    new Promise<RawEvent>((resolve) => {
      const take = (data: WebSocket.RawData) => {
        const event = AriEvent.parse(JSON.parse(data.toString()));
        if (event.type !== type) return;
        socket.off('message', take);
        resolve(event);
      };
      socket.on('message', take);
    });
  const request = (method: string, path: string) =>
    fetch(`${asterisk.ariUrl}/ari/${path}`, {
      method,
      headers: { authorization: `Basic ${Buffer.from(key).toString('base64')}` },
    });
  /** Claims the next call that is offered. @returns what came with it */
  const claimNext = async (): Promise<RawEvent> => {
    const started = next('StasisStart');
    const { channel } = await next('CallBroadcast');
    await request('POST', `events/claim?channelId=${channel?.id}&application=${application}`);
    return await started;
  };
  return { next, request, claimNext, close: () => socket.close() };
}
