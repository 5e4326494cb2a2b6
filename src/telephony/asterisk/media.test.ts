import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { MediaUris } from './media.ts';

const folder = mkdtempSync(join(tmpdir(), 'centralino-media-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('files lose their extension, and only that', () => {
  const uris = new MediaUris(folder).of([
    { kind: 'file', path: '/a.b/it/benvenuto.wav' },
    { kind: 'file', path: '/a.b/it/senza-estensione' },
  ]);
  expect(uris).toEqual(['sound:/a.b/it/benvenuto', 'sound:/a.b/it/senza-estensione']);
});

test('a recording is played by its name', () => {
  const uris = new MediaUris(folder).of([{ kind: 'recording', name: '1763800000.7-12' }]);
  expect(uris).toEqual(['recording:1763800000.7-12']);
});

test('a path that ARI cannot take is refused', () => {
  const media = new MediaUris(folder);
  for (const path of ['relative.wav', '/a,b.wav']) {
    expect(() => media.of([{ kind: 'file', path }])).toThrow(expect.objectContaining({ code: 'refused' }));
  }
  for (const name of ['', 'a,b'])
    expect(() => media.of([{ kind: 'recording', name }])).toThrow(
      expect.objectContaining({ code: 'refused' }),
    );
  expect(() => media.of([])).toThrow(expect.objectContaining({ code: 'refused' }));
});

test('silence becomes a file of 8 kHz signed linear samples, in whole packets of 20 ms', () => {
  const [uri] = new MediaUris(join(folder, 'silence')).of([{ kind: 'silence', ms: 130 }]);
  expect(uri).toBe(`sound:${join(folder, 'silence', 'silence-140')}`);
  expect(statSync(join(folder, 'silence', 'silence-140.sln')).size).toBe(140 * 8 * 2);
});
