import { searchRule } from '../backoffice/reference/handlers/handler.ts';

const locked = { outcome: 'locked', value: {} } as const;

/** As FailedSearches of the reference back office, in memory and for one call. */
export class FailedSearches {
  /** Idempotency keys of searches that found nothing, with their time, by what they count against. */
  readonly #failures = new Map<string, Map<string, number>>();

  counted<Answer extends { readonly outcome: string }>(
    subjects: readonly string[],
    { idempotencyKey, now }: { readonly idempotencyKey: string; readonly now: number },
    search: () => Answer,
  ): Answer | typeof locked {
    const counts = subjects.map((subject) => {
      const failures = this.#failures.get(subject) ?? new Map<string, number>();
      this.#failures.set(subject, failures);
      return failures;
    });
    const since = now - searchRule.windowMinutes * 60_000;
    const others = (failures: ReadonlyMap<string, number>) =>
      [...failures].filter(([key, at]) => key !== idempotencyKey && at > since).length;
    if (counts.some((failures) => others(failures) >= searchRule.tries)) return locked;
    const answer = search();
    if (answer.outcome === 'not-found') for (const failures of counts) failures.set(idempotencyKey, now);
    return answer;
  }
}
