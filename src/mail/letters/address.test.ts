import { describe, expect, test } from '@jest/globals';
import { addressLines } from './address.ts';
import { LetterError } from './letter-error.ts';

const home = { presso: '', via: 'Via Roma, 1', cap: '10121', localita: 'Torino', provincia: 'TO', stato: '' };
const missing = (address: typeof home) => {
  try {
    return addressLines(address).join('/');
  } catch (error) {
    return error instanceof LetterError && error.fault === 'incomplete-address' ? error.where : String(error);
  }
};

describe('the lines of an address', () => {
  test('in Italy: street, post code, town in capitals, province', () => {
    expect(addressLines(home)).toEqual(['Via Roma, 1', '10121 TORINO TO']);
    expect(addressLines({ ...home, presso: ' presso  Conti ', localita: 'Forlì', provincia: 'fc' })).toEqual([
      'presso Conti',
      'Via Roma, 1',
      '10121 FORLÌ FC',
    ]);
  });

  test('abroad: the country in capitals at the end, and the post code where that country has it', () => {
    const berlin = {
      ...home,
      via: 'Allee 12',
      cap: '10119',
      localita: 'Berlin',
      provincia: '',
      stato: 'Germania',
    };
    expect(addressLines(berlin)).toEqual(['Allee 12', '10119 BERLIN', 'GERMANIA']);
    const york = {
      ...berlin,
      cap: '11214',
      localita: 'Brooklyn',
      provincia: 'NY',
      stato: "Stati Uniti d'America",
    };
    expect(addressLines(york)).toEqual(['Allee 12', 'BROOKLYN NY 11214', "STATI UNITI D'AMERICA"]);
    expect(addressLines({ ...berlin, cap: '', localita: 'Dubai' })).toEqual([
      'Allee 12',
      'DUBAI',
      'GERMANIA',
    ]);
  });

  test('what cannot arrive is refused, naming what is missing and nothing else', () => {
    expect(missing({ ...home, cap: '' })).toBe('cap');
    expect(missing({ ...home, cap: '1012', provincia: '' })).toBe('cap, provincia');
    expect(missing({ ...home, via: ' ', localita: '' })).toBe('via, localita');
    expect(missing({ ...home, stato: 'Francia', cap: '', localita: '' })).toBe('localita');
  });
});
