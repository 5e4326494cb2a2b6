/** The contender that one would write first: the dialog on the npm package ari-client, and nothing else. */
import { type Channel, connect } from 'ari-client';
import { z } from 'zod';

const config = z
  .object({
    ARI_URL: z.url(),
    ARI_USER: z.string(),
    ARI_PASSWORD: z.string(),
    ARI_APPLICATION: z.string(),
    /** Folder of the prompts. */
    SOUNDS: z.string(),
  })
  .parse(process.env);

// The package's swagger-client leaks a global function `log` that prints to the console and keeps every message.
Object.assign(globalThis, { log: () => {} });

const client = await connect(config.ARI_URL, config.ARI_USER, config.ARI_PASSWORD);

/** Starts a prompt; `ended` is called when it has ended, and `stop` ends it. */
function play(channel: Channel, name: string, ended: () => void = () => {}): { stop(): void } {
  const playback = client.Playback();
  let playing = true;
  playback.once('PlaybackFinished', () => {
    playing = false;
    ended();
  });
  channel.play({ media: `sound:${config.SOUNDS}/${name}` }, playback).catch(() => {});
  return {
    stop: () => {
      if (playing) playback.stop().catch(() => {});
    },
  };
}

client.on('StasisStart', (_event, channel) => {
  let state: 'first' | 'second' | 'entry' | 'over' = 'first';
  let entry = '';
  let prompt = { stop: () => {} };
  const enter = (next: 'second' | 'entry') => {
    state = next;
    prompt = play(channel, next);
  };
  channel.on('ChannelDtmfReceived', ({ digit }) => {
    if (state === 'over') return;
    prompt.stop();
    if (state === 'entry') {
      entry += digit;
      if (entry.length < 3) return;
      state = 'over';
      play(channel, 'answer', () => play(channel, 'goodbye', () => channel.hangup().catch(() => {})));
    } else if (digit === '1') enter(state === 'first' ? 'second' : 'entry');
  });
  const first = () => {
    if (state === 'first') prompt = play(channel, 'first');
  };
  // A request may overtake the one before it: they go over several connections.
  channel
    .answer()
    .then(() => play(channel, 'welcome', first))
    .catch(() => {});
});

await client.start(config.ARI_APPLICATION);
process.stdout.write('ready\n');
