import { isIP } from 'node:net';
import { z } from 'zod';
import { common, port } from './values.ts';

/** What is decided when Asterisk's configuration is made: what callers get when no engine takes their calls. */
export const fallbackConfig = z.object({
  /** Where operators are reached without an engine: SIP URIs with commas between them. */
  FALLBACK_QUEUE: z
    .string()
    .optional()
    .transform((list) => (list === undefined || list.trim() === '' ? undefined : list.split(',')))
    .pipe(z.tuple([z.string()], z.string()).optional()),
  /** The calendar of flows/hours.yaml that says when they are there. */
  FALLBACK_CALENDAR: z.string().min(1).default('operatori-it'),
  /** When engines are full: say so, or answer 503. */
  BUSY_ANSWER: z.enum(['speak', 'refuse']).default('speak'),
  /** After so many seconds without any engine, callers whose engine died are spoken to. Longer than its restart takes. */
  RESCUE_SECONDS: z.coerce.number().int().min(2).max(3_600).default(8),
});
export type FallbackConfig = z.infer<typeof fallbackConfig>;

const address = z.string().refine((text) => isIP(text) !== 0, 'write an IP address');
/** What an Asterisk is told that does not run beside the engine: its configuration is rendered from it. */
export const asteriskConfig = z
  .object({
    /** Its folder; everything that it writes is below it. */
    ASTERISK_DIR: z.string().min(1),
    ARI_USER: z.string().min(1),
    ARI_PASSWORD: z.string().min(16),
    /** The address that ARI listens on: one that only our own parts can reach. */
    ARI_BIND: address.default('127.0.0.1'),
    ARI_PORT: port.default(8088),
    SIP_BIND: address.default('0.0.0.0'),
    SIP_PORT: port.default(5060),
    RTP_START: port,
    RTP_END: port,
    /** Who may send calls: addresses and networks, with commas between them. */
    TRUNK_ADDRESSES: z
      .string()
      .regex(/^[0-9a-fA-F.:/]+(,[0-9a-fA-F.:/]+)*$/, 'write addresses or networks with commas between them')
      .transform((list) => list.split(',')),
    TRUNK_CONTACT: z.string().optional(),
    /** Its own address, which audio comes to and leaves from. */
    MEDIA_ADDRESS: address,
    /** What callers from outside LOCAL_NET are told instead, where a router or a container network stands between. */
    EXTERNAL_ADDRESS: address.optional(),
    /** The port for SIP there, where it is another than SIP_PORT. Ports for audio are the same. */
    EXTERNAL_SIP_PORT: port.optional(),
    LOCAL_NET: z
      .string()
      .regex(/^[0-9a-fA-F.:]+\/\d{1,3}$/, 'write a network such as 172.30.55.0/24')
      .optional(),
    /** Callers are behind a router or a proxy for ports, too: requests go back where the call came from. */
    TRUNK_BEHIND_NAT: z.stringbool().default(false),
    ASTERISK_MODULES: z.string().min(1).default('/usr/lib/asterisk/modules'),
    ASTERISK_DATA: z.string().min(1).default('/usr/share/asterisk'),
    ESPEAK: common.ESPEAK,
    /** Where numbers.yaml and hours.yaml are. */
    FLOWS_DIR: common.FLOWS_DIR,
    ...fallbackConfig.shape,
  })
  .refine(({ RTP_START: start, RTP_END: end }) => end - start >= 3, {
    path: ['RTP_END'],
    message: 'a call takes two ports, one with an operator four: give at least four',
  })
  .refine(({ EXTERNAL_ADDRESS: outer, LOCAL_NET: net }) => outer === undefined || net !== undefined, {
    path: ['LOCAL_NET'],
    message: 'EXTERNAL_ADDRESS needs it',
  });
