/** Telephone numbers out of what SIP writes around them. */

/** Longer header values are not telephone numbers. */
const longest = 1024;

/**
 * The numbers in a Request-URI, P-Called-Party-ID, Diversion, To or an extension: digits, with a `+` where one
 * was written. Display names, URI parameters, hosts and separators are dropped; several values give several
 * numbers, in order; what is no number gives none.
 * Sources: RFC 3261 section 25 (name-addr), RFC 3966 (tel URI, phone-context).
 */
export function numbersIn(text: string): readonly string[] {
  if (text.length > longest) return [];
  const unquoted = text.replace(/"(?:\\.|[^"\\])*"/g, '');
  const bracketed = [...unquoted.matchAll(/<([^<>]*)>/g)].map((match) => match[1] ?? '');
  const addresses = bracketed.length > 0 ? bracketed : unquoted.split(',');
  return addresses.map(numberOf).filter((number) => number !== undefined);
}

function numberOf(address: string): string | undefined {
  const [, user = '', parameters = ''] =
    /^\s*(?:sips?:|tel:)?([^;@?:]*)([^@?]*)/i.exec(address.replace(/%2B/gi, '+')) ?? [];
  const digits = user.replace(/[\s().\-/]/g, '');
  if (!/^\+?\d{3,20}$/.test(digits)) return undefined;
  const context = /;phone-context=(\+\d+)/i.exec(parameters)?.[1];
  return context === undefined || digits.startsWith('+') ? digits : context + digits;
}
