import { join } from 'node:path';
import { asteriskConfig } from '../config/asterisk.ts';
import { readConfig } from '../config/read.ts';
import { renderAsteriskConf, usualClaimTimeoutMs } from '../provision/asterisk-conf.ts';
import { type Command, projectDir } from './command.ts';
import { prepareFallback } from './fallback.ts';

export const asteriskConf: Command = {
  name: 'asterisk-conf',
  summary: 'write the configuration of an Asterisk that runs elsewhere (in a container)',
  usage: `
usage: centralino asterisk-conf

Told by its environment: ASTERISK_DIR ARI_USER ARI_PASSWORD RTP_START RTP_END TRUNK_ADDRESSES MEDIA_ADDRESS [ARI_BIND]
[ARI_PORT] [SIP_BIND] [SIP_PORT] [TRUNK_CONTACT] [EXTERNAL_ADDRESS LOCAL_NET [EXTERNAL_SIP_PORT]] [TRUNK_BEHIND_NAT]
[ASTERISK_MODULES] [ASTERISK_DATA] [ESPEAK] [FLOWS_DIR] [FALLBACK_QUEUE] [FALLBACK_CALENDAR] [BUSY_ANSWER]
[RESCUE_SECONDS];
NAME_FILE gives the path of a file that holds NAME. Writes ASTERISK_DIR/etc, the music for those who wait, and what a
caller hears while no engine is there; then \`asterisk -f -n -C ASTERISK_DIR/etc/asterisk.conf\` can start. What is in
ASTERISK_DIR/etc/extra is left alone. An Asterisk that runs already takes a new configuration when it is restarted.`,
  options: {},
  run: async () => {
    const config = readConfig(asteriskConfig, process.env);
    const { EXTERNAL_ADDRESS: address, LOCAL_NET: localNet } = config;
    const sipPort = config.EXTERNAL_SIP_PORT ?? config.SIP_PORT;
    const path = await renderAsteriskConf({
      templatesDir: join(projectDir, 'asterisk-conf'),
      asteriskDir: config.ASTERISK_DIR,
      runDir: join(config.ASTERISK_DIR, 'state/run'),
      modulesDir: config.ASTERISK_MODULES,
      asteriskDataDir: config.ASTERISK_DATA,
      sipBind: config.SIP_BIND,
      sipPort: config.SIP_PORT,
      httpPort: config.ARI_PORT,
      httpBind: config.ARI_BIND,
      rtpStart: config.RTP_START,
      rtpEnd: config.RTP_END,
      ariUser: config.ARI_USER,
      ariPassword: config.ARI_PASSWORD,
      trunkAddresses: config.TRUNK_ADDRESSES,
      ...(config.TRUNK_CONTACT === undefined ? {} : { trunkContact: config.TRUNK_CONTACT }),
      mediaAddress: config.MEDIA_ADDRESS,
      ...(address === undefined || localNet === undefined
        ? {}
        : { external: { address, sipPort, localNet } }),
      trunkBehindNat: config.TRUNK_BEHIND_NAT,
      fallback: await prepareFallback({
        soundsDir: join(config.ASTERISK_DIR, 'state/fallback'),
        keptDir: join(config.ASTERISK_DIR, 'state/fallback/kept'),
        flowsDir: config.FLOWS_DIR,
        espeak: config.ESPEAK,
        config,
      }),
      appFilter: '^centralino',
      claimTimeoutMs: usualClaimTimeoutMs,
    });
    process.stdout.write(`${path}\n`);
    return 0;
  },
};
