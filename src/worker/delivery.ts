import { join } from 'node:path';
import type { Logger } from 'pino';
import type { BackOffice } from '../mail/desk.ts';
import { FeedbackInbox } from '../mail/feedback/inbox.ts';
import { type FeedbackBook, FeedbackIntake } from '../mail/feedback/intake.ts';
import { ReturnedToRegistry } from '../mail/feedback/returned-mail.ts';
import { feedbackRoom } from '../mail/feedback/routes.ts';
import type { MailKeys } from '../mail/keys.ts';
import type { Database } from '../store/database.ts';
import type { Room } from '../web/room.ts';
import { type Carriers, openCarriers } from './carriers.ts';
import type { CarriersConfig } from './carriers-config.ts';

/** All that is between us and those who carry things out: what we give them, and what they tell us. */
export interface Delivery {
  readonly carriers: Carriers;
  /** Webhooks; the server leaves `feedbackRoute` open. */
  readonly room: Room;
  close(): Promise<void>;
}

/** Opens the carriers that are configured, and takes what they tell, by whichever way. */
export function openDelivery(
  config: CarriersConfig,
  parts: {
    /** `feedback/` is below it. */
    readonly dataDir: string;
    readonly database: Database;
    readonly keys: MailKeys;
    readonly backOffice: BackOffice;
    readonly book: FeedbackBook;
    readonly logger: Logger;
  },
): Delivery {
  const { logger } = parts;
  const intake = new FeedbackIntake(parts.book, new ReturnedToRegistry(parts));
  const carriers = openCarriers(config, intake, logger);
  const folder = join(parts.dataDir, 'feedback');
  const stopInbox = new FeedbackInbox({ folder, carriers: carriers.names, intake, logger }).watch();
  return {
    carriers,
    room: feedbackRoom({ intake, keys: config.FEEDBACK_KEYS, logger }),
    close: async () => {
      await stopInbox();
      await carriers.close();
    },
  };
}
