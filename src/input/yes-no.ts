import { z } from 'zod';
import { inputKind } from './kind.ts';

export const yesNo = inputKind({
  name: 'yes-no',
  description: 'Sì con il tasto 1, no con il tasto 2. Si salva `yes` o `no`.',
  example: `
conferma:
  ask: yes-no
  say: documenti.conferma
  save: conferma
  then: decidi
  failed: operatore`,
  options: z.strictObject({}),
  problems: ['altro-tasto'],
  read: (keys) => (keys === '' ? { state: 'more' } : judge(keys)),
  finish: (keys) => judge(keys),
  keysPerEntry: () => ({ min: 1, max: 1 }),
  saves: () => ({ type: 'string', oneOf: ['no', 'yes'] }),
});

function judge(keys: string) {
  const first = keys.charAt(0);
  if (first === '1') return { state: 'complete', value: 'yes' } as const;
  if (first === '2') return { state: 'complete', value: 'no' } as const;
  return { state: 'wrong', problem: 'altro-tasto' } as const;
}
