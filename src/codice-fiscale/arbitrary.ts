/** Generators of people and codes for property tests. */
import fc from 'fast-check';
import { compose, type Person } from './compose.ts';
import { withOmocodia } from './omocodia.ts';

const name = fc.string({
  minLength: 1,
  maxLength: 12,
  unit: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZàòüØß '"),
});

/** A person with any name, date of birth and known form of place. */
export const anyPerson: fc.Arbitrary<Person> = fc.record({
  surname: name,
  name,
  birthDate: fc
    .date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  sex: fc.constantFrom('M', 'F'),
  place: fc
    .tuple(fc.constantFrom(...'ABCDEFGHILMYZ'), fc.integer({ min: 0, max: 999 }))
    .map(([letter, number]) => letter + String(number).padStart(3, '0')),
});

/** A valid code, with or without omocodia. */
export const anyCode: fc.Arbitrary<string> = fc
  .tuple(anyPerson, fc.integer({ min: 0, max: 127 }))
  .map(([person, mask]) => withOmocodia(compose(person), mask));
