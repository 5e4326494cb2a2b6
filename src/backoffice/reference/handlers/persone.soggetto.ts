import { personeSoggetto } from '../../operations/persone.soggetto.ts';
import { subjectOf } from '../subjects.ts';
import { handler } from './handler.ts';
import { onePerson } from './one-person.ts';

export const personeSoggettoHandler = handler(personeSoggetto, ({ persona }, asked) => ({
  outcome: 'found',
  value: { soggetto: subjectOf(onePerson(asked, persona)) },
}));
