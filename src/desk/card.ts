import { type CallContext, openContext } from '../operators/call-context.ts';
import type { Sealer } from '../privacy/seal.ts';
import { Sensitive, type SensitiveKind } from '../privacy/sensitive.ts';
import type { CaseFile } from './case-file.ts';
import type { Card, CardField } from './wire.ts';

/** Levels of flows/identity.yaml, as an operator reads them. */
const levels: Readonly<Record<string, string>> = {
  none: 'Non identificato',
  'codice-fiscale': 'Codice fiscale digitato',
  pratica: 'Codice fiscale e numero di pratica',
  pin: 'PIN telefonico',
};
/** Levels that are as good as two facts: something that only the caller has was keyed in. */
const sufficient: ReadonlySet<string> = new Set(['pratica', 'pin']);

const languageNames = new Intl.DisplayNames('it', { type: 'language' });
/** Titles of what flows hand over. What is not named here shows under its own name. */
const titles: Readonly<Record<string, string>> = {
  tema: 'Argomento',
  servizio: 'Servizio',
  richiesta: 'Che cosa chiede',
  pratica: 'Numero della pratica',
  domus: 'Numero DOMUS',
  protocollo: 'Protocollo',
  prestazione: 'Prestazione',
  stato: 'Stato della domanda',
  chiavi: 'Codice fiscale digitato',
  'codice-fiscale': 'Codice fiscale',
  cellulare: 'Cellulare',
  provincia: 'Provincia',
  esito: 'Ultimo esito',
};
const mostFields = 30;
/** References of the back office mean nothing to a person, and stay where they are. */
const internal: ReadonlySet<SensitiveKind> = new Set(['persona']);

interface Leaf {
  readonly name: string;
  readonly value: unknown;
}

/** What the operator sees of a caller: sensitive values as masks until they were revealed on purpose. */
export function cardOf(
  file: CaseFile,
  given: { readonly sealer: Sealer; readonly factsNeeded: number; readonly topics: (name: string) => string },
): Card {
  const context = contextOf(file, given.sealer);
  const level = context?.level ?? 'none';
  return {
    id: file.id,
    kind: file.kind,
    queue: file.queue,
    topic: given.topics(file.topic),
    language: { name: file.language, title: languageNames.of(file.language) ?? file.language },
    waitedSeconds: file.waitedSeconds,
    level: levels[level] ?? level,
    steps: (context?.steps ?? []).map(({ flow, step }) => `${readable(flow)}: ${readable(step)}`),
    fields: context === undefined ? [] : leavesOf(context).map((leaf) => fieldOf(leaf, file.revealed)),
    person: file.person !== null,
    facts: file.facts,
    verified: isVerified(file, context, given.factsNeeded),
    disposition: file.disposition,
  };
}

/**
 * True when enough is known to speak about the person of the case, and to send them documents: facts that the caller got
 * right about them, or something keyed in that only they have. What was keyed in about somebody else, or about nobody whom
 * the back office named, says nothing of a person whose code the operator typed.
 */
export function isVerified(
  file: Pick<CaseFile, 'person' | 'facts'>,
  context: CallContext | undefined,
  factsNeeded: number,
): boolean {
  if (file.person === null) return false;
  if (file.facts.length >= factsNeeded) return true;
  if (context?.level == null || !sufficient.has(context.level)) return false;
  return personOf(context)?.reveal() === file.person.reveal();
}

/** The context that came with the call; undefined when it was sealed with another key. */
export function contextOf(file: Pick<CaseFile, 'sealedContext'>, sealer: Sealer): CallContext | undefined {
  try {
    return openContext(sealer, file.sealedContext);
  } catch {
    return undefined;
  }
}

/** The hidden value of a field; undefined when there is no such field, or nothing hidden in it. */
export function hiddenValue(context: CallContext, field: string): string | undefined {
  const leaf = leavesOf(context).find(({ name }) => name === field);
  return leaf?.value instanceof Sensitive ? String(leaf.value.reveal()) : undefined;
}

/** The back office's reference to whom the IVR identified. */
export function personOf(context: CallContext | undefined): Sensitive | null {
  const found = context?.values['persona'];
  if (!(found instanceof Sensitive) || context?.level == null || context.level === 'none') return null;
  const text: unknown = found.reveal();
  return typeof text === 'string' ? new Sensitive('persona', text) : null;
}

function fieldOf({ name, value }: Leaf, revealed: readonly string[]): CardField {
  const title =
    titles[name.split('.').at(-1) ?? ''] ?? (name === 'caller' ? 'Numero di chi chiama' : readable(name));
  if (!(value instanceof Sensitive)) return { name, title, value: shown(value), hidden: false };
  const open = revealed.includes(name);
  return { name, title, value: open ? String(value.reveal()) : '••••••', hidden: !open };
}

function leavesOf(context: CallContext): readonly Leaf[] {
  const leaves: Leaf[] = context.caller === null ? [] : [{ name: 'caller', value: context.caller }];
  const walk = (name: string, value: unknown): void => {
    if (leaves.length >= mostFields || value === null || value === undefined) return;
    if (value instanceof Sensitive) {
      if (!internal.has(value.kind)) leaves.push({ name, value });
    } else if (Array.isArray(value)) value.forEach((one, index) => void walk(`${name}.${index + 1}`, one));
    else if (typeof value === 'object')
      for (const [key, one] of Object.entries(value)) walk(name === '' ? key : `${name}.${key}`, one);
    else leaves.push({ name, value });
  };
  walk('', context.values);
  return leaves;
}

function shown(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'sì' : 'no';
  const text = String(value);
  return /^[a-z0-9-]+$/.test(text) ? readable(text) : text;
}

function readable(name: string): string {
  const text = name.replace(/[-_.]+/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
