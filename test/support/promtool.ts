import { spawn } from 'node:child_process';
import { testPromtool } from './parts.ts';

/** What Prometheus' own tool says; `code` is 0 when all is right. @param input for its standard input */
export async function promtool(
  args: readonly string[],
  input = '',
): Promise<{ readonly code: number | null; readonly said: string }> {
  const tool = await testPromtool();
  const child = spawn(tool.command, [...tool.args, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (text: Buffer) => {
    said += text;
  });
  child.stderr.on('data', (text: Buffer) => {
    said += text;
  });
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, said };
}
