#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { ConfigError } from '../config/read.ts';
import { ProvisionError } from '../provision/provision-error.ts';
import { FindingsError } from '../source/finding.ts';
import { DatabaseError, FolderInUseError } from '../store/database.ts';
import { TelephonyError } from '../telephony/port.ts';
import { ContentError } from '../versions/content.ts';
import { asteriskConf } from './asterisk-conf.ts';
import { backOffice } from './back-office.ts';
import { batch } from './batch.ts';
import { bench } from './bench.ts';
import { check } from './check.ts';
import { citizens } from './citizens.ts';
import { type Command, UsageError } from './command.ts';
import { containers } from './containers.ts';
import { demo } from './demo.ts';
import { desk } from './desk.ts';
import { diff } from './diff.ts';
import { engine } from './engine.ts';
import { faults } from './faults.ts';
import { graph } from './graph.ts';
import { letter } from './letter.ts';
import { operators } from './operators.ts';
import { pills } from './pills.ts';
import { provision } from './provision.ts';
import { render } from './render.ts';
import { replay } from './replay.ts';
import { rollback } from './rollback.ts';
import { schema } from './schema.ts';
import { simulate } from './simulate.ts';
import { simulateQueues } from './simulate-queues.ts';
import { test } from './test.ts';
import { usage } from './usage.ts';
import { versions } from './versions.ts';
import { worker } from './worker.ts';

const commands: readonly Command[] = [
  demo,
  citizens,
  check,
  pills,
  schema,
  graph,
  render,
  letter,
  versions,
  diff,
  rollback,
  simulate,
  simulateQueues,
  test,
  replay,
  usage,
  engine,
  worker,
  desk,
  operators,
  batch,
  backOffice,
  containers,
  asteriskConf,
  provision,
  bench,
  faults,
];

// `| head` closes the pipe: that is no error.
process.stdout.on('error', () => process.exit(0));

const [name, ...words] = process.argv.slice(2);
const exitCode = await main(name, words);
// What is still starting when something failed must not hold the process: it goes with it.
if (exitCode === 2) process.exit(2);
process.exitCode = exitCode;

async function main(name: string | undefined, words: string[]): Promise<number> {
  const command = commands.find((one) => one.name === name);
  if (command === undefined) {
    const known = name === undefined || name === '--help' || name === '-h' || name === 'help';
    const out = known ? process.stdout : process.stderr;
    if (!known) out.write(`centralino: there is no command "${name}"\n\n`);
    out.write(overview());
    return known ? 0 : 2;
  }
  try {
    const { values, positionals } = parseArgs({
      args: words,
      options: { ...command.options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    if (values.help === true) {
      process.stdout.write(`centralino ${command.name}: ${command.summary}\n\n${command.usage.trim()}\n`);
      return 0;
    }
    return await command.run(values, positionals);
  } catch (error) {
    process.stderr.write(`centralino ${command.name}: ${explain(error)}\n`);
    return 2;
  }
}

function overview(): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  const lines = commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`);
  return `centralino: a telephony IVR engine on Asterisk\n\n${lines.join('\n')}\n\ncentralino COMMAND --help says more.\n`;
}

/** What the person at the terminal needs: our own errors are whole sentences, others keep their trace. */
function explain(error: unknown): string {
  if (error instanceof FindingsError) return `the flows are not all right\n${error.message}`;
  if (error instanceof ContentError) return `${error.file}: ${error.message}. ${error.mend}`;
  if (
    error instanceof UsageError ||
    error instanceof ConfigError ||
    error instanceof ProvisionError ||
    error instanceof FolderInUseError ||
    error instanceof DatabaseError ||
    error instanceof TelephonyError
  )
    return error.message;
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
