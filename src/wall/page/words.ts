/** Italian words for what the server says in names. */
import { clockText } from '../../staff/page/clock.ts';
import type { CallBackLine, OperatorState, Standing, TalkState } from '../wire.ts';

export const standings: Readonly<Record<Standing, { readonly sign: string; readonly word: string }>> = {
  good: { sign: '●', word: 'Regolare' },
  watch: { sign: '▲', word: 'Attenzione' },
  bad: { sign: '■', word: 'Critico' },
  quiet: { sign: '○', word: 'Ferma' },
};

export const operatorStates: Readonly<Record<OperatorState, string>> = {
  offline: 'Non collegato',
  paused: 'In pausa',
  ready: 'Pronto',
  offered: 'Squilla',
  talking: 'In conversazione',
  'wrap-up': 'Chiusura pratica',
};

export const talkStates: Readonly<Record<TalkState, string>> = {
  ringing: 'squilla',
  talking: 'parla',
  hold: 'in attesa con musica',
  consult: 'si consulta',
  conference: 'in conferenza',
};

/** Pauses that nobody asked for; the others are said as the operator chose them. */
const pauses: Readonly<Record<string, string>> = {
  accesso: 'appena collegato',
  'no-answer': 'non ha risposto',
  busy: 'telefono occupato',
  unreachable: 'telefono non raggiungibile',
  'line-lost': 'linea caduta',
  silent: 'non si sentiva nulla',
};

export function pauseReason(reason: string | null): string {
  return reason === null ? '' : (pauses[reason] ?? reason.replaceAll('-', ' '));
}

export const auditActions: Readonly<Record<string, string>> = {
  reveal: 'Ha visto un dato',
  listen: 'Ha ascoltato',
  whisper: 'Ha suggerito',
  barge: 'È intervenuto',
  'stop-listening': 'Ha smesso di ascoltare',
  'identity-check': 'Ha verificato l’identità',
  'linea-retry': 'Ha ripreso un modulo Linea INPS',
};

export const callBackStates: Readonly<Record<CallBackLine['state'], string>> = {
  pending: 'Da fare',
  done: 'Fatta',
  cancelled: 'Annullata',
  failed: 'Non riuscita',
};

/** Why a call-back ended so, where the state does not say it. */
export const callBackReasons: Readonly<Record<string, string>> = {
  caller: 'da chi la aveva chiesta',
  replaced: 'ne ha chiesta un’altra',
  'no-answer': 'nessuno ha risposto',
  expired: 'nessun operatore in tempo',
  'no-queue': 'la coda non c’è più',
};

const number = new Intl.NumberFormat('it-IT');
const day = new Intl.DateTimeFormat('it-IT', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const longDay = new Intl.DateTimeFormat('it-IT', { dateStyle: 'long', timeZone: 'UTC' });
const instant = new Intl.DateTimeFormat('it-IT', {
  dateStyle: 'short',
  timeStyle: 'medium',
  timeZone: 'Europe/Rome',
});

export function count(value: number): string {
  return number.format(value);
}

export function percent(value: number | null): string {
  return value === null ? '—' : `${number.format(value)} %`;
}

/** A duration as a clock shows it. */
export function clock(seconds: number | null): string {
  return seconds === null ? '—' : clockText(seconds);
}

/** @param date `YYYY-MM-DD` */
export function shortDay(date: string): string {
  return day.format(Date.parse(`${date}T00:00:00Z`));
}

/** @param date `YYYY-MM-DD` */
export function writtenDay(date: string): string {
  return longDay.format(Date.parse(`${date}T00:00:00Z`));
}

export function writtenInstant(at: string): string {
  return instant.format(Date.parse(at));
}
