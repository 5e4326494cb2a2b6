/** The page ends with its session: it is loaded anew, so that nothing of it stays, and says why. */

const key = 'centralino-sala-end';
const endings: Readonly<Record<string, string>> = {
  elsewhere:
    'Qualcuno è entrato altrove con il Suo nome: questa pagina è chiusa. Se non è stato Lei, avvisi il responsabile.',
  timeout: 'La sessione è finita. Entri di nuovo.',
};

/** @param why in the server's word */
export function leave(why: string): void {
  sessionStorage.setItem(key, why);
  location.reload();
}

/** Why the page before this one ended, once; empty where there is nothing to say. */
export function whyLeft(): string {
  const why = sessionStorage.getItem(key) ?? '';
  sessionStorage.removeItem(key);
  return endings[why] ?? '';
}
