import type { Finding } from '../../source/finding.ts';
import type { Remark } from '../../source/source.ts';
import { nameOf } from '../fits.ts';
import { valuesOf } from '../infer.ts';
import type { Fields, ValueType } from '../types.ts';
import type { Check, PromptNeed } from './check.ts';
import { stepsOf } from './steps-of.ts';

/** A text needs a value for each of its arguments, of a kind that can be spoken there, and never a sensitive one. */
export const promptValues: Check = ({ project, prompts, reach, types }) =>
  stepsOf(project).flatMap(({ flow, name, step }) =>
    step.prompts.flatMap((use) => {
      const values = valuesOf(use, types.scope(flow.name));
      if (values === undefined) return [];
      const found = new Map<string, { remark: Remark; languages: string[] }>();
      for (const language of use.languages ?? reach.languages(flow.name, name)) {
        for (const need of prompts.needs(use.prompt, language)) {
          const remark = problem(need, values);
          if (remark === undefined) continue;
          const same = found.get(remark.message) ?? { remark, languages: [] };
          same.languages.push(language);
          found.set(remark.message, same);
        }
      }
      return [...found.values()].map(({ remark, languages }): Finding => {
        const message = `prompt "${use.prompt}" (${[...new Set(languages)].join(', ')}): ${remark.message}`;
        return flow.source.findingInValue(['steps', name, ...use.path], { ...remark, message });
      });
    }),
  );

function problem(need: PromptNeed, values: Fields): Remark | undefined {
  const { variable } = need;
  const given = Object.hasOwn(values, variable) ? values[variable] : undefined;
  if (given === undefined) {
    const known = Object.entries(values).filter(([, type]) => type.type !== 'sensitive');
    const list = known.map(([one]) => one).join(', ');
    return {
      code: 'prompt-values',
      message: `{${variable}} gets no value here`,
      mend:
        list === ''
          ? `Give it one: with: { ${variable}: ... }`
          : `Give it one under \`with:\`; there are: ${list}`,
    };
  }
  if (given.type === 'sensitive') {
    return {
      code: 'sensitive-value',
      message: `{${variable}} is a sensitive value, which is never spoken`,
      mend: `Take {${variable}} out of the text`,
    };
  }
  if (speakable(given, need)) return undefined;
  return {
    code: 'prompt-values',
    message: `{${variable}} must be ${wanted[need.kind]}, but it is ${nameOf(given)}`,
    mend: 'Give it another value, or write the argument in another form',
  };
}

const wanted: Readonly<Record<PromptNeed['kind'], string>> = {
  text: 'a text or a number',
  number: 'a number',
  cents: 'an amount in whole cents',
  code: 'a code of letters and figures',
  date: 'a date',
  time: 'a time',
  choice: 'a text, a number, true or false',
};

const fitting: Readonly<Record<PromptNeed['kind'], readonly ValueType['type'][]>> = {
  text: ['string', 'integer', 'number'],
  number: ['integer', 'number'],
  cents: ['integer'],
  code: ['string', 'integer'],
  date: ['string'],
  time: ['string'],
  choice: ['string', 'integer', 'number', 'boolean'],
};

function speakable(given: ValueType, { kind }: PromptNeed): boolean {
  if (given.type === 'any') return true;
  if (!fitting[kind].includes(given.type)) return false;
  const clock = kind === 'date' ? /^\d{4}-\d\d-\d\d/ : kind === 'time' ? /\d\d:\d\d/ : undefined;
  return (
    clock === undefined || given.type !== 'string' || (given.oneOf?.every((text) => clock.test(text)) ?? true)
  );
}
