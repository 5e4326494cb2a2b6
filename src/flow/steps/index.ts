import type { StepKind } from '../step.ts';
import { ask } from './ask.ts';
import { book } from './book.ts';
import { callBack } from './call-back.ts';
import { choose } from './choose.ts';
import { go } from './go.ts';
import { hangUp } from './hang-up.ts';
import { language } from './language.ts';
import { lookUp } from './look-up.ts';
import { menu } from './menu.ts';
import { pendingCallBack } from './pending-call-back.ts';
import { pick } from './pick.ts';
import { queue } from './queue.ts';
import { record } from './record.ts';
import { returnStep } from './return.ts';
import { say } from './say.ts';
import { sendDocument } from './send-document.ts';
import { sendSms } from './send-sms.ts';
import { set } from './set.ts';
import { survey } from './survey.ts';
import { topic } from './topic.ts';
import { transfer } from './transfer.ts';

/** Every kind of step, by the key that marks it. Adding a kind is adding a file and a line here. */
export const stepKinds: ReadonlyMap<string, StepKind> = new Map(
  // `say` comes last: other kinds have a `say` too.
  [
    menu,
    ask,
    pick,
    lookUp,
    sendDocument,
    sendSms,
    book,
    record,
    survey,
    queue,
    callBack,
    pendingCallBack,
    transfer,
    choose,
    set,
    go,
    returnStep,
    language,
    topic,
    hangUp,
    say,
  ].map((kind) => [kind.kind, kind]),
);
