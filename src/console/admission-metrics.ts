import type { Measured } from '../admission/capacity.ts';
import { full, load } from '../metrics/catalogue/engine.ts';
import type { Metrics } from '../metrics/registry.ts';

/** Tells how loaded the engine is. */
export function tellOfAdmission(
  metrics: Metrics,
  admission: { readonly full: string | undefined; readonly measured: Measured },
): void {
  metrics.readValue(full, () => Number(admission.full !== undefined));
  metrics.read(load, () =>
    Object.entries(admission.measured).map(([what, value]) => ({ labels: { what }, value: Number(value) })),
  );
}
