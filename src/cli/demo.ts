import { join, resolve } from 'node:path';
import { type Command, defaultDataDir, numberOption, textOption } from './command.ts';
import { callStatoDomanda } from './demo-call.ts';
import { progressOn } from './progress.ts';
import { type Stack, startStack } from './stack.ts';
import { untilTold } from './until-told.ts';

export const demo: Command = {
  name: 'demo',
  summary: 'start everything on this machine and place a real call',
  usage: `
usage: npm run demo -- [--once] [--sip-port N] [--http-port N] [--rtp-port N] [--data DIR] [--citizens N]

  --once         stop after the call; exit 0 only if it went as declared
  --sip-port N   where Asterisk takes calls (default 5060)
  --http-port N  the engine's API: GET /api/calls, /api/calls/ID (default 8080)
  --rtp-port N   first of 2000 ports for audio (default 16000)
  --data DIR     what is written: logs, audio, data, secrets (default .centralino/data)
  --citizens N   synthetic citizens in the reference back office (default 10000)`,
  options: {
    once: { type: 'boolean' },
    'sip-port': { type: 'string' },
    'http-port': { type: 'string' },
    'rtp-port': { type: 'string' },
    data: { type: 'string' },
    citizens: { type: 'string' },
  },
  run: async (values) => {
    const sipPort = numberOption(values, 'sip-port', { min: 1, max: 65_535, default: 5060 });
    const httpPort = numberOption(values, 'http-port', { min: 1, max: 65_535, default: 8080 });
    const rtpStart = numberOption(values, 'rtp-port', { min: 1024, max: 63_000, default: 16_000 });
    const citizens = numberOption(values, 'citizens', { min: 10, max: 100_000_000, default: 10_000 });
    const dataDir = resolve(textOption(values, 'data', defaultDataDir));
    const told = untilTold();
    const starting = startStack({
      dataDir,
      sipPort,
      httpPort,
      rtpStart,
      citizens,
      report: progressOn(process.stdout),
    });
    const early = await Promise.race([told, starting.then(() => undefined)]);
    if (early !== undefined) {
      // Whatever has started is tied to this process and goes with it.
      process.exit(130);
    }
    const stack = await starting;
    try {
      process.stdout.write(`ready sip:127.0.0.1:${sipPort} ${stack.httpUrl}\n\n`);
      const asDeclared = await Promise.race([
        callStatoDomanda({
          server: { host: '127.0.0.1', port: sipPort },
          bindAddress: '127.0.0.1',
          httpUrl: stack.httpUrl,
          citizens,
          out: process.stdout,
        }),
        told.then(() => false),
      ]);
      if (values['once'] === true) return asDeclared ? 0 : 1;
      process.stdout.write(howToCall(sipPort, stack, dataDir));
      await told;
      return asDeclared ? 0 : 1;
    } finally {
      await stack.stop();
    }
  },
};

function howToCall(
  sipPort: number,
  {
    httpUrl,
    backOfficeUrl,
    recordsUrl,
    deskUrl,
    operatorsFile,
  }: Pick<Stack, 'httpUrl' | 'backOfficeUrl' | 'recordsUrl' | 'deskUrl' | 'operatorsFile'>,
  dataDir: string,
): string {
  return `
Call in yourself: any softphone on this machine, no account (direct IP call, UDP, PCMA), to
  sip:803164@127.0.0.1:${sipPort}
  baresip -e "/dial sip:803164@127.0.0.1:${sipPort}"
Whom to call as:        npx centralino citizens --limit 5
What the calls were:    curl ${httpUrl}/api/calls
What they asked for:    ${recordsUrl}, and the PINs: ${backOfficeUrl} (docs/servizi.md, tokens in
                        ${join(dataDir, 'secrets.json')})
Operators:              npx centralino operators add anna --name Anna --skill pensioni:it:4 --file
                        ${operatorsFile}, then ${deskUrl}/postazione/
Ctrl-C ends everything.
`;
}
