import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { type Softphone, TelephonyError } from '../port.ts';
import { commandError, isSuccess } from './errors.ts';
import { fieldOf, parseJson, textOf } from './json.ts';
import type { OperationName, OperationParameters } from './operations.ts';
import type { Transport } from './transport.ts';

/** As in asterisk-conf/pjsip.conf, default_realm. */
const realm = 'centralino';
/** One lane for all: who is dismissed and enrolled again at once must not be dismissed last. */
const lane = 'softphones';
const maxSoftphones = 10_000;

interface Field {
  readonly attribute: string;
  readonly value: string;
}

/** What is kept of a softphone: no password. */
interface Enrolled {
  readonly name: string;
  readonly kind: Softphone['kind'];
  /** HA1 of RFC 7616: MD5 over name, realm and password. It serves in this realm only. */
  readonly hash: string;
}

/**
 * Operators' softphones: each an endpoint of Asterisk that is made at run time (ARI push configuration) and kept in
 * memory (asterisk-conf/sorcery.conf). What an endpoint is like stands in pjsip.conf, `softphone-webrtc` and
 * `softphone-sip`: it is read from there and copied.
 */
export class Softphones {
  readonly #transport: Transport;
  readonly #logger: Logger;
  readonly #enrolled = new Map<string, Enrolled>();

  constructor(transport: Transport, logger: Logger) {
    this.#transport = transport;
    this.#logger = logger;
  }

  async enrol({ name, password, kind }: Softphone): Promise<void> {
    assertSoftphoneName(name);
    if (password.length < 16 || password.length > 128)
      throw new TelephonyError('refused', 'enrol: a password has 16 to 128 characters');
    if (this.#enrolled.size >= maxSoftphones && !this.#enrolled.has(name))
      throw new TelephonyError('refused', `enrol: ${maxSoftphones} softphones are enrolled already`);
    const hash = createHash('md5').update(`${name}:${realm}:${password}`).digest('hex');
    const softphone = { name, kind, hash };
    await this.#put(softphone);
    this.#enrolled.set(name, softphone);
  }

  async dismiss(name: string): Promise<void> {
    assertSoftphoneName(name);
    this.#enrolled.delete(name);
    // The endpoint first: from then on it can do nothing.
    for (const objectType of ['endpoint', 'aor', 'auth']) {
      const response = await this.#request('deleteObject', { ...objectOf(objectType, name) });
      if (!isSuccess(response) && response.status !== 404) throw commandError('dismiss', response);
    }
  }

  /** After a link came up: enrols those again that Asterisk has forgotten. */
  async renew(): Promise<void> {
    for (const softphone of [...this.#enrolled.values()]) {
      const known = await this.#request('object', objectOf('endpoint', softphone.name));
      if (known.status === 404 && this.#enrolled.get(softphone.name) === softphone)
        await this.#put(softphone);
    }
  }

  clear(): void {
    this.#enrolled.clear();
  }

  /** The endpoint last: before it nobody can register. */
  async #put({ name, kind, hash }: Enrolled): Promise<void> {
    const pattern = await this.#pattern(kind);
    await this.#write('auth', name, {
      auth_type: 'md5',
      username: name,
      realm,
      md5_cred: hash,
    });
    // A second registration takes the place of the first: one operator, one phone.
    await this.#write('aor', name, {
      max_contacts: '1',
      remove_existing: 'yes',
      // A browser that is gone without a word is forgotten after this; the desk notices earlier.
      default_expiration: '60',
      minimum_expiration: '10',
      maximum_expiration: '300',
    });
    await this.#write('endpoint', name, { ...pattern, auth: name, aors: name, identify_by: 'username' });
    this.#logger.debug({ softphone: name, kind }, 'a softphone was enrolled');
  }

  async #pattern(kind: Softphone['kind']): Promise<Readonly<Record<string, string>>> {
    const response = await this.#request('object', objectOf('endpoint', `softphone-${kind}`));
    if (!isSuccess(response))
      throw new TelephonyError('refused', `enrol: pjsip.conf has no endpoint softphone-${kind}`);
    return attributesOf(parseJson(response.body));
  }

  async #write(objectType: string, name: string, values: Readonly<Record<string, string>>): Promise<void> {
    const fields: readonly Field[] = Object.entries(values).map(([attribute, value]) => ({
      attribute,
      value,
    }));
    const response = await this.#request('putObject', { ...objectOf(objectType, name), fields });
    if (!isSuccess(response)) throw commandError('enrol', response);
  }

  #request(operation: OperationName, parameters: OperationParameters) {
    return this.#transport.request(operation, parameters, lane);
  }
}

function objectOf(objectType: string, id: string) {
  return { configClass: 'res_pjsip', objectType, id };
}

/** What is set, of the list of attributes by which Asterisk describes an object. */
function attributesOf(list: unknown): Readonly<Record<string, string>> {
  if (!Array.isArray(list)) return {};
  const pairs = list.flatMap((one: unknown): [string, string][] => {
    const attribute = textOf(fieldOf(one, 'attribute'));
    const value = textOf(fieldOf(one, 'value'));
    // `stir_shaken` is told, but no longer taken.
    return attribute === '' || value === '' || attribute === 'stir_shaken' ? [] : [[attribute, value]];
  });
  return Object.fromEntries(pairs);
}

/** What callers by the trunk may be called: one who gives the name of a softphone is asked for its password. */
const callersNames = /^(anonymous|unavailable|unknown|restricted|private|asterisk)$/;

/** @throws TelephonyError `refused` for what is no name of a softphone */
export function assertSoftphoneName(name: string): void {
  const taken = /^(trunk|outside|softphone-.*)$/.test(name) || callersNames.test(name);
  if (!/^[a-z][a-z0-9._-]{0,39}$/.test(name) || taken)
    throw new TelephonyError(
      'refused',
      'a softphone has a name of 1 to 40 small letters, digits, . _ - with a letter first, and not one in use',
    );
}
