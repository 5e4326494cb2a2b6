import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a project that is many times as large as a given one: its flows and prompts, then copies of one flow and
 * its texts under other names, each behind a key of a menu of its own.
 * @param flow the flow to multiply; its prompts are those under its own name
 */
export async function writeManyFlows(given: {
  flowsDir: string;
  promptsDir: string;
  to: string;
  flow: string;
  copies: number;
}): Promise<{ flowsDir: string; promptsDir: string }> {
  const flowsDir = join(given.to, 'flows');
  const promptsDir = join(given.to, 'prompts');
  await cp(given.flowsDir, flowsDir, { recursive: true });
  await mkdir(promptsDir, { recursive: true });
  const names = Array.from({ length: given.copies }, (_, index) => `${given.flow}-${index}`);
  const text = await readFile(join(flowsDir, `${given.flow}.yaml`), 'utf8');
  for (const name of names)
    await writeFile(join(flowsDir, `${name}.yaml`), text.replaceAll(given.flow, name));
  const numbers = await readFile(join(flowsDir, 'numbers.yaml'), 'utf8');
  const lines = names.map((name, index) => {
    const number = `06164${String(100 + index).padStart(5, '0')}`;
    return `  ${name}:\n    number: "${number}"\n    title: ${name}\n    flow: ${name}\n`;
  });
  await writeFile(join(flowsDir, 'numbers.yaml'), `${numbers}\n${lines.join('')}`);
  for (const file of (await readdir(given.promptsDir)).filter((one) => one.endsWith('.yaml'))) {
    const prompts = await readFile(join(given.promptsDir, file), 'utf8');
    const own = new RegExp(`^${given.flow}:\\n(?:  .*\\n|\\n)*`, 'm').exec(prompts)?.[0] ?? '';
    const copies = names.map((name) => own.replace(given.flow, name));
    await writeFile(join(promptsDir, file), `${prompts}\n${copies.join('')}`);
  }
  return { flowsDir, promptsDir };
}
