import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { projectDir } from '../../test/support/parts.ts';
import { Sealer } from '../privacy/seal.ts';
import { loadService } from '../project.ts';
import { benchInterpreter } from './interpreter-bench.ts';

test('walks through stato domanda of the real flows to its end', async () => {
  const { project } = await loadService(join(projectDir, 'flows'), join(projectDir, 'prompts'));
  const sealer = new Sealer(randomBytes(32));
  const figures = benchInterpreter({ project, flow: 'benvenuto', sealer, walks: 1 });
  expect(figures.transitions).toBeGreaterThan(40);
  expect(figures.sealedBytes).toBeGreaterThan(200);
});
