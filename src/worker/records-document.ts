import { callBackPaths } from '../call-backs/routes.ts';
import { deskPaths } from '../conversations/desk-routes.ts';
import { conversationPaths } from '../conversations/routes.ts';
import { feedbackPaths } from '../mail/feedback/routes.ts';
import { opsPaths } from '../mail/ops/routes.ts';
import { mailPaths } from '../mail/routes.ts';
import { surveyPaths } from '../surveys/routes.ts';
import { officePaths } from '../voice-messages/office.ts';
import { voiceMessagePaths } from '../voice-messages/routes.ts';
import { openApiOf } from '../web/room.ts';
import { whereaboutsPaths } from './whereabouts-room.ts';

/**
 * The contract of the records' API as an OpenAPI 3.1 document. `openapi.json` beside this file is its written form;
 * records-document.test.ts keeps the two alike.
 */
export function recordsDocument() {
  return openApiOf(
    'Centralino records',
    'What callers asked for, kept by the worker: engines hand it in, operations look at it. Operations, offices and the operators’ desk have tokens of their own, which open /ops/, /office/ or /desk/ alone.',
    [
      mailPaths,
      whereaboutsPaths,
      feedbackPaths,
      opsPaths,
      surveyPaths,
      voiceMessagePaths,
      officePaths,
      conversationPaths,
      deskPaths,
      callBackPaths,
    ],
  );
}
