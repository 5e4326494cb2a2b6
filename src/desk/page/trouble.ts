import type { PhoneState } from '../../staff/page/softphone.ts';
import type { CallState, OperatorState } from '../wire.ts';

/** What the page has of the server: all of it, nothing, or the server without the queues behind it. */
export type Link = 'up' | 'lost' | 'queues-away';

export interface Standing {
  readonly link: Link;
  readonly phone: PhoneState;
  /** What is known of the conversation, perhaps from before the trouble. */
  readonly call: CallState | null;
  readonly state: OperatorState;
}

/** What is wrong, what becomes of the caller and what the operator has to do, in plain words; undefined: nothing. */
export function troubleOf({ link, phone, call, state }: Standing): string | undefined {
  const talking = call !== null && call !== 'ringing';
  const gone = 'Chi chiama torna in coda, davanti a tutti.';
  const why =
    link === 'lost'
      ? 'Il collegamento con il server è caduto.'
      : link === 'queues-away'
        ? 'Le code non rispondono.'
        : undefined;
  if (why !== undefined) {
    if (phone === 'talking')
      return `${why} La conversazione continua: attesa, trasferimento e chiusura tornano con il collegamento.`;
    if (talking) return `${why} È caduta anche la linea. ${gone}`;
    return `${why} Intanto non arrivano chiamate. Non deve fare nulla: la pagina riprova da sola.`;
  }
  if (talking && (phone === 'offline' || phone === 'connected'))
    return `La linea di questa postazione è caduta: l’audio non c’è più. ${gone}`;
  if (state === 'ready' && phone === 'offline')
    return 'Il telefono non è collegato: le chiamate non possono squillare qui. La pagina riprova da sola.';
  return undefined;
}
