import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SealError, Sealer } from './seal.ts';
import { Sensitive } from './sensitive.ts';

describe('Sensitive', () => {
  test('never shows its value by itself', () => {
    const pin = new Sensitive('pin', '12345678');
    for (const shown of [String(pin), `${pin}`, JSON.stringify({ pin }), inspect({ pin }, { depth: 5 })]) {
      expect(shown).not.toContain('12345678');
      expect(shown).toContain('<pin:8>');
    }
    expect(pin.reveal()).toBe('12345678');
  });
});

describe('Sealer', () => {
  const sealer = new Sealer(randomBytes(32));

  test('restores what it sealed and hides it in between', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), fc.jsonValue(), (secret, plain) => {
        const sealed = sealer.seal({ deep: [{ secret: new Sensitive('tasti', `tasti-${secret}`) }], plain });
        expect(sealed).not.toContain(JSON.stringify(`tasti-${secret}`).slice(1, -1));
        const opened = sealer.open(sealed) as { deep: [{ secret: Sensitive }]; plain: unknown };
        expect(opened.deep[0].secret.reveal()).toBe(`tasti-${secret}`);
        expect(opened.deep[0].secret.kind).toBe('tasti');
        expect(opened.plain).toEqual(JSON.parse(JSON.stringify(plain)));
      }),
    );
  });

  test('seals equal values differently, the same one as before', () => {
    const [one, other] = [new Sensitive('pin', '12345678'), new Sensitive('pin', '12345678')];
    expect(sealer.seal({ one })).not.toBe(sealer.seal({ one: other }));
    expect(sealer.seal({ one })).toBe(sealer.seal({ one }));
  });

  test('refuses another key and changed text', () => {
    const sealed = sealer.seal({ a: new Sensitive('pin', '1') });
    expect(() => new Sealer(randomBytes(32)).open(sealed)).toThrow(SealError);
    expect(() => new Sealer(Buffer.alloc(5))).toThrow('needs 32');
  });
});
