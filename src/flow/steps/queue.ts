import { z } from 'zod';
import { type Step, savedAs, stepKind } from '../step.ts';
import type { Turn } from '../turn/turn.ts';
import { evaluate, evaluateWith, expressionSchema, isGroup, referencesOf, type Value } from '../values.ts';
import { calledBack, numberToCall, queueField } from './calling-back.ts';
import { backTarget, escapeFields } from './escapes.ts';
import { follow, promptUses, type Say, saySchema, spokenOf, targetSchema } from './fields.ts';
import { handingOver } from './handing-over.ts';
import { argumentsField } from './requesting.ts';

export const queue = stepKind({
  kind: 'queue',
  description:
    "Aspetta un operatore di una coda. Se la coda registra, prima si dice il suo avviso (flows/queues.yaml), fino in fondo. `say` si dice all'inizio, `news` ogni volta che la coda ha qualcosa da dire, con {posizione}, {stima} e i minuti (nota: circa {attesa}; tra: da {attesa} a {massimo}; entro: al più {massimo}; ignota); dopo una notizia su due si sente, a turno, una pillola della coda. Chi passa a una coda che registra ne sente prima l'avviso. {richiamata} dice se si può essere richiamati. Con `call-back-key` lo si chiede, con `*` si lascia la coda. `answered` è dove si va a conversazione finita; `aside` sono i passi a cui l'operatore può mandare chi chiama, in privato: quando il flusso torna a un passo `queue`, chi chiama è di nuovo con lo stesso operatore.",
  example: `
in-coda:
  queue: $call.queue.name
  with: { tema: $call.topic, persona: $call.person }
  say: coda.inizio
  news: coda.posizione
  interrupted: coda.interrotta
  call-back-key: "1"
  call-back-failed: coda.richiamata-impossibile
  save: richiamata
  answered: questionario
  aside: { identificazione: chiedi-pin }
  callback: richiameremo
  no-number: chiedi-numero
  closed: chiuso
  full: piena
  nobody: nessuno
  timeout: nessuno
  unavailable: nessuno`,
  schema: z
    .strictObject({
      queue: queueField,
      with: argumentsField.describe("Quello che l'operatore vede di chi chiama"),
      say: saySchema.optional().describe('Detto a chi entra in coda'),
      news: saySchema
        .optional()
        .describe(
          'Detto quando cambia il posto in coda: {posizione}, {stima}, {attesa} e {massimo} (minuti)',
        ),
      interrupted: saySchema
        .optional()
        .describe(
          "Detto a chi torna ad aspettare, prima di tutti: la linea dell'operatore è caduta, o l'operatore non si è mai sentito",
        ),
      'call-back-key': z
        .string()
        .regex(/^[1-9#]$/, 'write a key in quotes, "1" to "9" or "#"')
        .optional()
        .describe(
          'Il tasto con cui si chiede di essere richiamati, se la coda lo permette; servono anche `callback` e `no-number`',
        ),
      'call-back-failed': saySchema
        .optional()
        .describe(
          'Detto a chi ha chiesto di essere richiamato quando la richiamata non si può annotare: resta in attesa, al suo posto',
        ),
      'call-back-to': expressionSchema
        .optional()
        .describe('Il numero a cui richiamare (se manca: quello che chiama)'),
      'max-wait': z.number().positive().max(7200).default(7200).describe('Attesa massima, in secondi'),
      save: z
        .string()
        .regex(/^\w+$/)
        .optional()
        .describe('La variabile che riceve {finale}, le ultime tre cifre del numero che si richiamerà'),
      answered: targetSchema.describe('Dove andare a conversazione finita'),
      aside: z
        .record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'write a name in small letters'), targetSchema)
        .optional()
        .describe("I passi a cui l'operatore può mandare chi chiama, per nome; poi si torna da lui"),
      callback: targetSchema.optional().describe('Dove andare quando la richiamata è annotata'),
      'no-number': targetSchema
        .optional()
        .describe('Dove andare quando il numero non si conosce, o non si può richiamare'),
      closed: targetSchema.describe("Dove andare fuori dall'orario della coda"),
      full: targetSchema.describe('Dove andare quando ci sono troppe persone in attesa'),
      nobody: targetSchema.describe("Dove andare quando non c'è nessun operatore"),
      timeout: targetSchema.describe("Dove andare dopo l'attesa massima"),
      unavailable: targetSchema.describe('Dove andare quando le code non rispondono'),
      back: escapeFields.back,
    })
    .refine(
      (step) =>
        new Set([step['call-back-key'], step.callback, step['no-number']].map((key) => key === undefined))
          .size === 1,
      { path: ['queue'], message: 'write all of `call-back-key`, `callback` and `no-number`, or none' },
    ),
  bind: (step, settings) => {
    const { answered, callback, closed, full, nobody, timeout, 'no-number': noNumber } = step;
    const asides = Object.fromEntries(
      Object.entries(step.aside ?? {}).map(([name, target]) => [`aside.${name}`, target]),
    );
    const asideNames = Object.keys(step.aside ?? {});
    /** Where the flow goes after the conversation anyhow: the operator is not kept for it. */
    const leadsOn = (name: string) => step.aside?.[name] === answered;
    const nameOf = (turn: Turn) => String(evaluate(step.queue, turn.variables) ?? '');
    /** Whether whoever waits here can ask to be called back. */
    const offersCallBack = (turn: Turn) =>
      step['call-back-key'] !== undefined && turn.queue(nameOf(turn))?.callBack === true;
    const over = handingOver({
      asked: (turn) => ({
        type: 'queue',
        operation: nameOf(turn),
        aside: asideNames.filter((name) => !leadsOn(name)),
        onward: [answered, ...asideNames.filter(leadsOn)],
        // It was said before, in this step or before the operator sent the caller aside.
        told: turn.queue(nameOf(turn))?.records === true,
        arguments: evaluateWith(step.with, turn.variables),
        callBackTo: numberToCall(step['call-back-to'], turn),
      }),
      targets: {
        answered,
        callback,
        'no-number': noNumber,
        closed,
        full,
        nobody,
        timeout,
        ...asides,
        back: step.back || undefined,
      },
      unavailable: step.unavailable,
      longest: Math.round(step['max-wait'] * 1000),
      tooLong: timeout,
      enter: (turn) => {
        turn.keys.drop();
        if (step.say !== undefined) turn.say(spokenOf(step.say, { richiamata: offersCallBack(turn) }));
      },
      waiting: (turn, event) => {
        if (event.type === 'playback-ended' && event.whole) turn.request.tell('told');
        if (event.type === 'news') speakOf(turn, event.value);
        if (event.type !== 'keys') return;
        const key = turn.keys.take();
        if (key === step['call-back-key'] && noNumber !== undefined) {
          if (!offersCallBack(turn)) return;
          if (numberToCall(step['call-back-to'], turn) !== null) return turn.request.tell('call-back');
          turn.request.tell('leave');
          follow(turn, noNumber, 'no-number');
        } else if (key === '*') {
          const target = backTarget(step, settings);
          if (target === false) return;
          turn.request.tell('leave');
          follow(turn, target, 'back');
        }
      },
    });
    function sayNotice(turn: Turn, notice: string | undefined): void {
      turn.say([{ prompt: notice ?? settings.prompts.recorded }], false);
    }
    function speakOf(turn: Turn, value: Value): void {
      const records = isGroup(value) ? value['registra'] : undefined;
      if (typeof records === 'string') sayNotice(turn, turn.queue(records)?.notice);
      // What must be heard is heard out.
      else if (turn.session.playing?.interruptible === false) return;
      else if (isGroup(value) && value['interrotta'] === true) sayIfWritten(turn, step.interrupted);
      else if (isGroup(value) && value['richiamata'] === 'impossibile')
        sayIfWritten(turn, step['call-back-failed']);
      else speakNews(turn, value);
    }
    function sayIfWritten(turn: Turn, say: Say | undefined): void {
      if (say !== undefined) turn.say(spokenOf(say, undefined));
    }
    /** What is being said is heard out; only the first news joins the welcome that has just begun. */
    function speakNews(turn: Turn, value: Value): void {
      if (step.news === undefined) return;
      const times = numberIn(value, 'volta') ?? 0;
      const playing = turn.session.playing !== null;
      if (playing && times > 0) return;
      const richiamata = offersCallBack(turn);
      turn.say([
        ...(playing ? spokenOf(step.say, { richiamata }) : []),
        ...spokenNews(step.news, value, richiamata),
        ...pillOf(turn.queue(nameOf(turn))?.pills ?? [], times),
      ]);
    }
    const enter = (turn: Turn) => {
      const entered = turn.queue(nameOf(turn));
      if (entered?.records !== true || turn.session.aside) over.enter(turn);
      else sayNotice(turn, entered.notice);
    };
    const bound: Omit<Step, 'kind'> = {
      ...over,
      enter,
      resume: (turn) => {
        if (turn.session.request === null) enter(turn);
        else over.resume?.(turn);
      },
      on: (turn, event) => {
        if (event.type === 'playback-ended' && turn.session.request === null) return over.enter(turn);
        if (event.type === 'result') {
          turn.sendAside(event.outcome.startsWith('aside.'));
          if (event.outcome === 'callback') turn.save(step.save, calledBack.read(event.value));
        }
        over.on(turn, event);
      },
      saves: savedAs(step.save, () => calledBack.type),
      prompts: [
        ...promptUses(step.say, undefined).map((use) => ({ ...use, supplies: () => offer })),
        ...promptUses(step.news, undefined, 'news').map((use) => ({ ...use, supplies: () => facts })),
        ...promptUses(step.interrupted, undefined, 'interrupted'),
        ...promptUses(step['call-back-failed'], undefined, 'call-back-failed'),
      ],
      reads: [
        ...referencesOf(step.with),
        ...referencesOf({ queue: step.queue, to: step['call-back-to'] ?? '' }),
      ],
      reaches: { type: 'queue', name: step.queue },
    };
    return bound;
  },
});

