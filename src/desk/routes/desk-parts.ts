import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { BackOfficeClient } from '../../backoffice/client.ts';
import type { About, OperatorRecords } from '../../conversations/operator-records.ts';
import type { HandIn } from '../../mail/client.ts';
import type { Matcher } from '../../matching/matcher.ts';
import type { Sealer } from '../../privacy/seal.ts';
import type { PageApp } from '../../staff/page-server.ts';
import type { Session } from '../../staff/sessions.ts';
import type { Choice } from '../../staff/wire.ts';
import { readRequest, WebError } from '../../web/errors.ts';
import type { CaseFile, CaseFiles } from '../case-file.ts';
import type { DeskSettings } from '../settings.ts';
import type { Card } from '../wire.ts';

/** What the desk's routes work with. */
export interface DeskParts {
  readonly app: PageApp;
  readonly sessionOf: (request: FastifyRequest) => Session;
  readonly matcher: Matcher;
  readonly cases: CaseFiles;
  readonly sealer: Sealer;
  readonly backOffice: Pick<BackOfficeClient, 'call'>;
  readonly records: OperatorRecords;
  readonly documents: HandIn;
  readonly settings: DeskSettings;
  /** Topics that a Linea INPS form can be about: those of the queues. */
  readonly topics: readonly Choice[];
  /** The case as the operator sees it. */
  readonly card: (file: CaseFile) => Card;
  /** Whether the operator's softphone is connected: without it nobody can be ready. */
  readonly phoneIsThere: (name: string) => boolean;
  readonly logger: Logger;
}

const parameters = z.object({ id: z.string().min(1).max(100) });

/** The case that a request names. @throws WebError 404 for one that is not there, 403 for another operator's */
export async function ownCase(parts: DeskParts, request: FastifyRequest): Promise<CaseFile> {
  const { id } = readRequest(parameters, request.params);
  const file = await parts.cases.find(id);
  if (file === undefined) throw new WebError(404, 'no-such-conversation');
  if (file.operator !== parts.sessionOf(request).person.name) throw new WebError(403, 'not-yours');
  return file;
}

export function aboutOf(file: Pick<CaseFile, 'id' | 'operator'>): About {
  return { conversation: file.id, operator: file.operator };
}

/** A key for each time that a form is sent: the page makes one when the form is opened, and keeps it for retries. */
export const requestKey = z.string().regex(/^[A-Za-z0-9-]{16,64}$/);
