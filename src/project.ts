import { join } from 'node:path';
import { bookingSignatures } from './backoffice/booking.ts';
import { lookUps } from './backoffice/operations/index.ts';
import { signatureOf } from './backoffice/signature.ts';
import type { EntryFlow, PromptCatalog } from './flow/checks/check.ts';
import { closedIdentity, readIdentity, unknownIdentity } from './flow/identity.ts';
import { inspectingFlows, readFlowFiles } from './flow/load.ts';
import { type FlowCalendars, type FlowQueue, type Opening, Project } from './flow/project.ts';
import { documentKinds } from './mail/documents/index.ts';
import { type Calendars, readCalendars } from './numbers/calendar.ts';
import { type Destinations, noDestinations, readDestinations } from './numbers/destinations.ts';
import { DatedMailing, type Mailing, readMailing, usualMailing } from './numbers/mailing.ts';
import { type NumberPlan, readNumberPlan } from './numbers/plan.ts';
import { addDays } from './numbers/time-zone.ts';
import { noPills, type PillTable, type PillTexts, pillFindings, readPills } from './pills/pill-table.ts';
import type { Queue } from './queues/queue.ts';
import { noQueues, type QueueRules, readQueues } from './queues/queues.ts';
import { type Finding, FindingsError } from './source/finding.ts';
import { inPieces } from './source/pieces.ts';
import { readSource } from './source/read-text.ts';
import type { Source } from './source/source.ts';
import { languages } from './speech/language.ts';
import { type LoadedMessages, loadMessages } from './speech/load-messages.ts';
import type { Messages } from './speech/messages.ts';
import { findRecordings } from './speech/recordings.ts';
import { ContentError, readContent } from './versions/content.ts';
import { noBoxes, readBoxes } from './voice-messages/boxes.ts';

/** Everything that ops staff write, read and checked together: valid as a whole, or not at all. */
export interface Service {
  readonly project: Project;
  readonly messages: Messages;
  readonly calendars: Calendars;
  readonly mailing: DatedMailing;
  readonly plan: NumberPlan;
  readonly pills: PillTable;
  readonly queues: QueueRules;
  /** Numbers outside that flows may transfer to. */
  readonly destinations: Destinations;
}

/** What came of reading flows/ and prompts/. */
export interface InspectedService {
  /** Whole and usable; undefined when any finding is an error. */
  readonly service?: Service;
  /** By file and line. */
  readonly findings: readonly Finding[];
  /** How many flows could be read, whether they are all right or not. */
  readonly flows: number;
}

/**
 * Reads flows/ and prompts/. The project's version covers all of it: flows, numbers, hours, settings and prompts.
 * @throws FindingsError with everything that is wrong: file, line, column, what to do
 */
export async function loadService(flowsDir: string, promptsDir: string): Promise<Service> {
  const { service, findings } = await inspectService(flowsDir, promptsDir);
  if (service === undefined) throw new FindingsError(findings.filter((one) => one.severity === 'error'));
  return service;
}

/**
 * Reads flows/ and prompts/ and says everything about them, errors and warnings. A file that cannot be read keeps
 * none of the findings about the others back.
 */
export async function inspectService(flowsDir: string, promptsDir: string): Promise<InspectedService> {
  const numbers = readSource(join(flowsDir, 'numbers.yaml'));
  const hours = readSource(join(flowsDir, 'hours.yaml'));
  const [planSource, hoursSource, files, loaded] = await Promise.all([
    numbers,
    hours,
    readFlowFiles(flowsDir),
    loadMessages(promptsDir, languages),
  ]);
  const plan = attempt(() => readNumberPlan(planSource));
  const calendars = attempt(() => readCalendars(hoursSource));
  const mailingSource = files.get('mailing.yaml');
  const mailing = attempt(() => (mailingSource === undefined ? usualMailing : readMailing(mailingSource)));
  const pillsSource = files.get('pills.yaml');
  const pills = attempt(() => (pillsSource === undefined ? noPills : readPills(pillsSource)));
  const boxesSource = files.get('boxes.yaml');
  const boxes = attempt(() => (boxesSource === undefined ? noBoxes : readBoxes(boxesSource)));
  const queuesSource = files.get('queues.yaml');
  const queues = attempt(() =>
    queuesSource === undefined ? noQueues : readQueues(queuesSource, calendars.value?.names),
  );
  const destinationsSource = files.get('destinations.yaml');
  const destinations = attempt(() =>
    destinationsSource === undefined ? noDestinations : readDestinations(destinationsSource),
  );
  const identitySource = files.get('identity.yaml');
  const identity = attempt(() =>
    identitySource === undefined ? closedIdentity : readIdentity(identitySource),
  );
  const recordings = await findRecordings(join(promptsDir, 'recordings'), loaded.messages);
  const catalog = catalogOf(loaded);
  const flows = await inPieces(
    inspectingFlows(flowsDir, files, {
      calendars: flowCalendars(calendars.value, mailing.value),
      identity: identity.value ?? unknownIdentity,
      queues: [...(queues.value ?? noQueues).queues.values()].map(flowQueue),
      queuesSource: queues.value && queuesSource,
      identitySource: identity.value && identitySource,
      destinations: {
        ...(queues.value === undefined ? {} : { queue: [...queues.value.queues.keys()] }),
        ...(destinations.value === undefined ? {} : { number: [...destinations.value.keys()] }),
        ...(boxes.value === undefined ? {} : { box: [...boxes.value.keys()] }),
        document: documentKinds.map(({ name }) => name),
      },
      messageSeconds: (box) => boxes.value?.get(box)?.maxSeconds,
      calendarsKnown: calendars.value !== undefined && mailing.value !== undefined,
      prompts: catalog,
      operations: [...lookUps.map(signatureOf), ...bookingSignatures.map((one) => ({ ...one, key: 'book' }))],
      entryFlows: plan.value && entryFlows(plan.value, planSource),
    }),
  );
  const { messages } = loaded;
  const findings = [
    ...plan.findings,
    ...calendars.findings,
    ...mailing.findings,
    ...pills.findings,
    ...(pills.value === undefined ? [] : pillFindings(pills.value, pillsSource, pillTexts(catalog))),
    ...boxes.findings,
    ...queues.findings,
    ...destinations.findings,
    ...identity.findings,
    ...flows.findings,
    ...loaded.problems,
    ...recordings.problems,
  ].toSorted(byPlace);
  const { project } = flows;
  const refused = findings.some((finding) => finding.severity === 'error');
  const count = project?.flows.size ?? files.size;
  if (
    refused ||
    project === undefined ||
    plan.value === undefined ||
    calendars.value === undefined ||
    mailing.value === undefined ||
    pills.value === undefined ||
    identity.value === undefined ||
    queues.value === undefined ||
    destinations.value === undefined
  )
    return { findings, flows: count };
  const content = await versionOf(flowsDir, promptsDir);
  if (content.version === undefined) return { findings: [...findings, content.finding], flows: count };
  const whole = new Project({ ...project, version: content.version });
  return {
    service: {
      project: whole,
      messages,
      calendars: calendars.value,
      mailing: new DatedMailing(mailing.value, calendars.value),
      plan: plan.value,
      pills: pills.value,
      queues: queues.value,
      destinations: destinations.value,
    },
    findings,
    flows: count,
  };
}

