import { SpeechError } from './synthesizer.ts';

/**
 * The result of `work`, if it comes in time. The work itself goes on, for others who wait for it.
 * @throws SpeechError `timed-out`; what the work throws.
 */
export async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new SpeechError(
          'timed-out',
          `the audio was not ready within ${ms} ms: the machine is too slow for the load`,
        ),
      );
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
