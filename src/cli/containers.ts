import { join, resolve } from 'node:path';
import { BASE_IMAGE } from '../provision/base-image.ts';
import { assertDocker, roomForImages } from '../provision/docker.ts';
import { addressTowards } from '../provision/ports.ts';
import { type Command, projectDir, textOption, UsageError } from './command.ts';
import { runDaemon, runWithDocker } from './containers-daemon.ts';
import { prepare, provideBase, readSettings } from './containers-prepare.ts';
import { rollEngines } from './containers-roll.ts';
import { callStatoDomanda } from './demo-call.ts';
import { progressOn } from './progress.ts';

const dockerDir = join(projectDir, 'docker');
const toolsDir = join(projectDir, '.centralino/tools');

export const containers: Command = {
  name: 'containers',
  summary:
    'prepare docker/compose.yaml: secrets, settings, the base image; replace its engines; run a Docker daemon where there is none',
  usage: `
usage: centralino containers prepare [--production] [--base debian]
       centralino containers base [--base debian]
       centralino containers call
       centralino containers roll [-- COMPOSE OPTION ...]
       centralino containers daemon [--data DIR]
       centralino containers run [--data DIR] -- COMMAND ...

  prepare        looks whether Docker will do, whether there is room and the ports are free; makes docker/secrets (what is
                 there stays), docker/.env (never changed) and the base image. Then:
                   docker compose -f docker/compose.yaml up --build --wait
  --production   without the reference back office; says what is to be written into docker/.env
  base           only the base image, ${BASE_IMAGE}: pulled, or made out of Debian packages where Docker Hub cannot be reached
                 (root, on Debian or Ubuntu)
  --base debian  asks no registry
  call           calls 803164 on the line that runs in development, and says whether the dialog went as it should
  roll           replaces the engines that run by new ones, of the images and settings as they are now: one after the other,
                 the new one first, so that every call finds an engine. Options behind -- go to docker compose
                 (--project-name, --env-file)
  daemon         runs a Docker daemon out of Debian packages until it is ended, and says how to use it: beside whatever is on
                 the machine, without a change of its network (root)
  run            runs a command with Docker: the daemon that answers, else one as of \`daemon\` for as long as the command runs
  --data DIR     where that daemon keeps images (default /var/tmp/centralino-docker)`,
  options: { production: { type: 'boolean' }, base: { type: 'string' }, data: { type: 'string' } },
  run: async (values, positionals) => {
    const report = progressOn(process.stdout);
    const say = (line: string) => process.stdout.write(`${line}\n`);
    const base = textOption(values, 'base', 'anywhere');
    if (base !== 'anywhere' && base !== 'debian') throw new UsageError('--base takes the word debian');
    const daemon = {
      dataDir: resolve(textOption(values, 'data', '/var/tmp/centralino-docker')),
      toolsDir,
      report,
    };
    const [word = '', ...others] = positionals;
    if (!['run', 'roll'].includes(word) && others.length > 0)
      throw new UsageError(`one word is enough: not "${others.join(' ')}"`);
    switch (word) {
      case 'prepare': {
        const profile = values['production'] === true ? 'production' : 'development';
        await prepare({ profile, base, dockerDir, toolsDir, report, say });
        return 0;
      }
      case 'base':
        await assertDocker(roomForImages);
        await provideBase({ base, toolsDir, report, say });
        return 0;
      case 'call':
        return (await call()) ? 0 : 1;
      case 'roll':
        await rollEngines({ composeFile: join(dockerDir, 'compose.yaml'), options: others, say });
        return 0;
      case 'daemon':
        return runDaemon(daemon);
      case 'run': {
        const [program, ...args] = others;
        if (program === undefined) throw new UsageError('write the command behind --');
        return runWithDocker([program, ...args], daemon);
      }
      default:
        throw new UsageError('write prepare, base, call, roll, daemon or run (--help says more)');
    }
  },
};

/** From this machine to Asterisk's own address, which Linux has a route to; so audio goes neither through a proxy nor NAT. */
async function call(): Promise<boolean> {
  const settings = await readSettings(dockerDir);
  const host = settings.get('ASTERISK_ADDRESS') || '172.30.55.10';
  const [console = ''] = (settings.get('CONSOLE_PORTS') || '8080').split('-');
  return callStatoDomanda({
    server: { host, port: 5060 },
    bindAddress: await addressTowards(host),
    httpUrl: `http://127.0.0.1:${console}`,
    citizens: Number(settings.get('CITIZENS') || 1000),
    out: process.stdout,
  });
}
