import type { Service } from '../project.ts';
import type { TestCase } from '../simulation/junit.ts';
import type { Scenario } from '../simulation/scenario.ts';

export async function runOnSip(
  _s: readonly Scenario[],
  _v: Service,
  _d: { flows: string; prompts: string },
): Promise<TestCase[]> {
  return [];
}