/** The version that follows from all files; or what keeps one of them from being read that no reader took. */
async function versionOf(
  flowsDir: string,
  promptsDir: string,
): Promise<{ version: string; finding?: undefined } | { version?: undefined; finding: Finding }> {
  try {
    const { version } = await readContent(flowsDir, promptsDir);
    return { version };
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    const { file, message, mend } = error;
    return { finding: { severity: 'error', code: 'unreadable', file, line: 1, column: 1, message, mend } };
  }
}

function attempt<T>(read: () => T): { value?: T; findings: readonly Finding[] } {
  try {
    return { value: read(), findings: [] };
  } catch (error) {
    if (!(error instanceof FindingsError)) throw error;
    return { findings: error.findings };
  }
}

function byPlace(one: Finding, other: Finding): number {
  return one.file.localeCompare(other.file) || one.line - other.line || one.column - other.column;
}

function entryFlows(plan: NumberPlan, source: Source): readonly EntryFlow[] {
  return plan.lines.map(({ id, flow, language }) => ({
    flow,
    language,
    finding: (remark, key = 'flow') => source.finding(['lines', id, key], remark),
  }));
}

function catalogOf({ messages, isBroken }: LoadedMessages): PromptCatalog {
  return {
    has: (id, language) => messages.has(id, language) || isBroken(id, language),
    ids: (language) => messages.ids(language),
    needs: (id, language) => messages.needs(id, language),
    seconds: (id, language) => messages.seconds(id, language),
    finding: (id, language, remark) => ({
      severity: 'error',
      ...(messages.position(id, language) ?? { file: `prompts/${language}.yaml`, line: 1, column: 1 }),
      ...remark,
    }),
  };
}

/** The texts as the pills need them: in one language, what the others lack is found anyway. */
function pillTexts(catalog: PromptCatalog): PillTexts {
  const [language] = languages;
  return {
    ids: [...catalog.ids(language)],
    has: (id) => catalog.has(id, language),
    finding: (id, remark) => catalog.finding(id, language, remark),
  };
}

/** A queue as flows see it. */
function flowQueue({ name, topic, level, calendars, callBack, record, pills }: Queue): FlowQueue {
  return {
    name,
    topic,
    level,
    calendars,
    callBack,
    records: record !== undefined,
    notice: record?.notice,
    pills,
  };
}

/** Hours and campaigns as flows see them; where one cannot be read, flows are still checked for the rest. */
function flowCalendars(calendars: Calendars | undefined, mailing: Mailing = usualMailing): FlowCalendars {
  const day = (at: number) => calendars?.localParts(at).date ?? '';
  return {
    names: calendars?.names ?? [],
    isOpen: (name, at) => calendars?.isOpen(name, at) ?? false,
    opening: (name, at) => openingOf(calendars, name, at),
    partOfDay: (at) => calendars?.partOfDay(at) ?? '',
    campaigns: {
      names: mailing.documents,
      isOpen: (name, at) => mailing.isOpen(name, day(at)),
      year: (name, at) => mailing.year(name, day(at)),
    },
  };
}

/** The next opening as it is said: today, tomorrow, or on which day. */
function openingOf(calendars: Calendars | undefined, name: string, at: number): Opening {
  const next = calendars?.nextOpening(name, at);
  if (calendars === undefined || next === undefined) return { quando: 'mai' };
  const { date: giorno, hour, minute } = calendars.localParts(next);
  const today = calendars.localParts(at).date;
  const quando = giorno === today ? 'oggi' : giorno === addDays(today, 1) ? 'domani' : 'giorno';
  return { quando, giorno, ora: [hour, minute].map((part) => String(part).padStart(2, '0')).join(':') };
}
