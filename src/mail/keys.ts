import { deriveKey } from '../privacy/derive-key.ts';

/** The keys of this room, one a purpose, all made from the key of the records. */
export interface MailKeys {
  /** Of what nobody but the back office may read. */
  readonly seal: Buffer;
  /** Of the pseudonym that stands for a person. */
  readonly person: Buffer;
  /** Of the digests by which the same request is known again. */
  readonly request: Buffer;
}

/** @param key 32 bytes, kept outside the database */
export function deriveMailKeys(key: Buffer): MailKeys {
  const derive = (purpose: string) => deriveKey(key, `centralino mail: ${purpose}`);
  return { seal: derive('seal'), person: derive('person'), request: derive('request') };
}
