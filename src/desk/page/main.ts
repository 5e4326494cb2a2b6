import { openPhone, type Phone, type PhoneState } from '../../staff/page/softphone.ts';
import type { DeskEnd, DeskSetup, DeskStatus } from '../wire.ts';
import { ask, freshConnections, type LoggedIn, loggedIn, onSessionOver } from './api.ts';
import { type CallView, openCall } from './call-view.ts';
import { CardView, summaryOf } from './card-view.ts';
import { announce, button, part, show, write } from './dom.ts';
import { openEvents } from './events.ts';
import { openForms } from './forms-view.ts';
import { askLogIn } from './log-in-view.ts';
import { startRinging } from './ring-tone.ts';
import { openState } from './state-view.ts';
import { type Link, troubleOf } from './trouble.ts';

const endings: Readonly<Record<DeskEnd, string>> = {
  elsewhere:
    'La postazione è stata aperta altrove con il suo nome: questa è chiusa. Se non è stato lei, avvisi il responsabile.',
  timeout: 'La sessione è finita: troppo tempo senza fare nulla, o dodici ore. Entri di nuovo.',
  'logged-out': 'È uscito dalla postazione.',
};
/** Where supervisors belong. */
const wallPage = '/sala/';
/** Why it ended survives the reload that clears the page of everything about callers. */
const endKey = 'centralino-end';

/** Between the engine's end of a conversation and the network's word of it. */
const deadCallMs = 3_000;

void main();

async function main(): Promise<void> {
  const end = endOf(sessionStorage.getItem(endKey));
  sessionStorage.removeItem(endKey);
  let who: LoggedIn | undefined;
  try {
    who = await loggedIn();
  } catch {
    // Whoever cannot be asked cannot let anybody in either: the log-in says so when it is tried.
  }
  // Another tab has the desk now: opened without being asked, the two would take it from each other again and again.
  if (who !== undefined && end === 'elsewhere') await askToOpenHere();
  who ??= await askLogIn(end && endings[end]);
  if (!who.roles.includes('operator')) return location.assign(wallPage);
  await openDesk();
}

function endOf(kept: string | null): DeskEnd | undefined {
  return kept === 'elsewhere' || kept === 'timeout' || kept === 'logged-out' ? kept : undefined;
}

function askToOpenHere(): Promise<void> {
  document.title = 'Chiusa - Postazione operatore';
  write('closed-notice', endings.elsewhere);
  show('closed-view', true);
  part('closed-title', HTMLElement).focus();
  return new Promise((resolve) => {
    button('open-here').onclick = () => {
      show('closed-view', false);
      resolve();
    };
  });
}

/** Ends the page as it is: whatever it held about callers goes with it. */
function leave(why: DeskEnd): void {
  sessionStorage.setItem(endKey, why);
  location.reload();
}

async function openDesk(): Promise<void> {
  const setup = await ask<DeskSetup>('GET', 'desk');
  document.title = 'Postazione operatore';
  write('operator-title', setup.operator.title);
  show('bar', true);
  show('desk-view', true);
  part('main', HTMLElement).focus();

  const state = openState(setup);
  const call = openCall(setup);
  const card = new CardView(setup);
  openForms(setup, card);
  let phone: Phone | undefined;
  let phoneState: PhoneState = 'offline';
  let status: DeskStatus | undefined;
  let link: Link = 'lost';
  let ended = false;
  let letGo = 0;
  /** Nothing came any more, and nobody had closed the connection. */
  let stale = false;

  /** Says what is wrong as long as it is, and when it is over. */
  const tell = () => {
    state.link(link);
    const text =
      status === undefined
        ? undefined
        : troubleOf({ link, phone: phoneState, call: status.call?.state ?? null, state: status.state });
    const before = part('trouble', HTMLElement).textContent ?? '';
    if (before === (text ?? '')) return;
    write('trouble', text ?? '');
    show('trouble', text !== undefined);
    announce(text ?? 'Tutto funziona di nuovo.', text !== undefined);
  };
  const phoneIs = (next: PhoneState) => {
    phoneState = next;
    tell();
    endDeadCall();
  };
  /** The hang-up may have been said to a connection that was lost: what the queues do not know of is over. */
  const endDeadCall = () => {
    clearTimeout(letGo);
    if (link === 'up' && status?.call === null) letGo = setTimeout(() => phone?.drop(), deadCallMs);
  };

  const end = async (why: DeskEnd) => {
    if (ended) return;
    ended = true;
    events.close();
    await Promise.race([phone?.close(), new Promise((resolve) => setTimeout(resolve, 1_000))]);
    leave(why);
  };
  const events = openEvents({
    status: (next) => {
      status = next;
      link = 'up';
      if (stale) void freshConnections();
      stale = false;
      tell();
      endDeadCall();
      state.show(next);
      call.show(next);
      const inCall = next.call;
      if (inCall !== null) void card.load(inCall.id, inCall.known).then(() => describeRinging(card));
      else if (next.state === 'ready' || next.state === 'offline') card.clear();
    },
    queuesAway: () => {
      link = 'queues-away';
      tell();
    },
    lost: (silent) => {
      link = 'lost';
      tell();
      // The phone's connection goes the same way, and would find out much later.
      if (silent) phone?.reconnect();
      stale ||= silent;
    },
    expiring: (seconds, final) => warn(seconds, final),
    ended: (why) => void end(why),
  });
  onSessionOver(() => void end('timeout'));
  button('log-out').onclick = async () => {
    if (status?.call != null) {
      announce('Prima va conclusa la conversazione.', true);
      write('state-error', 'Prima va conclusa la conversazione.');
      return;
    }
    await ask('DELETE', 'session').catch(() => {});
    await end('logged-out');
  };
  phone = await connectPhone(setup, call, card, phoneIs);
  call.use(phone);
}

/** Whoever is there says so, and goes on. */
function warn(seconds: number, final: boolean): void {
  const minutes = Math.max(1, Math.round(seconds / 60));
  const when = minutes === 1 ? 'un minuto' : `${minutes} minuti`;
  write(
    'expiring-text',
    final
      ? `La sessione dura al massimo dodici ore: fra ${when} la postazione si chiude. Concluda la conversazione ed entri di nuovo.`
      : `Da molto tempo non fa nulla: fra ${when} la postazione si chiude.`,
  );
  show('stay', !final);
  show('expiring', true);
  announce(part('expiring-text', HTMLElement).textContent ?? '', true);
  button('stay').onclick = () => {
    show('expiring', false);
    loggedIn().catch(() => {});
  };
}

async function connectPhone(
  setup: DeskSetup,
  call: CallView,
  card: CardView,
  told: (state: PhoneState) => void,
): Promise<Phone | undefined> {
  let stopRinging: (() => void) | undefined;
  const changed = (next: PhoneState) => {
    stopRinging?.();
    stopRinging = next === 'ringing' ? startRinging() : undefined;
    if (next === 'ringing') describeRinging(card);
    call.phoneIs(next);
    told(next);
  };
  try {
    const { user, password, automatic } = setup.softphone;
    return await openPhone({ path: '/api/desk/sip', user, password, automatic, voice: new Audio(), changed });
  } catch {
    changed('no-microphone');
    write('phone-error', 'Il browser non dà il microfono: lo permetta per questa pagina, poi la ricarichi.');
    return undefined;
  }
}

/** What is known of whoever rings, beside the button that answers. */
function describeRinging(card: CardView): void {
  if (card.card === undefined) return;
  const text = summaryOf(card.card);
  write('ringing-about', text);
  if (!part('ringing', HTMLElement).hidden) announce(`Chiamata in arrivo: ${text}`, true);
}
