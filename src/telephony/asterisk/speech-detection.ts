/** Silence this long ends a burst of sound, in ms. */
export const silenceMs = 200;
/** A burst that lasted longer than that silence by this much had sound in it, in ms. */
const soundMs = 100;

type TalkingEvent =
  | { readonly type: 'talking-started' }
  | { readonly type: 'talking-ended'; readonly durationMs: number };

/**
 * Whether somebody has said something, from the events of TALK_DETECT. Asterisk begins by taking everybody for talking:
 * its first burst starts with the first packet, and only one that outlasts the silence behind it is one.
 */
export class SpeechDetection {
  #bursts = 0;

  /** @returns whether this event says so */
  take(event: TalkingEvent): boolean {
    if (event.type === 'talking-ended') return event.durationMs > silenceMs + soundMs;
    this.#bursts += 1;
    return this.#bursts > 1;
  }
}
