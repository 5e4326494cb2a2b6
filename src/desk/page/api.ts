/** Why a request came to nothing, in the server's word: `unauthorized`, `locked`, `not-verified` ... */
export class Refused extends Error {
  readonly status: number;
  readonly kind: string;
  /** Seconds until it may be tried again, where the server says so. */
  readonly seconds: number;

  constructor(status: number, kind: string, seconds = 0) {
    super(kind);
    this.status = status;
    this.kind = kind;
    this.seconds = seconds;
  }
}

export interface LoggedIn {
  readonly name: string;
  readonly roles: readonly ('operator' | 'supervisor')[];
  readonly csrf: string;
}

const timeoutMs = 10_000;
let csrf = '';
let over: () => void = () => {};

/** Told when a request finds the session over. */
export function onSessionOver(listener: () => void): void {
  over = listener;
}

/** Asks the server. @throws Refused */
export async function ask<Answer>(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(`/api/${path}`, {
      method,
      headers: {
        ...(method === 'GET' ? {} : { 'x-csrf-token': csrf }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch {
    throw new Refused(0, 'away');
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const refused = new Refused(response.status, String(answer.error ?? 'away'), Number(answer.seconds ?? 0));
  if (refused.kind === 'unauthorized') over();
  throw refused;
}

/** Browsers keep so many connections to one server. */
const mostConnections = 6;
const deadAfterMs = 2_000;

/**
 * For a network that was away without a word: connections of before may swallow whatever is asked. All that the browser keeps
 * are tried at once, and it lets go of those on which nothing comes.
 */
export async function freshConnections(): Promise<void> {
  const tried = Array.from({ length: mostConnections }, async () => {
    // Of the page itself: it says nothing about whether anybody is there.
    const response = await fetch(location.href, {
      cache: 'no-store',
      signal: AbortSignal.timeout(deadAfterMs),
    });
    await response.text();
  });
  await Promise.allSettled(tried);
}

/** Logs in. @throws Refused */
export async function logIn(name: string, password: string): Promise<LoggedIn> {
  const answer: LoggedIn = await ask('POST', 'session', { name, password });
  csrf = answer.csrf;
  return answer;
}

/** Who is logged in already; undefined for nobody. */
export async function loggedIn(): Promise<LoggedIn | undefined> {
  try {
    const answer: LoggedIn = await ask('GET', 'session');
    csrf = answer.csrf;
    return answer;
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return undefined;
    throw error;
  }
}

/** A key for one sending of a form; the same for its retries. */
export function newKey(): string {
  return crypto.randomUUID();
}

const words: Readonly<Record<string, string>> = {
  away: 'Il server non risponde. Riprovi tra poco.',
  unavailable: 'Il servizio non risponde. Riprovi tra poco.',
  'no-phone': 'Il telefono non è collegato: attenda che si colleghi, poi riprovi.',
  'records-away': 'L’esito non può essere salvato adesso. Riprovi tra poco.',
  'not-audited':
    'Il registro non risponde: quello che non si può registrare non si vede e non si verifica. Riprovi tra poco.',
  'not-verified': 'Prima va verificata l’identità di chi chiama.',
  'no-person': 'Prima va cercato il codice fiscale di chi chiama.',
  'not-yours': 'Questa conversazione è di un altro operatore.',
  'no-such-conversation': 'Questa conversazione è chiusa.',
  'bad-request': 'Qualcosa nel modulo non va: controlli i campi.',
  refused: 'In questo momento non è possibile.',
  displaced: 'La postazione è stata aperta altrove.',
  'signed-out': 'La postazione non risulta collegata: attenda qualche secondo.',
};

/** What the operator reads when a request came to nothing. */
export function explain(error: unknown): string {
  if (!(error instanceof Refused)) return 'Qualcosa non ha funzionato. Riprovi.';
  return words[error.kind] ?? words['refused'] ?? '';
}
