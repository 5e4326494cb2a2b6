/** Puts together what the dialplan does by itself: sounds, the languages of the numbers, the queue and its hours. */
import { join } from 'node:path';
import type { FallbackConfig } from '../config/asterisk.ts';
import { loadCalendars } from '../numbers/calendar.ts';
import { loadNumberPlan, writtenForms } from '../numbers/plan.ts';
import { type Fallback, fallbackSounds } from '../provision/fallback.ts';
import { ProvisionError } from '../provision/provision-error.ts';
import { FindingsError } from '../source/finding.ts';
import { renderIntoFiles } from '../speech/apology.ts';
import { Espeak } from '../speech/engines/espeak.ts';
import { languages } from '../speech/language.ts';
import { fallbackTexts } from './fallback-texts.ts';

/** For so many years to come holidays are written into the dialplan; it is made anew whenever Asterisk is started. */
const years = 3;

/**
 * Renders the sounds and reads numbers and hours.
 * @throws ProvisionError for a calendar that there is not, SpeechError when a text cannot be spoken
 */
export async function prepareFallback(given: {
  readonly soundsDir: string;
  /** Where what was rendered once is kept. */
  readonly keptDir: string;
  readonly flowsDir: string;
  readonly espeak: readonly string[];
  readonly config: FallbackConfig;
}): Promise<Fallback> {
  const { soundsDir, keptDir, flowsDir, espeak, config } = given;
  const files = languages.flatMap((language) =>
    fallbackSounds.map((sound) => ({
      language,
      text: fallbackTexts[language][sound],
      path: join(soundsDir, language, `${sound}.alaw`),
    })),
  );
  const synthesizer = new Espeak({ command: espeak });
  await renderIntoFiles(files, synthesizer, { kept: keptDir }).finally(() => synthesizer.close());
  const plan = await loadNumberPlan(join(flowsDir, 'numbers.yaml')).catch(withoutFindings);
  const { FALLBACK_QUEUE: members, FALLBACK_CALENDAR: calendar, BUSY_ANSWER: busy, RESCUE_SECONDS } = config;
  return {
    soundsDir,
    languages,
    lines: (plan?.lines ?? []).map((line) => ({
      numbers: writtenForms(line),
      language: line.language,
    })),
    ...(members === undefined
      ? {}
      : { queue: { members, hours: await hoursOf(join(flowsDir, 'hours.yaml'), calendar) } }),
    busy,
    rescueSeconds: RESCUE_SECONDS,
  };
}

/** Files that are not all right keep nobody from being told that the service is away: the engine says what is wrong. */
function withoutFindings(error: unknown): undefined {
  if (!(error instanceof FindingsError)) throw error;
}

async function hoursOf(file: string, calendar: string) {
  const calendars = await loadCalendars(file);
  if (calendars.names.includes(calendar)) return calendars.timetable(calendar, Date.now(), years);
  throw new ProvisionError(
    `FALLBACK_CALENDAR: there is no calendar "${calendar}" in ${file}; there are: ${calendars.names.join(', ')}`,
  );
}
