import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { z } from 'zod';
import { judgeNumber } from '../input/mobile-number.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { lowest } from './identity.ts';
import type { Project } from './project.ts';
import type { Session } from './session.ts';
import { isGroup, type Value, type Variables } from './values.ts';

/** An expression of a flow file, in CEL (https://cel.dev). */
export interface CelExpression {
  /** Null where it cannot be evaluated (a variable that is not set, types that do not fit). */
  value(variables: Variables): Value;
}

const environment = new Environment({ unlistedVariablesAreDyn: true });
const resultSchema = z.union([z.string(), z.number(), z.boolean(), z.bigint().transform(Number)]);

/**
 * Reads an expression.
 * @throws Error with CEL's own message when the text is not CEL.
 */
export function parseExpression(text: string): CelExpression {
  const evaluate = environment.parse(text);
  const names = [...new Set(namesIn(evaluate.ast))];
  return {
    value: (variables) => {
      try {
        return resultSchema.safeParse(evaluate(read(names, variables))).data ?? null;
      } catch {
        return null;
      }
    },
  };
}

/** The names of variables in an expression. */
function namesIn(node: ASTNode): readonly string[] {
  if (node.op === 'id') return [node.args];
  const args: readonly unknown[] = Array.isArray(node.args) ? node.args.flat(2) : [node.args];
  return args.filter(isNode).flatMap(namesIn);
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

/** The variables that an expression names. What nothing has saved yet is null, so that `x == null` asks just that. */
function read(names: readonly string[], variables: Variables): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, plainValue(variables[name] ?? null)]));
}

/** Variables as CEL sees them: whole numbers are its integers; a Sensitive value is there, its content is not. */
function plain(variables: Variables): Record<string, unknown> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: Value): unknown {
  if (value instanceof Sensitive) return value.mask;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (isGroup(value)) return plain(value);
  return Array.isArray(value) ? value.map(plainValue) : value;
}

/** What a flow may ask about the call itself, as `$call.…` in values and `call.…` in conditions. */
export function readConditionScope(project: Project, session: Session): Variables {
  const { calendars } = project;
  const { campaigns } = calendars;
  const { now } = session;
  return {
    line: session.line,
    language: session.language,
    caller: session.caller,
    left: session.left,
    identity: session.identity?.level ?? lowest(project.identity.levels),
    // Judging a number takes a while, and few ask.
    get mobile() {
      return mobileOf(session.caller);
    },
    topic: session.topic,
    get person() {
      return session.identity?.of.at(-1) ?? null;
    },
    aside: session.aside,
    service: session.cameFrom?.flow ?? null,
    asked: session.cameFrom?.asked ?? {},
    get queue() {
      return queueOf(project, session);
    },
    partOfDay: calendars.partOfDay(now),
    open: Object.fromEntries(calendars.names.map((name) => [name, calendars.isOpen(name, now)])),
    campaign: Object.fromEntries(campaigns.names.map((name) => [name, campaigns.isOpen(name, now)])),
    campaignYear: Object.fromEntries(campaigns.names.map((name) => [name, campaigns.year(name, now)])),
  };
}

/** The queue of the call's topic, in its language, now; null as long as there is no topic. */
function queueOf(project: Project, { topic, language, now }: Session): Value {
  const { calendars } = project;
  const queue = topic === null ? undefined : project.queueFor(topic);
  if (queue === undefined) return null;
  const calendar = queue.calendars[language];
  const known = calendar !== undefined && calendars.names.includes(calendar);
  return {
    name: queue.name,
    open: known && calendars.isOpen(calendar, now),
    callBack: queue.callBack,
    opens: known ? calendars.opening(calendar, now) : { quando: 'mai' },
  };
}

/** The number that calls, in E.164, where it is a mobile one. */
function mobileOf(caller: Sensitive | null): Sensitive | null {
  const judged = caller === null ? 'no-number' : judgeNumber(caller.reveal());
  return typeof judged === 'string' ? null : new Sensitive('telefono', judged.mobile);
}
