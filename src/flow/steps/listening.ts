import { z } from 'zod';
import { type Settings, secondsSchema } from '../settings.ts';
import { exitsOf, type PromptUse, type Step, type StepEvent } from '../step.ts';
import type { Spoken } from '../turn/speech.ts';
import type { Turn } from '../turn/turn.ts';
import { withSchema } from '../values.ts';
import { backTarget, escapeFields, operatorTarget } from './escapes.ts';
import { follow, promptUses, saySchema, spokenOf, targetSchema } from './fields.ts';

/** What menu, ask and pick share: they speak, wait for keys, and help a caller who errs or says nothing. */
export const listeningFields = {
  say: saySchema,
  with: withSchema.optional().describe('I valori per il messaggio: $variabile, oppure nomi e valori'),
  help: saySchema.optional().describe('Detto al posto di `say` dal secondo tentativo fallito in poi'),
  tries: z.int().min(1).max(9).optional().describe('Tentativi falliti prima di arrendersi'),
  silence: secondsSchema.optional().describe('Secondi di silenzio dopo il messaggio'),
  failed: targetSchema.describe('Dove andare quando tutti i tentativi sono falliti'),
  silent: targetSchema
    .optional()
    .describe("Dove andare quando l'ultimo tentativo è stato silenzio (se manca: failed)"),
  ...escapeFields,
} as const;

const listeningSchema = z.object({ ...listeningFields, say: saySchema.optional() });
export type ListeningStep = z.infer<typeof listeningSchema>;

/** How a kind takes the keys that are there; it returns when it needs more. */
export type TakeKeys = (turn: Turn, listening: Listening) => void;

/** The common part of a listening step. */
export class Listening {
  readonly #step: ListeningStep;
  readonly #settings: Settings;
  readonly #prompts: (turn: Turn, helping: boolean) => readonly Spoken[];
  readonly #takeKeys: TakeKeys;

  constructor(given: {
    step: ListeningStep;
    settings: Settings;
    takeKeys: TakeKeys;
    /** The prompts, where they are more than `say` (a list of choices). */
    prompts?: (turn: Turn, helping: boolean) => readonly Spoken[];
  }) {
    this.#step = given.step;
    this.#settings = given.settings;
    this.#takeKeys = given.takeKeys;
    this.#prompts =
      given.prompts ??
      ((_turn, helping) =>
        spokenOf(helping && given.step.help ? given.step.help : given.step.say, given.step.with));
  }

  /** The facts and functions of a step that listens; the kind adds its own. */
  get facts(): Pick<Step, 'exits' | 'prompts' | 'listens' | 'enter' | 'on' | 'resume'> {
    const { failed, silent, back, operator, say, help, with: values } = this.#step;
    const { prompts } = this.#settings;
    const own: PromptUse[] = ['wrong-key', 'silence', 'resume', 'cleared'].flatMap((name) => {
      const prompt = Object.entries(prompts).find(([key]) => key === name)?.[1];
      return prompt === undefined ? [] : [{ prompt, values: undefined, path: [] }];
    });
    return {
      listens: true,
      exits: exitsOf({ failed, silent, back, operator }),
      prompts: [...promptUses(say, values), ...promptUses(help, values, 'help'), ...own],
      enter: (turn) => this.enter(turn),
      on: (turn, event) => this.on(turn, event),
      resume: (turn) => this.speak(turn, [{ prompt: prompts.resume }]),
    };
  }

  enter(turn: Turn): void {
    if (turn.keys.waiting) this.#takeKeys(turn, this);
    else this.speak(turn);
  }

  on(turn: Turn, event: StepEvent): void {
    if (event.type === 'keys') this.#takeKeys(turn, this);
    else if (event.type === 'playback-ended') {
      if (turn.keys.waiting) this.#takeKeys(turn, this);
      else turn.timer.start(this.#step.silence ?? this.#settings.defaults.silence);
    } else if (event.type === 'timer') this.silence(turn);
  }

  /** Speaks the step's prompt, something else before it. */
  speak(turn: Turn, before: readonly Spoken[] = []): void {
    turn.timer.cancel();
    turn.say([...before, ...this.#prompts(turn, turn.attempts > 1)]);
  }

  /** The caller pressed nothing. */
  silence(turn: Turn): void {
    turn.path.miss('silence');
    this.#attemptFailed(
      turn,
      { prompt: this.#settings.prompts.silence },
      this.#step.silent === undefined ? 'failed' : 'silent',
    );
  }

  /** The caller pressed something that does not fit; `reason` says what is wrong with it. */
  wrong(turn: Turn, reason: Spoken = { prompt: this.#settings.prompts['wrong-key'] }): void {
    turn.path.miss('wrong');
    // Keys behind a wrong one answered questions that were not asked.
    turn.keys.drop();
    this.#attemptFailed(turn, reason, 'failed');
  }

  #attemptFailed(turn: Turn, reason: Spoken, exit: 'failed' | 'silent'): void {
    turn.keys.entry = '';
    const last = turn.countAttempt() >= (this.#step.tries ?? this.#settings.defaults.tries);
    if (last) follow(turn, this.#step[exit] ?? this.#step.failed, exit);
    else this.speak(turn, [reason]);
  }

  back(turn: Turn): void {
    const target = backTarget(this.#step, this.#settings);
    if (target === false) this.wrong(turn);
    else follow(turn, target, 'back');
  }

  operator(turn: Turn): void {
    const target = operatorTarget(this.#step, this.#settings);
    if (target === false) this.wrong(turn);
    else follow(turn, target, 'operator');
  }
}
