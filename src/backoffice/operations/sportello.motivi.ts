import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { motivo } from './sportello.ts';

export const sportelloMotivi = defineOperation({
  name: 'sportello.motivi',
  description: 'The reasons for which a first-level desk can be booked, the most frequent first.',
  safe: true,
  path: '/sportello/motivi',
  arguments: z.strictObject({}),
  outcomes: { found: z.object({ motivi: z.array(z.object({ motivo })).min(1).max(8) }) },
});