const offer = { richiamata: { type: 'boolean' } } as const;
const facts = {
  ...offer,
  posizione: { type: 'integer' },
  stima: { type: 'string', oneOf: ['nota', 'tra', 'entro', 'ignota'] },
  attesa: { type: 'integer' },
  massimo: { type: 'integer' },
} as const;

function spokenNews(news: Say, value: Value, richiamata: boolean) {
  const attesa = numberIn(value, 'attesa');
  const massimo = numberIn(value, 'massimo') ?? attesa;
  return spokenOf(news, {
    posizione: numberIn(value, 'posizione') ?? 1,
    stima: stimaOf(attesa, massimo),
    attesa: attesa ?? 0,
    massimo: massimo ?? 0,
    richiamata,
  });
}

/** How a wait between two numbers of minutes is said. */
function stimaOf(
  attesa: number | undefined,
  massimo: number | undefined,
): 'nota' | 'tra' | 'entro' | 'ignota' {
  if (attesa === undefined || massimo === undefined) return 'ignota';
  if (attesa < 1) return 'entro';
  return massimo > attesa ? 'tra' : 'nota';
}

/** A piece of information after every other news, round and round: `times` counts the news from 0. */
function pillOf(pills: readonly string[], times: number) {
  return times % 2 === 1 ? spokenOf(pills[((times - 1) / 2) % pills.length], undefined) : [];
}

function numberIn(value: Value, name: string): number | undefined {
  const found = isGroup(value) ? value[name] : undefined;
  return typeof found === 'number' ? found : undefined;
}
