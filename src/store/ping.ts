import { z } from 'zod';
import type { Database } from './database.ts';

const patienceMs = 1_500;
const freshMs = 2_000;

/** Says whether a database answers; asked at most once in two seconds, and never for long. */
export function pinging(database: Database): () => Promise<boolean> {
  let last: { readonly at: number; readonly answer: Promise<boolean> } | undefined;
  return () => {
    if (last === undefined || performance.now() - last.at > freshMs)
      last = { at: performance.now(), answer: ping(database) };
    return last.answer;
  };
}

async function ping(database: Database): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, patienceMs, false);
  });
  const asked = database.rows(z.object({ one: z.number() }), 'SELECT 1 AS one').then(
    () => true,
    () => false,
  );
  return await Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
