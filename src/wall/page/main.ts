import type { WallSetup } from '../wire.ts';
import { AskError, ask, useToken, whenLoggedOut } from './ask.ts';
import { AuditView } from './audit.ts';
import { CallBackView } from './call-backs.ts';
import { byId, say } from './dom.ts';
import { HistoryView } from './history.ts';
import { leave, whyLeft } from './leave.ts';
import { LineaView } from './linea.ts';
import { ListeningView } from './listening.ts';
import { LiveView } from './live.ts';
import { OperatorTable } from './operators.ts';

interface LoggedIn {
  readonly name: string;
  readonly roles: readonly string[];
  readonly csrf: string;
}

const logIn = byId('log-in', HTMLElement);
const wall = byId('wall', HTMLElement);
const error = byId('log-in-error', HTMLElement);
const sections = ['dal-vivo', 'richiamate', 'storico', 'linea-inps', 'registro'] as const;
type Section = (typeof sections)[number];
const titles: Readonly<Record<Section, string>> = {
  'dal-vivo': 'Dal vivo',
  richiamate: 'Richiamate',
  storico: 'Storico',
  'linea-inps': 'Linea INPS',
  registro: 'Registro',
};

/** Whoever is no supervisor has no business here; whoever is not logged in is asked to. */
async function begin(): Promise<void> {
  const why = whyLeft();
  try {
    await open(await ask<LoggedIn>('/api/session'));
  } catch (problem) {
    if (!(problem instanceof AskError)) throw problem;
    askToLogIn(problem.status === 401 ? why : 'Il server non risponde: riprovi tra poco.');
  }
}

function askToLogIn(text: string): void {
  document.title = 'Entra — Sala di controllo';
  wall.hidden = true;
  logIn.hidden = false;
  say(error, text);
  byId('log-in-name', HTMLInputElement).focus();
}

async function submit(): Promise<void> {
  const password = byId('log-in-password', HTMLInputElement);
  const body = { name: byId('log-in-name', HTMLInputElement).value.trim(), password: password.value };
  say(error, '');
  try {
    const session = await ask<LoggedIn>('/api/session', { method: 'POST', body });
    password.value = '';
    await open(session);
  } catch (problem) {
    if (!(problem instanceof AskError)) throw problem;
    password.value = '';
    password.focus();
    const { status, retryAfter = 60 } = problem;
    say(
      error,
      status === 401
        ? 'Nome utente o password sbagliati.'
        : status === 429
          ? `Troppi tentativi: riprovi tra ${Math.ceil(retryAfter / 60)} minuti.`
          : 'Il server non risponde: riprovi tra poco.',
    );
  }
}

async function open({ roles, csrf }: LoggedIn): Promise<void> {
  useToken(csrf);
  if (!roles.includes('supervisor')) return askToLogIn('Questa pagina è per i supervisori.');
  const setup = await ask<WallSetup>('/api/wall/setup');
  logIn.hidden = true;
  wall.hidden = false;
  say(byId('who', HTMLElement), setup.supervisor.title);

  const news = byId('news', HTMLElement);
  let silence: number | undefined;
  const listening = new ListeningView((text) => {
    say(news, text);
    window.clearTimeout(silence);
    silence = window.setTimeout(() => say(news, ''), 10_000);
  });
  const operators = new OperatorTable(setup, (conversation, operator, type) =>
    listening.begin(conversation, operator, type),
  );
  const live = new LiveView(setup, operators, (isThere) => listening.check(isThere));
  const history = new HistoryView(setup);
  const linea = new LineaView();
  const callBacks = new CallBackView(setup);
  const audit = new AuditView();

  const show = (section: Section, moved: boolean) => {
    for (const name of sections) {
      byId(name, HTMLElement).hidden = name !== section;
      const link = document.querySelector(`[data-section="${name}"]`);
      if (name === section) link?.setAttribute('aria-current', 'page');
      else link?.removeAttribute('aria-current');
    }
    document.title = `${titles[section]} — Sala di controllo`;
    if (section === 'richiamate') void callBacks.open();
    if (section === 'storico') history.open();
    if (section === 'linea-inps') void linea.open();
    if (section === 'registro') void audit.open();
    if (moved) byId('content', HTMLElement).focus();
  };
  const sectionOf = () => sections.find((name) => location.hash === `#${name}`) ?? 'dal-vivo';
  window.addEventListener('hashchange', () => {
    if (location.hash !== '#content') show(sectionOf(), true);
  });
  show(sectionOf(), false);
  live.open();
}

whenLoggedOut(() => leave('timeout'));
byId('log-in-form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  void submit();
});
byId('log-out', HTMLButtonElement).addEventListener('click', () => {
  ask('/api/session', { method: 'DELETE' }).then(
    () => location.reload(),
    () => location.reload(),
  );
});
void begin();
