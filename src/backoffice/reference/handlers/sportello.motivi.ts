import { sportelloMotivi } from '../../operations/sportello.motivi.ts';
import { motivi } from '../../operations/sportello.ts';
import { handler } from './handler.ts';

export const sportelloMotiviHandler = handler(sportelloMotivi, () => ({
  outcome: 'found',
  value: { motivi: motivi.map((motivo) => ({ motivo })) },
}));
